"""Somebody has new details."""

from tests.bot.parts import Conversation, ServiceApi
from tests.bot.task_examples import DETAILS, PHONE, logged


def test_the_new_number_is_not_taken_for_the_one_to_check_with(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    words = "my phone number has changed, the new one is 07700 900456, the old one is dead"
    started = conversation.say(words)
    conversation.say("last Monday")
    conversation.say("just mine")
    asked = conversation.say("Jo Green")
    conversation.say("07700 900123")
    conversation.choose("answer:any")
    conversation.choose("affirm")

    assert started.asking == "details_since"
    assert asked.asking == "details_contact"
    assert logged(service_api, conversation) == {
        "what_changed": words,
        "since": "last Monday",
        "for_whom": "just mine",
        "name": "Jo Green",
        **PHONE,
        "safe_contact": "any",
        "typed": {},
        "unchecked": [],
    }


def test_one_word_is_not_enough_the_first_two_times(conversation: Conversation) -> None:
    DETAILS.start(conversation)

    first = conversation.say("address")
    second = conversation.say("address")
    third = conversation.say("address")

    assert first.asking == second.asking == "details_changed"
    assert third.asking == "details_since"
