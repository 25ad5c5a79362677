"""The details of an enquiry, as the logger takes them."""

from datetime import date
from typing import Any

import pytest

from actions.draft import SKIPPED, Answer, Draft
from actions.records import details_of
from logger.enquiries.schemas import EnquiryKind, parse_details
from tests.actions.drafts import CONTACT, WORRY, concern, whole_concern

TODAY = date(2026, 11, 22)


def test_a_neighbours_concern_is_told_whole() -> None:
    assert details_of(whole_concern()) == {
        "worry": WORRY,
        "happened": "I saw them in the bins last Tuesday",
        "first_hand": "seen",
        "children": [{"name": "Tom", "age": "7"}],
        "about": "12 Mill Lane, CH65 0BA",
        "postcode": "CH65 0BA",
        "household": "mum and two kids",
        "family_aware": "aware",
        "writer": "public",
        "name": "Jo Bloggs",
        "relationship": "neighbour",
        "contact": CONTACT,
        "phone_number": "+447700900123",
        "email_address": None,
        "safe_contact": "any",
        "typed": {"children": "Tom, 7"},
        "unchecked": [],
    }


def test_what_was_not_given_is_left_out() -> None:
    silent = concern(worry=WORRY, about=SKIPPED, name=SKIPPED, contact=SKIPPED)

    assert details_of(silent) == {"worry": WORRY, "typed": {}, "unchecked": []}


def test_an_answer_that_does_not_count_is_not_told() -> None:
    draft = whole_concern(job_role="nurse", not_aware_reason="it would be worse")

    assert details_of(draft).keys().isdisjoint({"job_role", "not_aware_reason"})


def test_what_was_typed_stands_beside_what_was_understood() -> None:
    draft = whole_concern(
        name=Answer("it's Jo", "Jo"), family_aware=Answer("they don't", "not_aware")
    )

    typed = details_of(draft)["typed"]

    assert typed == {"children": "Tom, 7", "name": "it's Jo", "family_aware": "they don't"}


def test_what_was_taken_as_typed_is_marked() -> None:
    draft = whole_concern(
        contact=Answer("0770", "0770", False), family_aware=Answer("perhaps so", None, False)
    )

    details = details_of(draft)

    assert details["unchecked"] == ["family_aware", "contact"]
    assert details["contact"] == "0770"
    assert "family_aware" not in details
    assert details["typed"]["family_aware"] == "perhaps so"


@pytest.mark.parametrize(
    ("story", "known"),
    [
        ("I saw him hit her", "seen"),
        ("we can hear the shouting", "heard"),
        ("her sister told me about it", "told"),
        ("they are hungry", None),
    ],
)
def test_how_it_is_known_is_read_from_the_story(story: str, known: str | None) -> None:
    assert details_of(concern(worry=story)).get("first_hand") == known


def call_back() -> Draft:
    slot = {"starts_at": "2026-11-23T09:00:00+00:00", "ends_at": "2026-11-23T11:00:00+00:00"}
    draft = Draft("request_callback").put("callback_phone", Answer("07700 900123", "07700 900123"))
    draft = draft.put("callback_slot", Answer("", slot))
    return draft.put("callback_message", Answer("", "without_who"))


def test_a_call_back_has_its_time_and_what_may_be_said() -> None:
    details = details_of(call_back())

    assert details["slot"]["starts_at"] == "2026-11-23T09:00:00+00:00"
    assert (details["may_leave_message"], details["may_say_who"]) == (True, False)
    assert details["phone_number"] == "+447700900123"


@pytest.mark.parametrize(
    ("kind", "draft"),
    [
        ("concern", whole_concern()),
        ("concern", concern(worry=WORRY)),
        ("concern", whole_concern(children=[{"age": "due March"}, {"born_on": "2019-04-03"}])),
        ("concern", whole_concern(writer="professional", factors=["neglect", "housing"])),
        ("concern", whole_concern(family_aware="unknown", safe_contact="none")),
        ("callback", call_back()),
    ],
)
def test_the_logger_takes_the_details_as_they_are(kind: str, draft: Draft) -> None:
    details: dict[str, Any] = details_of(draft)

    taken = parse_details(EnquiryKind(kind), details, TODAY)

    assert list(taken.unchecked) == details["unchecked"]
