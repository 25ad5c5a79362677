"""Whose service this is: its opening hours and its own numbers, from data/notice/organisation.yml.

What nobody has checked is an example for development: it is shown as such there, and production
does not start with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Self

from govuk_bank_holidays.bank_holidays import BankHolidays

from logger.notice import organisation
from logger.opening_hours import OpeningHours, OpeningHoursInvalid

NOT_CHECKED: Final = "(not checked yet)"


class OrganisationInvalid(Exception):
    """The organisation's file cannot be used; the message names everything that is wrong."""


@dataclass(frozen=True)
class DutyTeam:
    """The council's team out of hours. Without a number it is not mentioned."""

    name: str
    phone_number: str | None
    is_checked: bool

    @property
    def words(self) -> str | None:
        """The number as people read it."""
        if self.phone_number is None:
            return None
        return self.phone_number if self.is_checked else f"{self.phone_number} {NOT_CHECKED}"


@dataclass(frozen=True)
class Organisation:
    opening_hours: OpeningHours
    duty_team: DutyTeam
    holidays_known_until: date
    unchecked: tuple[str, ...]
    """What has no number or no checked_on, by its place in the file."""

    @classmethod
    def read(cls, document: Mapping[str, Any] | None = None) -> Self:
        """Raises OrganisationInvalid."""
        written = organisation() if document is None else document
        holidays = _bank_holidays(written)
        try:
            hours = OpeningHours.parse(
                written["opening_hours"], holidays | _extra_closed_days(written)
            )
        except OpeningHoursInvalid as problem:
            raise OrganisationInvalid(str(problem)) from None
        team = written["teams"]["emergency_duty_team"]
        duty_team = DutyTeam(
            name=str(team["name"] or "emergency duty team"),
            phone_number=str(team["phone_number"]) if team["phone_number"] else None,
            is_checked=bool(team["checked_on"]),
        )
        return cls(hours, duty_team, max(holidays), tuple(_unchecked(written)))

    def check_for_production(self) -> None:
        """Raises OrganisationInvalid that names all that nobody has checked."""
        if self.unchecked:
            raise OrganisationInvalid(
                "data/notice/organisation.yml is not ready for production: "
                + "; ".join(self.unchecked)
            )

    def out_of_hours_words(self, at: datetime) -> str | None:
        """Whom to ring while we are closed; None while we are open, or with no number known."""
        number = self.duty_team.words
        if number is None or self.opening_hours.is_open(at):
            return None
        return (
            f"Our office is closed now. If it cannot wait until we open, ring the "
            f"{self.duty_team.name} on {number}. In an emergency ring 999."
        )


def _bank_holidays(written: Mapping[str, Any]) -> frozenset[date]:
    """As the library ships them: nothing is fetched. Raises OrganisationInvalid."""
    known = BankHolidays(use_cached_holidays=True)
    division = str(written["bank_holidays"]["division"])
    if division not in known.ALL_DIVISIONS:
        raise OrganisationInvalid(
            f"bank_holidays.division is none of {', '.join(known.ALL_DIVISIONS)}"
        )
    return frozenset(holiday["date"] for holiday in known.get_holidays(division=division))


def _extra_closed_days(written: Mapping[str, Any]) -> frozenset[date]:
    days = written["bank_holidays"]["extra_closed_days"] or ()
    if not all(type(day) is date for day in days):
        raise OrganisationInvalid("bank_holidays.extra_closed_days are dates like 2026-12-24")
    return frozenset(days)


def _unchecked(written: Mapping[str, Any]) -> list[str]:
    """What production may not show: the numbers people ring and the hours they count on."""
    team = written["teams"]["emergency_duty_team"]
    blocks = {
        "teams.emergency_duty_team": team,
        "opening_hours": written["opening_hours"],
        "bank_holidays": written["bank_holidays"],
        "national_numbers": written["national_numbers"],
    }
    found = [
        f"{place} has no checked_on" for place, block in blocks.items() if not block["checked_on"]
    ]
    if not team["phone_number"]:
        found.append("teams.emergency_duty_team has no phone_number")
    return found
