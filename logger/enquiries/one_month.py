"""The day by which a request about personal data is answered: Article 12(3) of the UK GDPR.

One month from the day it came, as the ICO counts: the same date of the next month, its last day
where there is no such date, and the next working day when that is a weekend or a public holiday.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta


def due_on(received: date, is_working_day: Callable[[date], bool]) -> date:
    """The last day for the answer; the day it came may be any day of the week."""
    year, month = received.year + received.month // 12, received.month % 12 + 1
    due = date(year, month, min(received.day, monthrange(year, month)[1]))
    while not is_working_day(due):
        due += timedelta(days=1)
    return due
