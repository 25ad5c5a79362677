from datetime import UTC, datetime

import pytest

from logger.notifications.quiet_hours import quiet_until


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-23 20:59:59", None),
        ("2026-11-23 21:00:00", "2026-11-24 08:00"),
        ("2026-11-24 00:30:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00:00", None),
        ("2026-07-01 19:59:00", None),
        ("2026-07-01 20:00:00", "2026-07-02 07:00"),
        ("2026-07-02 07:00:00", None),
        ("2026-03-28 22:00:00", "2026-03-29 07:00"),
        ("2026-10-24 20:30:00", "2026-10-25 08:00"),
    ],
)
def test_the_night_is_from_nine_to_eight_by_the_clock_on_the_wall(
    now: str, until: str | None
) -> None:
    assert quiet_until(utc(now)) == (None if until is None else utc(until))
