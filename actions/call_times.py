"""When somebody wants to be rung, in their words, and which of the times we offer that is.

Words that fit no offered time, or a whole day, are kept as they are: nobody is promised a time
that they did not say.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from actions.enquiry_client import CallbackSlot

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = (
    r"(?:today|tonight|tomorrow|tomoz|tmrw|2moro|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?)"
)
_HOUR: Final = r"(?:\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|o'?clock)?|noon|midday|half\s+\d{1,2})"
_PARTS: Final = {
    "morning": (time(0), time(12)),
    "lunch": (time(11), time(14)),
    "dinner time": (time(11), time(14)),
    "afternoon": (time(12), time(18)),
    "after school": (time(15), time(18)),
    "evening": (time(17), time(23)),
    "tonight": (time(17), time(23)),
}
_PART: Final = r"(?:mornings?|lunch(?:\s?time)?|dinner\s?time|afternoons?|evenings?|after\s+school)"
_ANY: Final = r"(?:any\s?time|when\s?ever|asap|as\s+soon\s+as(?:\s+\w+){0,2}|straight\s+away)"
_SPAN: Final = (
    rf"(?:between|from)\s+{_HOUR}\s+(?:and|to|-|till?|until)\s+{_HOUR}|"
    rf"(?:after|from|past|before|by|until|till?|at|around)\s+{_HOUR}|"
    rf"{_HOUR}\s*(?:-|to)\s*{_HOUR}|\d{{1,2}}\s*(?:am|pm)|noon|midday"
)
_JOINED: Final = r"(?:[\s,]+(?:(?:in|on|at|the|this|next|some ?time|early|late|or|and)\s+)*)"
_UNIT: Final = rf"(?:{_ANY}|{_DAY}|{_PART}|{_SPAN})"
_DATE: Final = re.compile(
    r"\b(\d{1,2})(?:(?:st|nd|rd|th)\b|(?=\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
)
_WORDS: Final = re.compile(
    rf"(?<![\w.-])(?:(?:this|next|on|in the|early|late)\s+)*{_UNIT}(?:{_JOINED}{_UNIT})*(?![\w-])",
    re.IGNORECASE,
)
_FIRST_OF_THE_DAY: Final = 8  # "at 3" is in the afternoon, "at 9" in the morning


@dataclass(frozen=True)
class CallTime:
    """The part of a day `earliest` to `latest`, or a time `at`; `is_any`: the sooner the better."""

    weekday: int | None = None
    day: date | None = None
    day_of_month: int | None = None
    earliest: time | None = None
    latest: time | None = None
    at: time | None = None
    is_any: bool = False

    @classmethod
    def of(cls, words: str, *, on: date) -> "CallTime":
        text = " ".join(words.lower().replace("\u2019", "'").split())
        dated = _DATE.search(text)
        bare = _DATE.sub(" ", text)
        hours = " ".join(said[0] for said in _WORDS.finditer(bare))
        earliest, latest = _hours(hours)
        return cls(
            weekday=_weekday(bare),
            day=_day(bare, on),
            day_of_month=int(dated[1]) if dated else None,
            earliest=earliest,
            latest=latest,
            at=_at(hours) if earliest is latest is None else None,
            is_any=bool(re.search(_ANY, hours)),
        )

    def among(self, offered: Iterable[CallbackSlot]) -> CallbackSlot | None:
        """The first of the offered times that lies in this; None unless it plainly is one."""
        fitting = [slot for slot in offered if self._holds(slot)]
        is_plain = self.is_any or any((self.earliest, self.latest, self.at))
        names_a_day = any(d is not None for d in (self.day, self.weekday, self.day_of_month))
        if fitting and (is_plain or (names_a_day and len(fitting) == 1)):
            return fitting[0]
        return None

    def _holds(self, slot: CallbackSlot) -> bool:
        starts, ends = (datetime.fromisoformat(end) for end in (slot.starts_at, slot.ends_at))
        return (
            (self.day is None or starts.date() == self.day)
            and (self.weekday is None or starts.weekday() == self.weekday)
            and (self.day_of_month is None or starts.day == self.day_of_month)
            and (self.at is None or starts.time() <= self.at < ends.time())
            and (self.earliest is None or starts.time() >= self.earliest)
            and (self.latest is None or ends.time() <= self.latest)
        )


def call_words(text: str) -> re.Match[str] | None:
    """Where a text says when to ring: "tomorrow morning", "after 3 on Monday"."""
    return _WORDS.search(text)


def _day(text: str, on: date) -> date | None:
    if re.search(r"\b(today|tonight|this (morning|afternoon|evening))\b", text):
        return on
    return on + timedelta(days=1) if re.search(r"\b(tomorrow|tomoz|tmrw|2moro)\b", text) else None


def _weekday(text: str) -> int | None:
    """Of the one day that is named."""
    named = {day for day in _DAYS if re.search(rf"\b{day}[a-z]*\b", text)}
    return _DAYS.index(named.pop()) if len(named) == 1 else None


def _hours(text: str) -> tuple[time | None, time | None]:
    """From when until when, as far as it was said."""
    hours = [hour for found in re.findall(_HOUR, text) if (hour := _hour(found)) is not None]
    if len(hours) == 2 and re.search(rf"{_HOUR}\s*(?:and|to|-|till?|until)\s*{_HOUR}", text):
        return hours[0], hours[1]
    if len(hours) == 1 and re.search(rf"\b(?:after|from|past)\s+{_HOUR}", text):
        return hours[0], None
    if len(hours) == 1 and re.search(rf"\b(?:before|by|until|till?)\s+{_HOUR}", text):
        return None, hours[0]
    parts = [span for part, span in _PARTS.items() if part in text]
    return parts[0] if len(parts) == 1 and not hours else (None, None)


def _at(text: str) -> time | None:
    """ "At 10", "10am", "noon" - and nothing else that is an hour."""
    hours = [hour for found in re.findall(_HOUR, text) if (hour := _hour(found)) is not None]
    return hours[0] if len(hours) == 1 else None


def _hour(words: str) -> time | None:
    if words in ("noon", "midday"):
        return time(12)
    found = re.fullmatch(r"(half\s+)?(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|o'?clock)?", words.strip())
    if found is None:
        return None
    hour = int(found[2])
    is_afternoon = found[4] == "pm" or (found[4] != "am" and hour < _FIRST_OF_THE_DAY)
    hour += 12 if is_afternoon and hour < 12 else 0
    minute = 30 if found[1] else int(found[3] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
