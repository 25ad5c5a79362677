import pytest

from actions.ages import find_ages, years_of
from actions.found import Found, Kind, without_overlaps


def ages(text: str, *people: str) -> list[tuple[str, float]]:
    named = [
        Found(Kind.PERSON, each, each, text.index(each), text.index(each) + len(each))
        for each in people
    ]
    return [(found.text, found.value) for found in without_overlaps(find_ages(text, named))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she's 7", [("7", 7)]),
        ("my 18 month old", [("18 month old", 1.5)]),
        ("a 7-year-old", [("7-year-old", 7)]),
        ("aged 3, 5 and seven", [("3", 3), ("5", 5), ("seven", 7)]),
        ("kids 4, 6 and 9", [("4", 4), ("6", 6), ("9", 9)]),
        ("they are both nearly four", [("four", 4)]),
        ("he is 2 and a half", [("2 and a half", 2.5)]),
        ("12", [("12", 12)]),
        ("a 3yo", [("3yo", 3)]),
    ],
)
def test_an_age_is_read_in_years(text: str, expected: list[tuple[str, float]]) -> None:
    assert ages(text) == expected


def test_a_number_right_after_a_name_is_an_age() -> None:
    text = "Ellie (7), Max 9 and Zoe, who is 11"

    assert ages(text, "Ellie", "Max", "Zoe") == [("7", 7), ("9", 9), ("11", 11)]


@pytest.mark.parametrize(
    "text",
    [
        "there are 3 of them",
        "mum of 3 kids",
        "she is 10 weeks pregnant",
        "he is 6 foot 2",
        "it is 5 miles",
        "she's 20 minutes late",
        "year 7",
        "number 12",
        "he's 700",
        "£7",
    ],
)
def test_what_counts_something_else_is_no_age(text: str) -> None:
    assert ages(text) == []


def test_words_without_a_number_are_no_age() -> None:
    assert years_of("old") is None
