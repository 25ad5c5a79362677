"""The calendar behind relative dates: which Tuesday, which March, which Easter."""

from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta, weekday

_FIXED = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "boxing": (12, 26),
    "new years eve": (12, 31),
    "new year": (1, 1),
    "halloween": (10, 31),
    "bonfire": (11, 5),
    "valentine": (2, 14),
}
_FROM_EASTER = {"good friday": -2, "easter monday": 1, "easter": 0}


def in_past(day: date, on: date) -> date:
    """This day, or the year before's when it has not been yet."""
    return day if day <= on else day + relativedelta(years=-1)


def weekday_of(day: int, on: date, *, is_ahead: bool) -> date:
    """The last one before today, or the first one after; Monday is 0."""
    if is_ahead:
        return on + relativedelta(days=1, weekday=weekday(day)(1))
    return on + relativedelta(days=-1, weekday=weekday(day)(-1))


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def month_of(month: int, on: date, *, is_ahead: bool) -> str:
    """The nearest such month, this one counting for both ways."""
    years = (1 if month < on.month else 0) if is_ahead else (-1 if month > on.month else 0)
    return f"{on.year + years}-{month:02}"


def year_of(on: date, *, months: int, with_month: bool = False) -> str:
    """The year, or the month of the year, so many months away."""
    day = on + relativedelta(months=months)
    return f"{day.year}-{day.month:02}" if with_month else str(day.year)


def holiday(name: str, on: date, year: str | None, *, is_ahead: bool) -> date:
    """The day of this holiday: of the year said, else the nearest before or after today."""
    words = " ".join(name.lower().replace("'", "").replace("\u2019", "").split())
    if year is not None:
        return _in_year(words, int(year))
    candidates = [_in_year(words, each) for each in range(on.year - 1, on.year + 2)]
    if is_ahead:
        return next(day for day in candidates if day >= on)
    return next(day for day in reversed(candidates) if day <= on)


def _in_year(words: str, year: int) -> date:
    for start, days in _FROM_EASTER.items():
        if words.startswith(start):
            return easter(year) + timedelta(days=days)
    return next(date(year, *day) for start, day in _FIXED.items() if words.startswith(start))
