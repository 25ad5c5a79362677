"""Somebody's information went to the wrong person."""

from tests.bot.parts import Conversation, ServiceApi
from tests.bot.task_examples import BREACH, logged


def test_in_one_breath_what_happened_is_not_asked(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    words = "you sent my letter to my neighbour by mistake and she has read it"
    started = conversation.say(words)
    conversation.say("I'm not sure")
    for _ in range(4):
        conversation.choose("skip")
    conversation.choose("affirm")

    assert started.asking == "breach_still_exposed"
    assert logged(service_api, conversation) == {
        "what": words,
        "still_exposed": "unknown",
        "typed": {"still_exposed": "I'm not sure"},
        "unchecked": [],
    }


def test_an_answer_that_is_no_choice_is_kept_in_words_the_third_time(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    BREACH.answer_until(conversation, "breach_still_exposed")

    first = conversation.say("the postman")
    second = conversation.say("upstairs")
    third = conversation.say("the letterbox")
    for _ in range(4):
        conversation.choose("skip")
    conversation.choose("affirm")

    assert first.asking == second.asking == "breach_still_exposed"
    assert third.asking == "breach_when"
    details = logged(service_api, conversation)
    assert details["typed"] == {"still_exposed": "the letterbox"}
    assert details["unchecked"] == ["still_exposed"]
