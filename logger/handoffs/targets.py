"""By when a handoff is due, and when the next contact is told that nobody has claimed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from logger.handoffs.grade import Grade
from logger.opening_hours import NOTICE, OpeningHours

_BY_THE_CLOCK: Final = frozenset({Grade.IMMEDIATE, Grade.URGENT})


@dataclass(frozen=True)
class Targets:
    """`within` is opening time for the two milder grades: nobody works on them at night."""

    within: Mapping[Grade, timedelta]
    unclaimed: Mapping[Grade, timedelta]
    hours: OpeningHours

    def due_at(self, grade: Grade, at: datetime) -> datetime:
        """What is promised for the same day while we are open is due before we close."""
        if grade in _BY_THE_CLOCK:
            return at + self.within[grade]
        due = self.hours.after(at, self.within[grade])
        closes = self.hours.closing(at)
        if grade == Grade.SAME_DAY and closes is not None and closes - at >= NOTICE:
            return min(due, closes)
        return due

    def escalates_at(self, grade: Grade, at: datetime) -> datetime | None:
        """None for the grades that wait their turn."""
        after = self.unclaimed.get(grade)
        return None if after is None else at + after
