"""A task is saved for later, and opened again on another device."""

import pytest

from tests.bot.parts import DRAFT_REFERENCE, RIGHT_CODE, Conversation, ServiceApi
from tests.bot.task_examples import COMPLAINT


@pytest.mark.parametrize(
    "words",
    ["save it for later", "can I finish this later", "I have to go, keep my answers please"],
)
def test_saving_is_understood_in_words(conversation: Conversation, words: str) -> None:
    COMPLAINT.answer_until(conversation, "complaint_name")

    saved = conversation.say(words)

    assert saved.topics[-1] == "pause"
    assert saved.asking == "task_save_contact"


def test_without_a_way_to_send_the_code_nothing_is_saved_elsewhere(
    conversation: Conversation,
) -> None:
    COMPLAINT.answer_until(conversation, "complaint_name")
    conversation.say("save it for later")

    told = conversation.choose("skip")

    assert "stay here on this device" in told.texts[0]
    assert told.asking == "complaint_name"


def test_with_nothing_open_there_is_nothing_to_save(conversation: Conversation) -> None:
    told = conversation.say("save my answers please")

    assert told.topics == ["pause"]
    assert told.choices == {"Open what I saved": "resume_draft"}


def test_the_code_is_sent_as_soon_as_the_reference_is_known(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    asked = conversation.say(f"I have got {DRAFT_REFERENCE} and want to carry on")

    assert asked.asking == "resume_code"
    paths = [
        r["path"] for r in service_api.requests if r["body"]["conversation"] == conversation.id
    ]
    assert paths == ["/api/drafts/code"]


def test_a_wrong_code_opens_nothing_and_does_not_say_why(conversation: Conversation) -> None:
    conversation.choose("resume_draft")
    conversation.say("DR-0000-0000")

    shape = conversation.say("12345")
    told = conversation.say("999999")

    assert shape.asking == "resume_code"
    assert "The reference or the code is not right" in told.texts[0]
    assert told.asking is None
    assert RIGHT_CODE not in told.texts[0]


def test_opening_can_be_stopped(conversation: Conversation) -> None:
    conversation.choose("resume_draft")

    assert conversation.say("cancel").topics == ["cancel"]
