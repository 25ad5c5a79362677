"""Dates in a text, absolute and relative, day before month; what is only partly known stays so.

"31 April" and a birthday that has not been have no value and say why.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from actions import date_words as said
from actions.found import Found, Kind, Reason, Role, Value, found
from actions.moments import holiday, in_past, month_of, week_of, weekday_of, year_of
from actions.numbers_said import number

type Reader = Callable[[re.Match[str], date, Role | None], Value]

_BORN: Final = re.compile(
    r"\b(?:born|birthday|dob|d\.o\.b\.?|birth|bday|b\.)[\s:,=-]*(?:date\s*)?"
    r"(?:(?:is|was|on|in|the|of|:|around|about|back|late|early|his|her)\s*)*$",
    re.IGNORECASE,
)
_DUE: Final = re.compile(
    r"\b(?:due|expected|expecting|edd|arriv\w+|due\s+date)[\s:,-]*"
    r"(?:(?:is|was|on|in|the|of|a|another|baby|date|around|about|:|late|early)\s*)*$",
    re.IGNORECASE,
)
_AHEAD: Final = re.compile(r"\b(?:until|till?|by|will|going\s+to|next)\b[^.!?]{0,25}$", re.I)
_LONGEST_LIFE: Final = 120


class _Impossible(Exception):
    """No calendar has such a day."""


def find_dates(text: str, *, on: date) -> Iterator[Found]:
    """The dates of a text, read on this day; the surest kinds of spelling first."""
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            span = match.span("date" if "date" in pattern.groupindex else 0)
            yield _found(text, span, match, read, on)


def _found(text: str, span: tuple[int, int], match: re.Match[str], read: Reader, on: date) -> Found:
    before = text[max(0, match.start() - 40) : span[0]]
    role = _role(before)
    try:
        value = read(match, on, role or (Role.DUE if _AHEAD.search(before) else None))
    except _Impossible:
        return found(Kind.DATE, text, span, None, Reason.IMPOSSIBLE, role)
    if value is None:
        return found(Kind.DATE, text, span, None, Reason.VAGUE, role)
    if role is Role.BORN and _starts(value) > on.isoformat():
        return found(Kind.DATE, text, span, None, Reason.IN_FUTURE, role)
    if role is Role.BORN and int(_starts(value)[:4]) < on.year - _LONGEST_LIFE:
        return found(Kind.DATE, text, span, None, Reason.IMPOSSIBLE, role)
    return found(Kind.DATE, text, span, value, None, role)


def _role(before: str) -> Role | None:
    if _BORN.search(before):
        return Role.BORN
    return Role.DUE if _DUE.search(before) else None


def _starts(value: Value) -> str:
    """An ISO text that sorts like the earliest day it can be."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _full(match: re.Match[str], on: date, role: Role | None) -> Value:
    """Day, month and perhaps year; without a year the nearest that fits."""
    name = match["month"].lower()
    month = said.MONTHS.get(name) or int(name)
    day = _day_of_month(match)
    year = match.groupdict().get("year")
    if year is not None:
        return _day(_year(year, on, role), month, day)
    if month == 2 and day == 29:
        return None
    this_year = _day(on.year, month, day)
    return in_past(this_year, on) if role is not Role.DUE else _coming(this_year, on)


def _day_of_month(match: re.Match[str]) -> int:
    ordinal = match.groupdict().get("ordinal")
    if ordinal is None:
        return int(match["day"])
    return said.ORDINALS[" ".join(ordinal.lower().replace("-", " ").split())]


def _coming(this_year: date, on: date) -> date:
    return this_year if this_year >= on else this_year.replace(year=on.year + 1)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as no_such_day:
        raise _Impossible from no_such_day


def _year(digits: str, on: date, role: Role | None) -> int:
    """Four digits as they are; two are this century up to next year, else the last one."""
    number = int(digits.strip("'\u2019"))
    if number >= 100:
        return number
    latest = on.year % 100 + (1 if role is not Role.BORN else 0)
    return number + (2000 if number <= latest else 1900)


def _day_alone(match: re.Match[str], on: date, role: Role | None) -> Value:
    """The 14th: of this month, or of the one before when that has not been yet."""
    day = int(match["day"])
    if not 1 <= day <= 31:
        raise _Impossible
    month = on.replace(day=1)
    while month.replace(day=1) > on or day > _length(month) or month.replace(day=day) > on:
        month = (month - timedelta(days=1)).replace(day=1)
    return month.replace(day=day)


