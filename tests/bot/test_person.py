"""Somebody wants a person."""

from tests.bot.parts import READ_BY, Conversation, ServiceApi
from tests.bot.task_examples import COMPLAINT


def test_out_of_hours_it_says_who_reads_it_when_and_offers_a_call_back(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    told = conversation.say("I want to speak to a person")

    assert told.topics == ["speak_to_person"]
    assert READ_BY in told.texts[0]
    assert "write your message here" in told.texts[0]
    assert told.choices["Ask us to ring me"] == "request_callback"
    assert any(
        each["conversation"] == conversation.id and each.get("reason") == "asked_for_person"
        for each in service_api.logged.values()
    )


def test_inside_a_task_the_question_is_asked_again_and_nothing_else_is_offered(
    conversation: Conversation,
) -> None:
    COMPLAINT.answer_until(conversation, "complaint_name")

    told = conversation.say("can I talk to a human")

    assert told.topics == ["speak_to_person", "service_complaint"]
    assert told.asking == "complaint_name"
    assert told.body["replies"][0]["choices"] == []
