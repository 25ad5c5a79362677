"""A clock that a test sets and moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from logger.clock import Clock

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SUNDAY = MONDAY - timedelta(days=1)


@dataclass(frozen=True)
class MovedClock(Clock):
    """Stands still until it is moved on."""

    moments: list[datetime] = field(default_factory=lambda: [MONDAY])

    def now(self) -> datetime:
        return self.moments[-1]

    def set(self, at: datetime) -> None:
        self.moments.append(at)

    def pass_by(self, time: timedelta) -> None:
        self.moments.append(self.now() + time)
