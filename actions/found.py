"""One thing read out of what a person typed, with the place it stands at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What can be read out of a message; its value's type stands beside it."""

    PHONE = "phone"  # E.164
    EMAIL = "email"  # as it is sent to
    POSTCODE = "postcode"  # "CH65 0BA"
    DATE = "date"  # a date, or the part of one that is known: "2026", "2026-10", "2026-W47"
    AGE = "age"  # years, as a float
    PERSON = "person"  # as typed
    ADDRESS = "address"  # as typed
    ORGANISATION = "organisation"  # as typed
    RELATIONSHIP = "relationship"  # a key of data/extraction/relationships.yml


class Reason(StrEnum):
    """Why a date has no value."""

    IMPOSSIBLE = "impossible"  # 31 April
    IN_FUTURE = "in_future"  # a birthday that has not been
    VAGUE = "vague"  # the other day


class Role(StrEnum):
    """What a date is said to be."""

    BORN = "born"
    DUE = "due"


@dataclass(frozen=True)
class Found:
    """`text` is exactly what stands in the source from `start` to `end`."""

    kind: str
    text: str
    value: Any
    start: int
    end: int
    reason: str | None = None  # a Reason, when `value` is None
    role: str | None = None  # a Role, for dates

    def overlaps(self, other: "Found") -> bool:
        return self.start < other.end and other.start < self.end


type Value = str | float | date | None


def found(
    kind: Kind,
    text: str,
    span: tuple[int, int],
    value: Value,
    reason: Reason | None = None,
    role: Role | None = None,
) -> Found:
    """What stands at this span of the text."""
    start, end = span
    return Found(kind, text[start:end], value, start, end, reason, role)


def without_overlaps(candidates: Iterable[Found]) -> list[Found]:
    """The earlier of the candidates keep their place; the rest in the order of the text."""
    kept: list[Found] = []
    for each in candidates:
        if not any(each.overlaps(other) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)
