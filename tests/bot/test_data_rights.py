"""Somebody uses a right over the information that we hold."""

import pytest

from tests.bot.parts import Conversation, ServiceApi
from tests.bot.task_examples import RIGHTS, logged


@pytest.mark.parametrize(
    ("demand", "topic"),
    [
        ("delete everything you hold about me", "erase_my_data"),
        ("send me my file", "access_request"),
        ("please send me a copy of everything you have on me", "access_request"),
        ("I want you to stop using my data", "object_or_restrict"),
        ("I want to see my late father's records", "someone_elses_records"),
    ],
)
def test_a_demand_starts_the_task(conversation: Conversation, demand: str, topic: str) -> None:
    started = conversation.say(demand)

    assert set(started.topics) == {topic}
    assert (started.asking or "").startswith("rights_")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("can you delete my data?", "erase_my_data"),
        ("how do I see what you hold on me", "access_request"),
        ("can I get something corrected?", "correct_my_data"),
    ],
)
def test_a_question_is_answered_with_a_button_that_starts_it(
    conversation: Conversation, question: str, topic: str
) -> None:
    answered = conversation.say(question)
    started = conversation.choose(answered.choices["Start my request now"])

    assert answered.topics == [topic]
    assert answered.asking is None
    assert started.asking == "rights_whose"


def test_what_the_demand_says_is_not_asked(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    started = conversation.say("delete everything you hold about me")
    conversation.say("Ann Brown")
    conversation.choose("skip")
    conversation.choose("answer:email")
    conversation.say("jo@example.com")
    conversation.choose("answer:quiet")
    sent = conversation.choose("affirm")

    assert started.asking == "rights_name"
    assert "cannot promise" in started.texts[0]
    assert "one month" in sent.texts[0]
    assert "A person decides" in sent.texts[0]
    assert logged(service_api, conversation) == {
        "right": "erase",
        "whose": "mine",
        "what": "delete everything you hold about me",
        "name": "Ann Brown",
        "reply_by": "email",
        "contact": "jo@example.com",
        "phone_number": None,
        "email_address": "jo@example.com",
        "safe_contact": "quiet",
        "typed": {},
        "unchecked": [],
    }


def test_who_asks_about_a_person_who_died_is_told_the_law(conversation: Conversation) -> None:
    started = conversation.choose("start_task:someone_elses_records")

    assert "has died" in started.texts[0]


def test_a_refused_name_is_left_out(conversation: Conversation, service_api: ServiceApi) -> None:
    RIGHTS.answer_until(conversation, "rights_name")

    assert conversation.say("my name is not your business").asking == "rights_identity"
