"""On the model in var/models, which `make test` has brought up to date."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.extraction import Found, Kind, extract

SUNDAY = date(2026, 11, 22)
PIECES = [
    "I'm Jo Smith",
    "07700 900123",
    "jo@example.com",
    "12 Mill Lane",
    "ch65 0ba",
    "31 April",
    "born 3/4/31",
    "she's 7",
    "Ellie (7)",
    "St Mary's Primary School",
    "my grandson",
    "王小明",
    "محمد",
    "😊",
    "\u202e",
    "'s",
    ",",
    "\n",
    "07700 9OO123",
    "a week last",
    "29 feb",
    "aged",
]


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in extract(text, on=SUNDAY)]


def check(text: str, everything: list[Found]) -> None:
    """Every span is what stands there, in the order of the text, without overlaps."""
    end = 0
    for each in everything:
        assert end <= each.start < each.end
        assert text[each.start : each.end] == each.text
        assert each.kind in set(Kind)
        end = each.end


def test_one_breath_holds_everything() -> None:
    text = (
        "I'm Jo Smith from Hilltop Primary School, 07700 900123, jo@example.com, worried about "
        "the kids at 12 Mill Lane ch65 0ba since last Tuesday, they're 7 and 9"
    )

    assert found(text) == [
        (Kind.PERSON, "Jo Smith"),
        (Kind.ORGANISATION, "Hilltop Primary School"),
        (Kind.PHONE, "07700 900123"),
        (Kind.EMAIL, "jo@example.com"),
        (Kind.ADDRESS, "12 Mill Lane"),
        (Kind.POSTCODE, "ch65 0ba"),
        (Kind.DATE, "last Tuesday"),
        (Kind.AGE, "7"),
        (Kind.AGE, "9"),
    ]


def test_a_relationship_is_stored_under_one_word() -> None:
    [relationship] = extract("I'm her nan", on=SUNDAY)

    assert (relationship.kind, relationship.text, relationship.value) == (
        Kind.RELATIONSHIP,
        "nan",
        "grandparent",
    )


@pytest.mark.parametrize(
    "text",
    [
        "i hope you can help",
        "he may march up and down",
        "she left a mark on the wall",
        "will you ring",
        "number 10",
        "",
        "   ",
        "???",
    ],
)
def test_ordinary_words_name_nobody(text: str) -> None:
    assert found(text) == []


def test_forty_names_are_all_read() -> None:
    names = ["Jo Smith", "Priya Shah", "Kofi Mensah", "Piotr Nowak"] * 10
    everything = extract("The children are " + ", ".join(names) + ".", on=SUNDAY)

    assert sum(each.kind == Kind.PERSON for each in everything) >= 36


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=15).map(" ".join))
def test_whatever_is_put_together_spans_match_the_text(text: str) -> None:
    check(text, extract(text, on=SUNDAY))


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200), st.dates())
def test_no_text_and_no_day_make_it_fail(text: str, on: date) -> None:
    check(text, extract(text, on=on))


def test_a_long_message_is_read_in_little_time() -> None:
    sentence = (
        "On Monday I saw Ellie (7) and her brother at 12 Mill Lane, ring me on 07700 900123. "
    )
    text = (sentence * 30)[:2000]
    extract(text, on=SUNDAY)
    started = time.thread_time()

    extract(text, on=SUNDAY)

    assert time.thread_time() - started < 0.5  # 0.15 on a core of one's own