def _length(month: date) -> int:
    return ((month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day


def _month_and_year(match: re.Match[str], on: date, role: Role | None) -> Value:
    return f"{_year(match['year'], on, role):04}-{said.MONTHS[match['month'].lower()]:02}"


def _month_alone(match: re.Match[str], on: date, role: Role | None) -> Value:
    which = (match["which"] or "").lower()
    is_ahead = which == "next" or (which not in ("last", "this") and role is Role.DUE)
    return month_of(said.MONTHS[match["month"].lower()], on, is_ahead=is_ahead)


def _year_alone(match: re.Match[str], on: date, role: Role | None) -> Value:
    return match["date"]


def _weekday(match: re.Match[str], on: date, role: Role | None) -> Value:
    which, later = (" ".join((match[name] or "").lower().split()) for name in ("which", "later"))
    is_ahead = which in ("next", "this coming") or (not which and role is Role.DUE)
    is_far_ahead = bool(match["far"]) and which != "last"
    is_ahead = is_ahead or later in ("week", "after next", "coming") or is_far_ahead
    nearest = weekday_of(said.DAYS[match["said"].lower()], on, is_ahead=is_ahead)
    weeks = {"week": 7, "before last": -7, "after next": 7}.get(later, 0)
    if match["far"]:
        weeks = -7 if which == "last" else 7
    return nearest + timedelta(days=weeks)


def _named_day(match: re.Match[str], on: date, role: Role | None) -> Value:
    name = " ".join(match["name"].lower().removeprefix("the ").split())
    if name.startswith("other"):
        return None
    days = {"day before": -2, "day after t": 2, "yesterday": -1, "last night": -1, "tomorrow": 1}
    return on + timedelta(days=next((d for key, d in days.items() if name.startswith(key)), 0))


def _ago(match: re.Match[str], on: date, role: Role | None) -> Value:
    return _away(match, on, -1)


def _ahead(match: re.Match[str], on: date, role: Role | None) -> Value:
    return _away(match, on, 1)


def _away(match: re.Match[str], on: date, direction: int) -> Value:
    """So many days or weeks make a day; months and years are known no better than that."""
    amount = direction * number(match["amount"])
    unit = match["unit"].lower()[0:2]
    if unit == "mo" or unit == "mt":
        return year_of(on, months=amount, with_month=True)
    if unit[0] == "y":
        return year_of(on, months=12 * amount)
    days = {"d": 1, "n": 1, "w": 7, "f": 14}[unit[0]]
    return on + timedelta(days=days * amount)


def _whole(match: re.Match[str], on: date, role: Role | None) -> Value:
    """Last week, this month, next year, the weekend, last summer."""
    if match["weekend"]:
        return _period("weekend", on, 0 if role is Role.DUE else -1)
    if match["before_last"]:
        return _period(match["unit_before"].lower(), on, -2)
    which = (match["which"] or "last").lower()
    return _period(match["unit"].lower(), on, {"last": -1, "next": 1}.get(which, 0))


def _period(unit: str, on: date, steps: int) -> Value:
    if unit == "week":
        return week_of(on + timedelta(weeks=steps))
    if unit == "month":
        return year_of(on, months=steps, with_month=True)
    if unit == "year":
        return year_of(on, months=12 * steps)
    if unit == "night":
        return on + timedelta(days=steps)
    if unit == "weekend":
        monday = on - timedelta(days=on.weekday())
        return monday + timedelta(days=5, weeks=steps)
    return None


def _holiday(match: re.Match[str], on: date, role: Role | None) -> Value:
    which = (match["which"] or "").lower()
    is_ahead = which == "next" or (not which and role is Role.DUE)
    year = str(on.year - 1) if match["last_year"] else match["year"]
    return holiday(match["name"], on, year, is_ahead=is_ahead)


def _from_holiday(match: re.Match[str], on: date, role: Role | None) -> Value:
    days = number(match["amount"]) * (7 if match["unit"].lower().startswith("w") else 1)
    day = holiday(match["name"], on, None, is_ahead=role is Role.DUE)
    return day + timedelta(days=days if match["side"].lower() == "after" else -days)


def _season(match: re.Match[str], on: date, role: Role | None) -> Value:
    return match["year"]


_READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (said.ISO, _full),
    (said.NUMERIC, _full),
    (said.SPOKEN, _full),
    (said.FROM_HOLIDAY, _from_holiday),
    (said.SEASON_AND_YEAR, _season),
    (said.DAY_FIRST, _full),
    (said.MONTH_FIRST, _full),
    (said.DAY_AND_MONTH, _full),
    (said.HOLIDAY, _holiday),
    (said.MONTH_AND_YEAR, _month_and_year),
    (said.AGO, _ago),
    (said.AHEAD, _ahead),
    (said.NAMED_DAY, _named_day),
    (said.WEEKDAY, _weekday),
    (said.WHOLE, _whole),
    (said.MONTH_ALONE, _month_alone),
    (said.MONTH_ONLY, _month_alone),
    (said.YEAR_ALONE, _year_alone),
    (said.DAY_ALONE, _day_alone),
)
