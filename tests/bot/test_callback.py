"""Somebody wants to be rung back."""

from tests.bot.parts import SLOTS, Conversation, ServiceApi
from tests.bot.task_examples import CALLBACK, PHONE, logged


def test_in_one_breath_nothing_is_asked_that_was_said(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    asked = conversation.say(
        "can someone ring 07700 900123 on Tuesday morning about my rent, ask for Jo"
    )
    check = conversation.say("don't leave a message")
    conversation.choose("affirm")

    assert asked.asking == "callback_message"
    assert "Tuesday" in check.texts[-1]
    tuesday = next(slot for slot in SLOTS if "Tuesday" in slot["words"])
    assert logged(service_api, conversation) == {
        **PHONE,
        "slot": {"starts_at": tuesday["starts_at"], "ends_at": tuesday["ends_at"]},
        "topic": "my rent",
        "name": "Jo",
        "may_leave_message": False,
        "may_say_who": False,
        "typed": {"slot": "on Tuesday morning", "may_leave_message": "don't leave a message"},
        "unchecked": [],
    }


def test_words_that_are_none_of_our_times_are_kept_as_they_are(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    CALLBACK.answer_until(conversation, "callback_slot")

    check = None
    for words in ("when the kids are asleep", "my rent", "Jo", "yes"):
        check = conversation.say(words)
    sent = conversation.choose("affirm")

    assert check is not None
    assert check.asking == "task_is_confirmed"
    assert "at the time that you said" in sent.texts[0]
    details = logged(service_api, conversation)
    assert details["when_words"] == "when the kids are asleep"
    assert "slot" not in details


def test_the_number_is_corrected_in_words(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    CALLBACK.reach_the_check(conversation)

    check = conversation.say("actually my number is 07700 900456")
    conversation.choose("affirm")

    assert "07700 900456" in check.texts[-1]
    assert logged(service_api, conversation)["phone_number"] == "+447700900456"


def test_a_number_that_cannot_be_read_is_taken_as_typed_the_third_time(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.choose("request_callback")

    first = conversation.say("07700 9001")
    second = conversation.say("O7700 nine hundred")
    third = conversation.say("the number you have")
    for _ in range(4):
        conversation.choose("skip")
    conversation.choose("affirm")

    assert "could not find a phone number" in first.texts[0]
    assert "07700 900123" in second.texts[0]
    assert third.asking == "callback_slot"
    assert logged(service_api, conversation) == {
        "contact": "the number you have",
        "phone_number": None,
        "email_address": None,
        "typed": {},
        "unchecked": ["contact"],
    }


def test_a_wish_for_another_task_is_kept_until_this_one_has_ended(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    CALLBACK.answer_until(conversation, "callback_name")

    meanwhile = conversation.say("I want to complain, the social worker lied in court about us")
    conversation.say("Jo")
    conversation.choose("answer:say_who")
    sent = conversation.choose("affirm")
    started = conversation.say("yes please")

    assert meanwhile.asking == "callback_name"
    assert sent.choices == {"Complain about the service": "start_task:service_complaint"}
    assert started.asking == "complaint_outcome"


def test_without_a_number_a_person_is_offered(conversation: Conversation) -> None:
    conversation.choose("request_callback")

    asked = conversation.say("I don't want to give you my number")

    assert asked.asking == "callback_phone"
    assert "speak_to_person" in {c["value"] for r in asked.body["replies"] for c in r["choices"]}
