"""When somebody wants to be rung, and which of the offered times that plainly is."""

from datetime import date

import pytest

from actions.call_times import CallTime, call_words
from actions.enquiry_client import CallbackSlot

SUNDAY = date(2026, 11, 22)
OFFERED = [
    CallbackSlot(
        f"2026-11-{day}T{hour:02}:00:00+00:00",
        f"2026-11-{day}T{hour + 2:02}:00:00+00:00",
        f"{day} from {hour}",
    )
    for day in (23, 24, 25)
    for hour in (9, 11, 13, 15)
]


@pytest.mark.parametrize(
    ("words", "slot"),
    [
        ("tomorrow morning", "23 from 9"),
        ("after 3", "23 from 15"),
        ("after 3pm on Tuesday", "24 from 15"),
        ("Wednesday after school", "25 from 15"),
        ("any time", "23 from 9"),
        ("between 1 and 4 please", "23 from 13"),
        ("before 11", "23 from 9"),
        ("at 10 on tues", "24 from 9"),
        ("noon", "23 from 11"),
        ("the 25th in the morning", "25 from 9"),
        ("Tuesday 24 November at 2", "24 from 13"),
    ],
)
def test_words_that_plainly_are_an_offered_time_are_that_time(words: str, slot: str) -> None:
    found = CallTime.of(words, on=SUNDAY).among(OFFERED)

    assert found is not None
    assert found.words == slot


@pytest.mark.parametrize(
    "words",
    [
        "tomorrow",
        "Monday",
        "Saturday morning",
        "this evening",
        "today",
        "when the 3 kids are out",
        "I work shifts",
        "half 3 to 4",
        "after 5",
        "Friday at 10",
        "",
    ],
)
def test_nobody_is_promised_a_time_that_they_did_not_say(words: str) -> None:
    assert CallTime.of(words, on=SUNDAY).among(OFFERED) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("can someone ring 07700 900123 tomorrow morning about my rent", "tomorrow morning"),
        ("I work shifts so if they could ring between 2 and 4 that'd be grand", "between 2 and 4"),
        ("ring me after 3 when the kids are in", "after 3"),
        ("Put me down for a call back on Monday would you", "on Monday"),
        ("please phone me about my 3 kids", None),
        ("my number is 07700 900123", None),
    ],
)
def test_the_time_is_found_in_a_sentence(text: str, words: str | None) -> None:
    found = call_words(text)

    assert (found[0] if found else None) == words
