"""What a story tells besides itself. (What can be found in a text at all: test_extraction.py.)"""

from datetime import date
from typing import Any

import pytest

from actions.draft import SKIPPED, Answer
from actions.story import Story
from actions.told import corrected_by, with_facts
from tests.actions.drafts import WORRY, concern, whole_concern

ON = date(2026, 11, 22)
ONE_BREATH = (
    "I'm Jo Smith from St Mary's, 07700 900123, worried about the kids at 12 Mill Lane, CH65 0BA"
)


def facts(text: str) -> dict[str, Any]:
    return {name: answer.value for name, answer in Story.of(text, on=ON).facts.items()}


def test_a_message_in_one_breath_tells_all_that_it_holds() -> None:
    told = facts(ONE_BREATH)

    assert told["name"] == "Jo Smith"
    assert told["organisation"] == "St Mary's"
    assert told["contact"] == told["phone"] == "07700 900123"
    assert told["place"] in ("12 Mill Lane, CH65 0BA", "12 Mill Lane, CH65 0BA,")
    assert told["postcode"] == "CH65 0BA"
    assert "children" not in told


@pytest.mark.parametrize(
    ("text", "writer", "fact", "words"),
    [
        ("I'm a teacher and worried", "professional", "job_role", "teacher"),
        ("I am the health visitor of the family", "professional", "job_role", "health visitor"),
        ("I'm her nan and I can't sleep", "public", "relationship", "nan"),
        ("I'm the next door neighbour", "public", "relationship", "next door neighbour"),
    ],
)
def test_who_writes_is_told_by_what_they_are(text: str, writer: str, fact: str, words: str) -> None:
    told = facts(text)

    assert (told["writer"], told[fact]) == (writer, words)


@pytest.mark.parametrize(
    "text", ["my neighbour hits his son", "our health visitor came", "her mum drinks", "the nurse"]
)
def test_somebody_else_is_not_the_writer(text: str) -> None:
    assert facts(text).keys().isdisjoint({"writer", "job_role", "relationship", "name"})


@pytest.mark.parametrize(
    "text",
    [
        "her number is 07700 900456",
        "the mum's mobile is 07700 900456",
        "you can ring him on 07700 900456",
        "their e-mail is jo@example.com",
    ],
)
def test_how_to_reach_somebody_else_is_not_how_to_reach_the_writer(text: str) -> None:
    assert facts(text).keys().isdisjoint({"contact", "phone"})


@pytest.mark.parametrize(
    "text",
    [
        "it's 07700 900456",
        "my number is 07700 900456",
        "please ring me on 07700 900456",
        "that's my number 07700 900456",
        "07700 900456 is my mobile",
    ],
)
def test_how_to_reach_the_writer_is_taken(text: str) -> None:
    assert facts(text)["phone"] == "07700 900456"


def test_children_are_told_of_with_what_stands_next_to_them() -> None:
    told = facts("the boy Tom Baker is 7 and he is hungry every day")

    assert told["children"] == [{"name": "Tom Baker", "age": "7"}]


def test_an_age_alone_is_a_child() -> None:
    assert facts("a 3 year old is left alone")["children"] == [{"age": "3 year old"}]


def test_a_story_fills_only_what_nobody_has_answered() -> None:
    draft = concern(worry=WORRY, contact=SKIPPED)

    after = with_facts(draft, Story.of("I'm her nan, 07700 900123, CH65 0BA", on=ON))

    assert after.value("concern_contact") is None
    assert after.value("concern_relationship") == "nan"
    assert after.value("concern_about") == "CH65 0BA"


def test_a_correction_changes_only_what_was_answered_before() -> None:
    draft = whole_concern()

    corrected = corrected_by(draft, Story.of("actually my number is 07700 900456", on=ON))

    assert corrected is not None
    assert corrected.answers == {
        **draft.answers,
        "concern_contact": Answer("07700 900456", "07700 900456"),
    }
    assert corrected_by(draft, Story.of("hmm let me think", on=ON)) is None
    assert corrected_by(draft, Story.of("", on=ON)) is None
