"""When the public is sent no text messages: from 9 at night to 8 in the morning, local time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_LOCAL_TIME: Final = ZoneInfo("Europe/London")
_BEGIN: Final = time(21)
_END: Final = time(8)


def quiet_until(now: datetime) -> datetime | None:
    """When it is over, in UTC; None outside it."""
    local = now.astimezone(_LOCAL_TIME)
    if _END <= local.time() < _BEGIN:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= _BEGIN else 0)
    return datetime.combine(day, _END, _LOCAL_TIME).astimezone(UTC)
