"""How one answer is read: understood, refused, or not readable."""

from datetime import date
from typing import Any

import pytest

from actions.answers import LONGEST, Heard, as_typed, fault_of, read
from actions.draft import SKIPPED, Answer
from actions.tasks import Question, Reads

ON = date(2026, 11, 22)
FRUIT = {"apple": "apple|red", "pear": "pear|green"}


def answer(reads: Reads, text: str, choice: str | None = None, **more: Any) -> Answer | None:
    choices = FRUIT if reads in (Reads.CHOICE, Reads.CHOICES) else None
    return read(Question("a", reads, choices=choices, **more), Heard(text, choice, ON))


def value(reads: Reads, text: str, choice: str | None = None, **more: Any) -> Any:
    found = answer(reads, text, choice, **more)
    return found.value if found else "unread"


@pytest.mark.parametrize(
    ("reads", "text", "expected"),
    [
        (Reads.WORDS, "since May", "since May"),
        (Reads.WORDS, "?!", "unread"),
        (Reads.NAME, "my name is Jo Bloggs", "Jo Bloggs"),
        (Reads.NAME, "\u674e\u5a1c", "\u674e\u5a1c"),
        (Reads.NAME, "Siobh\u00e1n O'Neill", "Siobh\u00e1n O'Neill"),
        (Reads.NAME, "12345", "unread"),
        (Reads.CONTACT, "07700 900123", "07700 900123"),
        (Reads.CONTACT, "jo@example.com", "jo@example.com"),
        (Reads.CONTACT, "O77OO 9OO1Z3", "unread"),
        (Reads.PHONE, "jo@example.com", "unread"),
        (Reads.PLACE, "the flats by the station", "the flats by the station"),
        (Reads.PLACE, "...", "unread"),
        (Reads.POSTCODE, "it is ch65 0ba", "CH65 0BA"),
        (Reads.POSTCODE, "CH65", "unread"),
        (Reads.CHOICE, "the red one", "apple"),
        (Reads.CHOICE, "banana", "unread"),
        (Reads.CHOICES, "apple and pear", ["apple", "pear"]),
        (Reads.CHOICES, "none of them", []),
        (Reads.CHOICES, "banana", "unread"),
        (Reads.CALLBACK_SLOT, "Tuesday after 2", "Tuesday after 2"),
        (Reads.CODE, "it is 123 456", "123456"),
        (Reads.CODE, "1234567", "unread"),
        (Reads.PROOF, "CH65 0BA", "CH65 0BA"),
        (Reads.PROOF, "I forgot", "unread"),
    ],
)
def test_an_answer_is_read_as_its_question_asks(reads: Reads, text: str, expected: Any) -> None:
    assert value(reads, text) == expected


@pytest.mark.parametrize(
    "refusal",
    [
        "my name is not your business",
        "none of your business",
        "mind your own",
        "I'd rather not say",
        "why do you need it",
        "no one",
        "not telling you",
    ],
)
def test_a_refusal_to_give_a_name_is_a_right(refusal: str) -> None:
    assert answer(Reads.NAME, refusal) == SKIPPED


def test_a_name_is_taken_out_of_the_words_around_it_and_a_story_is_none() -> None:
    story = "well my neighbour told me that the boy was outside again and so I went to look"

    assert answer(Reads.NAME, "it's Jo Bloggs here") == Answer("it's Jo Bloggs here", "Jo Bloggs")
    assert answer(Reads.NAME, story) is None


@pytest.mark.parametrize(
    ("text", "children"),
    [
        ("Tom, 7", [{"name": "Tom", "age": "7"}]),
        ("Tom Smith 3/4/2019", [{"name": "Tom Smith", "born_on": "2019-04-03"}]),
        ("two girls", [{"name": "two girls"}]),
        ("a baby due in March", [{"age": "due March"}]),
        ("an unborn baby", [{"age": "unborn"}]),
    ],
)
def test_children_are_read_with_age_or_birthday(text: str, children: list[Any]) -> None:
    assert answer(Reads.CHILDREN, text) == Answer(text, children)


def test_forty_children_are_kept_as_twenty_and_all_of_them_as_typed() -> None:
    ages = ", ".join(f"{age} year old" for age in range(1, 41))

    found = answer(Reads.CHILDREN, ages)

    assert found is not None
    assert len(found.value) == 20
    assert (found.typed, found.is_checked) == (ages, False)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("born 31 April 2019", "impossible"),
        ("Tom 30/02/2020", "impossible"),
        ("born on 1 May 2087", "in_future"),
        ("1/5/2087", "in_future"),
        ("Tom, 7, at his gran's until next Friday", None),
        ("Tom, 7", None),
        ("a baby due 1 May 2027", None),
    ],
)
def test_a_birthday_that_cannot_be_is_named(text: str, fault: str | None) -> None:
    question = Question("a", Reads.CHILDREN)

    assert fault_of(question, Heard(text, None, ON)) == fault
    assert (read(question, Heard(text, None, ON)) is None) == bool(fault)


def test_a_choice_that_was_pressed_needs_no_words() -> None:
    assert answer(Reads.CHOICE, "", "pear") == Answer("", "pear")
    assert answer(Reads.CHOICE, "", "stone") is None
    assert answer(Reads.CHOICES, "", "pear") == Answer("", ["pear"])
    assert value(Reads.CALLBACK_SLOT, "", "2026-11-23T09:00/2026-11-23T11:00") == {
        "starts_at": "2026-11-23T09:00",
        "ends_at": "2026-11-23T11:00",
    }


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        (Reads.NAME, "x y 0"),
        (Reads.CONTACT, "x y 0"),
        (Reads.CHOICE, None),
        (Reads.CHOICES, None),
        (Reads.CHILDREN, [{"name": "x y 0"}]),
    ],
)
def test_what_cannot_be_read_is_taken_as_typed_and_marked(reads: Reads, expected: Any) -> None:
    taken = as_typed(Question("a", reads), Heard("x y 0", None, ON))

    assert taken == Answer("x y 0", expected, is_checked=False)


def test_nothing_of_a_long_answer_is_lost() -> None:
    long = "they are left alone again " * 180

    assert value(Reads.WORDS, long) == long.strip()
    assert len(long) < LONGEST
    assert as_typed(Question("a", Reads.NAME), Heard(long, None, ON)).typed == long
