from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from logger.enquiries.details import Details
from logger.enquiries.kind import EnquiryKind
from logger.enquiries.schemas import (
    DETAILS_VERSION,
    DetailsInvalid,
    DetailsUnreadable,
    parse_details,
    stored_details,
)

TODAY = date(2026, 11, 23)
LEAST_OF_EACH: dict[EnquiryKind, dict[str, Any]] = {
    EnquiryKind.CONCERN: {"worry": "always hungry"},
    EnquiryKind.SUPPORT_REQUEST: {"needs": "help with money"},
    EnquiryKind.CALLBACK: {"contact": "07700 900123"},
    EnquiryKind.DATA_RIGHTS_REQUEST: {"right": "access"},
    EnquiryKind.SERVICE_COMPLAINT: {"what_happened": "nobody rang"},
    EnquiryKind.DETAILS_UPDATE: {"what_changed": "a new number"},
    EnquiryKind.DATA_BREACH: {"what": "a letter to the wrong house"},
    EnquiryKind.QUESTION: {"about": "school meals"},
}


def concern(**details: Any) -> Details:
    return parse_details(EnquiryKind.CONCERN, {"worry": "always hungry", **details}, TODAY)


@pytest.mark.parametrize("kind", EnquiryKind)
def test_each_kind_needs_no_more_than_what_it_is_about(kind: EnquiryKind) -> None:
    details = parse_details(kind, LEAST_OF_EACH[kind], TODAY)

    assert stored_details(kind, details.model_dump_json()) == details
    assert details.words()["Name"] is None


@pytest.mark.parametrize("kind", EnquiryKind)
def test_each_kind_refuses_to_be_about_nothing(kind: EnquiryKind) -> None:
    with pytest.raises(DetailsInvalid):
        parse_details(kind, {}, TODAY)


def test_a_call_back_without_a_number_names_what_is_missing() -> None:
    with pytest.raises(DetailsInvalid, match="contact"):
        parse_details(EnquiryKind.CALLBACK, {"topic": "school"}, TODAY)


def test_a_call_back_cannot_end_before_it_starts() -> None:
    slot = {"starts_at": "2026-11-23T11:00:00Z", "ends_at": "2026-11-23T09:00:00Z"}

    with pytest.raises(DetailsInvalid, match="slot"):
        parse_details(EnquiryKind.CALLBACK, {"contact": "x", "slot": slot}, TODAY)


def test_children_are_read_one_by_one_with_what_was_typed_beside_what_was_understood() -> None:
    details = concern(
        children=[
            {"name": "Amir Example", "born_on": "2019-04-03", "school": "Example Primary"},
            {"name": "Baby", "age": "unborn", "born_on": "2027-02-01", "whereabouts": "with mum"},
        ],
        typed={"children.1.born_on": "3/4/19"},
        unchecked=["children.2.born_on"],
    )

    words = details.words()

    assert words["Child 1"] == (
        "Amir Example, born 3 April 2019, school: Example Primary (typed: born on 3/4/19)"
    )
    assert words["Child 2"] == (
        "Baby, due 1 February 2027, age: unborn, now: with mum (not checked)"
    )


def test_answers_are_read_in_a_good_order_and_codes_as_words() -> None:
    details = concern(
        name="Jo Example",
        first_hand="seen",
        factors=["neglect", "send"],
        family_aware="not_aware",
        safe_contact="quiet",
        writer="professional",
        case_number="A 12",
    )

    words = details.words()

    assert next(iter(words)) == "Worry"
    assert list(words).index("What it has to do with") < list(words).index("Who writes")
    assert words["How they know"] == "Saw it themselves"
    assert words["What it has to do with"] == "Neglect; Special educational needs or disability"
    assert words["Safe contact"] is not None
    assert "No emails or texts" in words["Safe contact"]


def test_nothing_that_was_typed_is_left_out_of_what_advisers_read() -> None:
    details = concern(
        phone_number="+447700900123",
        typed={
            "phone_number": "o7700 900123",
            "something_new": "my sister",
            "children.9.name": "Z",
        },
        unchecked=["contact"],
    )

    words = details.words()

    assert words["Phone number"] == "+447700900123 (typed: o7700 900123)"
    assert words["How to reach them"] == "(not checked)"
    assert words["Something new"] == "(typed: my sister)"
    assert words["Children 9 name"] == "(typed: Z)"


