"""Somebody complains about the service."""

from tests.bot.parts import Conversation, ServiceApi
from tests.bot.task_examples import COMPLAINT, logged


def test_a_bare_wish_is_not_taken_for_what_happened(conversation: Conversation) -> None:
    assert conversation.say("I want to make a complaint please").asking == "complaint_what"


def test_an_angry_complaint_in_one_breath_is_not_asked_again(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    words = "I want to complain, your social worker lied about us in court and laughed at my mum"
    started = conversation.say(words)
    for _ in range(3):
        check = conversation.choose("skip")
    conversation.choose("affirm")

    assert started.asking == "complaint_outcome"
    assert check.asking == "task_is_confirmed"
    assert logged(service_api, conversation) == {
        "what_happened": words,
        "typed": {},
        "unchecked": [],
    }


def test_whoever_may_only_be_rung_is_stored_so(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    COMPLAINT.answer_until(conversation, "complaint_safe_contact")
    conversation.say("only ring me, no texts")
    conversation.choose("affirm")

    details = logged(service_api, conversation)
    assert details["safe_contact"] == "quiet"
    assert details["typed"] == {"safe_contact": "only ring me, no texts"}
