"""Somebody asks for help for their own family."""

from tests.bot.parts import Conversation, ServiceApi
from tests.bot.task_examples import PHONE, SUPPORT, logged


def test_in_one_breath_nothing_is_asked_that_was_said(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    started = conversation.say(
        "My name is Sam Green, I need help, we are behind with the rent and my son "
        "is excluded from school. Ring me on 07700 900123, we are at CH65 0BA"
    )
    assert started.topics[-1] == "request_support"
    asked = [started.asking]
    while asked[-1] != "task_is_confirmed":
        asked.append(conversation.choose("skip").asking)
    conversation.choose("affirm")

    assert not {"support_needs", "support_areas", "support_contact", "support_postcode"} & {*asked}
    details = logged(service_api, conversation)
    assert details["areas"] == ["education", "housing"]
    assert details["phone_number"] == PHONE["phone_number"]
    assert details["postcode"] == "CH65 0BA"


def test_several_areas_may_be_written_in_one_line(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    SUPPORT.answer_until(conversation, "support_areas")

    asked = conversation.say("money and the damp flat")

    assert asked.asking == "support_tried"


def test_a_contact_is_asked_for_twice_and_not_a_third_time(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    SUPPORT.answer_until(conversation, "support_contact")

    first = conversation.say("I'd rather not say")
    second = conversation.say("no")
    conversation.choose("skip")
    conversation.choose("skip")
    sent = conversation.choose("affirm")

    assert first.asking == "support_contact"
    assert "cannot get in touch" in first.texts[0]
    assert second.asking == "support_postcode"
    assert "get in touch, and talk" not in sent.texts[0]
    assert "contact" not in logged(service_api, conversation)


def test_a_postcode_that_is_none_is_taken_as_typed_and_marked(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    SUPPORT.answer_until(conversation, "support_postcode")

    first = conversation.say("CH65")
    second = conversation.say("near the station")
    third = conversation.say("by the big Tesco")
    conversation.choose("skip")
    conversation.choose("affirm")

    assert "full postcode" in first.texts[0]
    assert "CH65 0BA" in second.texts[0]
    assert third.asking == "support_language"
    details = logged(service_api, conversation)
    assert details["postcode"] == "by the big Tesco"
    assert details["unchecked"] == ["postcode"]
