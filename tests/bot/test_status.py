"""Somebody asks how something that they sent is going."""

import pytest

from tests.bot.parts import REFERENCE, RIGHT_PROOF, STATUS, Conversation, ServiceApi


def test_reference_and_proof_in_one_breath_are_answered_at_once(
    conversation: Conversation,
) -> None:
    told = conversation.say(f"how is my referral {REFERENCE} going, I gave you {RIGHT_PROOF}")

    assert any(STATUS in text for text in told.texts)
    assert told.asking is None


@pytest.mark.parametrize("words", [REFERENCE, "sf 7k3m 9q2x", f"I've got {REFERENCE} here"])
def test_a_reference_alone_is_understood(conversation: Conversation, words: str) -> None:
    assert conversation.say(words).asking == "status_proof"


def test_the_answer_does_not_say_which_of_the_two_is_wrong(conversation: Conversation) -> None:
    conversation.choose("check_status")
    conversation.say(REFERENCE)
    told = conversation.say("07700 900999")

    assert "I cannot say which of the two" in told.texts[0]
    assert "4" in told.texts[0]
    assert told.choices["Try again"] == "check_status"


def test_a_reference_is_never_taken_as_typed(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.choose("check_status")

    asked = [
        conversation.say(words).asking for words in ("SF-7K3M", "12", "lost it", "the blue one")
    ]

    assert set(asked) == {"status_reference"}
    assert not any(
        r["path"] == "/api/status"
        for r in service_api.requests
        if r["body"]["conversation"] == conversation.id
    )


def test_who_has_no_reference_is_offered_a_person(conversation: Conversation) -> None:
    conversation.choose("check_status")

    asked = conversation.say("I don't have one")

    assert asked.asking == "status_reference"
    assert "speak_to_person" in {c["value"] for r in asked.body["replies"] for c in r["choices"]}


def test_nothing_is_logged_and_it_can_be_stopped(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.choose("check_status")
    conversation.say(REFERENCE)
    stopped = conversation.say("stop please")

    assert stopped.topics == ["cancel"]
    assert service_api.enquiries_of(conversation.id) == []


def test_a_question_and_danger_in_between_leave_it_open(conversation: Conversation) -> None:
    conversation.choose("check_status")

    answered = conversation.say("do you share my information with the police?")
    in_danger = conversation.say("he is kicking the door in", safety="danger_now")

    assert answered.topics == ["sharing_police", "check_status"]
    assert answered.asking == in_danger.asking == "status_reference"
