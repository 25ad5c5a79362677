"""What the council has to check before it goes live, and how it is shown until then."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from logger.notice import organisation
from logger.organisation import Organisation, OrganisationInvalid

NIGHT_OF_A_BANK_HOLIDAY = datetime(2026, 12, 28, 23, 0, tzinfo=UTC)
OPEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def checked() -> dict[str, Any]:
    """The file as a council leaves it that has checked everything."""
    document = copy.deepcopy(organisation())
    for block in ("opening_hours", "bank_holidays", "national_numbers"):
        document[block]["checked_on"] = date(2026, 11, 22)
    document["teams"]["emergency_duty_team"] |= {
        "phone_number": "01632 960999",
        "checked_on": date(2026, 11, 22),
    }
    return document


def test_production_names_everything_that_nobody_has_checked() -> None:
    document = checked()
    document["teams"]["emergency_duty_team"] |= {"phone_number": "", "checked_on": None}
    document["opening_hours"]["checked_on"] = None

    with pytest.raises(OrganisationInvalid) as problem:
        Organisation.read(document).check_for_production()

    for missing in (
        "teams.emergency_duty_team has no checked_on",
        "teams.emergency_duty_team has no phone_number",
        "opening_hours has no checked_on",
    ):
        assert missing in str(problem.value)


def test_production_takes_what_has_been_checked() -> None:
    Organisation.read(checked()).check_for_production()


def test_a_number_that_nobody_has_checked_is_shown_as_such() -> None:
    document = checked()
    document["teams"]["emergency_duty_team"]["checked_on"] = None

    words = Organisation.read(document).out_of_hours_words(NIGHT_OF_A_BANK_HOLIDAY)

    assert words is not None
    assert "01632 960999 (not checked yet)" in words


def test_out_of_hours_the_emergency_duty_team_is_named_with_999() -> None:
    words = Organisation.read(checked()).out_of_hours_words(NIGHT_OF_A_BANK_HOLIDAY)

    assert words is not None
    assert "emergency duty team on 01632 960999." in words
    assert "999" in words


def test_in_opening_hours_nobody_is_sent_to_the_emergency_duty_team() -> None:
    assert Organisation.read(checked()).out_of_hours_words(OPEN) is None


def test_a_number_that_is_not_known_is_not_shown() -> None:
    document = checked()
    document["teams"]["emergency_duty_team"]["phone_number"] = ""

    assert Organisation.read(document).out_of_hours_words(NIGHT_OF_A_BANK_HOLIDAY) is None


def test_the_bank_holidays_are_those_of_the_division() -> None:
    document = checked()
    st_andrews_day = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)

    document["bank_holidays"]["division"] = "scotland"
    scotland = Organisation.read(document).opening_hours
    document["bank_holidays"]["division"] = "england-and-wales"
    england = Organisation.read(document).opening_hours

    assert not scotland.is_open(st_andrews_day)
    assert england.is_open(st_andrews_day)


def test_a_division_that_does_not_exist_is_refused() -> None:
    document = checked()
    document["bank_holidays"]["division"] = "cheshire"

    with pytest.raises(OrganisationInvalid, match=r"bank_holidays\.division"):
        Organisation.read(document)


def test_a_day_that_the_council_adds_is_closed() -> None:
    document = checked()
    document["bank_holidays"]["extra_closed_days"] = [date(2026, 11, 23)]

    assert not Organisation.read(document).opening_hours.is_open(OPEN)
