"""When the contact centre is open: local hours by weekday, and the days on which it stays closed.

Instants come and go in UTC. What people read is the council's local time, whatever the clocks do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
SLOT: Final = timedelta(hours=2)
NOTICE: Final = timedelta(hours=1)
"""Nothing is promised for a time that is nearer than this."""
LOOK_AHEAD: Final = 366
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class OpeningHoursInvalid(ValueError):
    """The opening hours cannot be used; the message says why."""


@dataclass(frozen=True)
class Slot:
    """A stretch of opening time in which somebody can be rung. Both ends are UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class OpeningHours:
    """`days` by weekday, Monday being 0: when it opens and closes; a day left out is closed."""

    zone: ZoneInfo
    days: Mapping[int, tuple[time, time]]
    closed_on: frozenset[date] = frozenset()

    @classmethod
    def parse(cls, written: Mapping[str, Any], closed_on: frozenset[date]) -> Self:
        """From `timezone` and one `{opens, closes}` per weekday. Raises OpeningHoursInvalid."""
        try:
            zone = ZoneInfo(str(written["timezone"]))
        except (KeyError, ValueError, ZoneInfoNotFoundError):
            raise OpeningHoursInvalid("opening_hours.timezone is no time zone") from None
        days = {
            number: _span(name, written[name])
            for number, name in enumerate(WEEKDAYS)
            if written.get(name)
        }
        if not days:
            raise OpeningHoursInvalid("opening_hours has no day on which we are open")
        return cls(zone, days, closed_on)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.closed_on

    def is_open(self, at: datetime) -> bool:
        hours = self._hours(self.local_day(at))
        return hours is not None and hours[0] <= at < hours[1]

    def closing(self, at: datetime) -> datetime | None:
        """When it closes, if it is open now."""
        hours = self._hours(self.local_day(at))
        return hours[1] if hours is not None and hours[0] <= at < hours[1] else None

    def next_opening(self, at: datetime) -> datetime:
        """The first moment after this one at which it opens."""
        return next(opens for opens, _ in self._openings(at) if opens > at)

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        days = (day + timedelta(days=ahead) for ahead in range(1, LOOK_AHEAD))
        return next(later for later in days if self.is_working_day(later))

    def after(self, at: datetime, business: timedelta) -> datetime:
        """The instant at which so much opening time has passed since `at`."""
        left = business
        for opens, closes in self._openings(at):
            begins = max(opens, at)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        raise OpeningHoursInvalid("there is not so much opening time within a year")

    def slots(self, at: datetime, count: int) -> list[Slot]:
        """The next two-hour stretches from the full hour, none nearer than an hour from now."""
        return list(islice(self._slots(at), count))

    def offers(self, slot: Slot, at: datetime) -> bool:
        """Whether this is one of the stretches that can still be offered, within the year."""
        day = self.local_day(slot.starts_at)
        return slot.starts_at >= at + NOTICE and slot in self._slots_of(day)

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    # What people read

    def opening_words(self, at: datetime) -> str:
        """`on Monday 23 November from 8:30am`: when it opens next."""
        opens = self.next_opening(at)
        return f"{self.day_words(opens, at)} from {self.time_words(opens)}"

    def reading_words(self, at: datetime) -> str:
        """By when somebody reads what arrives now: `today before 5pm`, or the next opening."""
        closes = self.closing(at)
        if closes is not None and closes - at >= NOTICE:
            return f"today before {self.time_words(closes)}"
        return self.opening_words(at)

    def by_words(self, due: datetime, at: datetime) -> str:
        """`by 3pm today`, `by 10am on Monday 23 November`."""
        return f"by {self.time_words(due)} {self.day_words(due, at)}"

    def slot_words(self, slot: Slot) -> str:
        """`Monday 23 November, 9am to 11am`."""
        starts, ends = self.time_words(slot.starts_at), self.time_words(slot.ends_at)
        return f"{self.date_words(slot.starts_at)}, {starts} to {ends}"

    def day_words(self, at: datetime, seen_from: datetime) -> str:
        """`today`, or `on Monday 23 November`."""
        is_today = self.local_day(at) == self.local_day(seen_from)
        return "today" if is_today else f"on {self.date_words(at)}"

    def date_words(self, at: datetime) -> str:
        """`Monday 23 November`."""
        day = self.local_day(at)
        return f"{day:%A} {day.day} {day:%B}"

    def time_words(self, at: datetime) -> str:
        """`8:30am`, `9am`."""
        local = at.astimezone(self.zone)
        minutes = f":{local:%M}" if local.minute else ""
        return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"

    def _hours(self, day: date) -> tuple[datetime, datetime] | None:
        """When it opens and closes on this day."""
        if not self.is_working_day(day):
            return None
        opens, closes = self.days[day.weekday()]
        return self._instant(day, opens), self._instant(day, closes)

    def _openings(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every opening that has not ended yet, for a year."""
        today = self.local_day(at)
        for ahead in range(LOOK_AHEAD):
            hours = self._hours(today + timedelta(days=ahead))
            if hours is not None and hours[1] > at:
                yield hours

    def _slots(self, at: datetime) -> Iterator[Slot]:
        today = self.local_day(at)
        for ahead in range(LOOK_AHEAD):
            for slot in self._slots_of(today + timedelta(days=ahead)):
                if slot.starts_at >= at + NOTICE:
                    yield slot

    def _slots_of(self, day: date) -> Iterator[Slot]:
        hours = self._hours(day)
        if hours is None:
            return
        opens, closes = hours
        full_hour = opens.replace(minute=0)
        starts = full_hour if full_hour == opens else full_hour + timedelta(hours=1)
        while starts + SLOT <= closes:
            yield Slot(starts, starts + SLOT)
            starts += SLOT

    def _instant(self, day: date, local: time) -> datetime:
        return datetime.combine(day, local, self.zone).astimezone(UTC)


def _span(name: str, written: Any) -> tuple[time, time]:
    """Raises OpeningHoursInvalid."""
    given = written if isinstance(written, Mapping) else {}
    found = [str(given.get(end, "")) for end in ("opens", "closes")]
    if not all(_TIME.fullmatch(each) for each in found) or found[0] >= found[1]:
        raise OpeningHoursInvalid(f"opening_hours.{name} needs opens before closes, like 08:30")
    return time.fromisoformat(found[0]), time.fromisoformat(found[1])