def test_a_birthday_that_cannot_be_is_kept_as_it_was_typed() -> None:
    details = concern(
        children=[
            {"name": "Amir", "born_on": "2030-01-01"},
            {"name": "Bea", "born_on": "2026-04-31"},
            {"name": "Cal", "born_on": "2019-04"},
        ]
    )

    assert details.births() == []
    assert details.typed["children.1.born_on"] == "2030-01-01"
    assert details.unchecked == tuple(f"children.{number}.born_on" for number in (1, 2, 3))
    assert details.words()["Child 2"] == "Bea (typed: born on 2026-04-31; not checked)"


def test_of_forty_children_twenty_are_typed_and_the_rest_kept_as_they_were_typed() -> None:
    details = concern(children=[{"name": f"Child {n}", "age": n} for n in range(40)])

    words = details.words()

    assert words["Child 20"] == "Child 19, age: 19"
    assert "Child 21" not in words
    assert "Child 39, 39" in (words["Children as typed"] or "")


def test_a_postcode_is_written_in_one_way_or_kept_as_typed() -> None:
    assert concern(postcode="ch650ba").postcodes() == ["CH65 0BA"]
    strange = concern(postcode="somewhere in town")
    assert strange.words()["Postcode"] == "(typed: somewhere in town; not checked)"


def test_a_postcode_inside_the_address_is_found() -> None:
    assert concern(about="12 Mill Lane, ch65 0ba").postcodes() == ["CH65 0BA"]


def test_a_factor_that_is_not_on_the_list_is_kept_as_typed() -> None:
    words = concern(factors=["neglect", "witchcraft", "neglect"]).words()

    assert words["What it has to do with"] == "Neglect (typed: witchcraft; not checked)"


@pytest.mark.parametrize(
    "details",
    [
        {"safe_contact": "sometimes"},
        {"typed": ["x"]},
        {"unchecked": "contact"},
        {"typed": {"worry": 7}},
        {"children": "two"},
        {"children": ["two"]},
        {"factors": "neglect"},
        {"phone_number": "07700 900123"},
    ],
)
def test_what_is_no_fault_of_a_person_is_refused(details: dict[str, Any]) -> None:
    with pytest.raises(DetailsInvalid):
        concern(**details)


def test_empty_words_that_were_typed_are_no_reason_to_refuse() -> None:
    assert concern(typed={"name": "  "}).typed == {}


@pytest.mark.parametrize(
    ("safe_contact", "may"),
    [(None, True), ("any", True), ("messages_only", True), ("quiet", False), ("none", False)],
)
def test_messages_leave_only_where_they_are_safe(safe_contact: str | None, may: bool) -> None:
    details = concern(
        phone_number="+447700900123", email_address="jo@example.com", safe_contact=safe_contact
    )

    assert (details.email_to is not None, details.text_number is not None) == (may, may)


@pytest.mark.parametrize("answer", ["may_leave_message", "may_say_who"])
def test_a_phone_that_others_listen_to_is_sent_no_text(answer: str) -> None:
    details = parse_details(
        EnquiryKind.CALLBACK, {"phone_number": "+447700900123", answer: False}, TODAY
    )

    assert details.text_number is None


def test_a_landline_is_sent_no_text() -> None:
    assert concern(phone_number="+441632960123").text_number is None


def test_a_record_of_the_first_version_still_opens() -> None:
    stored = {
        "name": "Jo Example",
        "contact": "07700 900123",
        "phone_number": "+447700900123",
        "email_address": None,
        "worry": "always hungry",
        "about": "12 Mill Lane",
    }

    details = stored_details("concern", json.dumps(stored), 1)

    assert details.words() == {
        "Worry": "always hungry",
        "About": "12 Mill Lane",
        "Name": "Jo Example",
        "How to reach them": "07700 900123",
        "Phone number": "+447700900123",
    }


def test_a_record_of_a_later_version_is_not_guessed_at() -> None:
    with pytest.raises(DetailsUnreadable):
        stored_details("concern", "{}", DETAILS_VERSION + 1)
