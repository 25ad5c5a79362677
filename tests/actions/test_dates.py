from datetime import date

import pytest

from actions.dates import find_dates
from actions.found import Found, Reason, Role, without_overlaps

SUNDAY = date(2026, 11, 22)


def dates(text: str) -> list[Found]:
    return without_overlaps(find_dates(text, on=SUNDAY))


def only(text: str) -> Found:
    [found] = dates(text)
    return found


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("on 3/4/19", "3/4/19", date(2019, 4, 3)),
        ("3.4.2019", "3.4.2019", date(2019, 4, 3)),
        ("2019-04-03", "2019-04-03", date(2019, 4, 3)),
        ("the 3rd of April 2019", "the 3rd of April 2019", date(2019, 4, 3)),
        ("April 3rd, 2019", "April 3rd, 2019", date(2019, 4, 3)),
        ("first of june", "first of june", date(2026, 6, 1)),
        ("since 25 december", "25 december", date(2025, 12, 25)),
        ("in march", "march", "2026-03"),
        ("March 2019", "March 2019", "2019-03"),
        ("since 2019", "2019", "2019"),
        ("last Tuesday", "last Tuesday", date(2026, 11, 17)),
        ("on Monday night", "Monday night", date(2026, 11, 16)),
        ("next friday", "next friday", date(2026, 11, 27)),
        ("a week last Tuesday", "a week last Tuesday", date(2026, 11, 10)),
        ("two weeks ago", "two weeks ago", date(2026, 11, 8)),
        ("about 3 months ago", "3 months ago", "2026-08"),
        ("a couple of years back", "a couple of years back", "2024"),
        ("last week", "last week", "2026-W46"),
        ("at the weekend", "the weekend", date(2026, 11, 14)),
        ("yesterday evening", "yesterday evening", date(2026, 11, 21)),
        ("easter monday", "easter monday", date(2026, 4, 6)),
        ("two days before christmas", "two days before christmas", date(2025, 12, 23)),
    ],
)
def test_a_date_is_read_as_people_here_say_it(text: str, words: str, value: object) -> None:
    found = only(text)

    assert (found.text, found.value) == (words, value)


@pytest.mark.parametrize("text", ["31 April 2020", "30/2/2019", "29 feb 2023", "4/13/2019", "31/9"])
def test_a_day_that_no_calendar_has_is_impossible(text: str) -> None:
    found = only(f"on {text}")

    assert (found.value, found.reason) == (None, Reason.IMPOSSIBLE)


@pytest.mark.parametrize(
    "text", ["born 4/5/2031", "dob: 1 January 2027", "his birthday is 3.4.2030"]
)
def test_a_birthday_that_has_not_been_is_in_the_future(text: str) -> None:
    found = only(text)

    assert (found.value, found.reason, found.role) == (None, Reason.IN_FUTURE, Role.BORN)


def test_a_birthday_more_than_120_years_ago_is_impossible() -> None:
    assert only("born 3/4/1819").reason == Reason.IMPOSSIBLE


def test_an_unborn_child_is_due_in_the_future() -> None:
    found = only("the baby is due on 14 february")

    assert (found.value, found.role) == (date(2027, 2, 14), Role.DUE)


def test_two_digits_of_a_year_of_birth_are_never_next_year() -> None:
    assert only("born 3/4/27").value == date(1927, 4, 3)


def test_the_other_day_is_no_day_in_particular() -> None:
    found = only("it was the other day")

    assert (found.value, found.reason) == (None, Reason.VAGUE)


@pytest.mark.parametrize(
    "text",
    [
        "he may hit her",
        "they march up and down",
        "she sat on the stairs for a second",
        "open 24/7",
        "half of it, 50/50",
        "every Monday",
        "for two weeks",
        "the 3rd floor",
        "version 1.2.3",
        "number 12",
        "",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert dates(text) == []
