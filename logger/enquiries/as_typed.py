"""Answers that cannot be stored as what they should be are kept as they were typed, marked so.

Nothing that somebody told us is lost because of its form: a birthday that cannot be, the
twenty-first child, a postcode that is none. Only what decides how a person may be reached is
refused when it is not right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from logger.enquiries.concern import Factor
from logger.enquiries.family import MOST_CHILDREN, UNBORN
from logger.enquiries.postcode import normalised
from logger.enquiries.support import OutcomeArea

_CODES: Final = {"factors": frozenset(Factor), "areas": frozenset(OutcomeArea)}


def kept_as_typed(details: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The details with every answer that does not fit moved to `typed` and named in `unchecked`."""
    moving = _Moving(details)
    moving.move_children(today)
    moving.move_postcode()
    for field, codes in _CODES.items():
        moving.move_codes(field, codes)
    return moving.details()


class _Moving:
    def __init__(self, details: Mapping[str, Any]) -> None:
        typed, unchecked = details.get("typed"), details.get("unchecked")
        self._kept = dict(details)
        self._typed = {
            name: words
            for name, words in (typed.items() if isinstance(typed, Mapping) else ())
            if not isinstance(words, str) or words.strip()
        }
        self._unchecked = list(unchecked) if isinstance(unchecked, list) else []
        self._is_sound = isinstance(typed, Mapping | None) and isinstance(unchecked, list | None)

    def details(self) -> dict[str, Any]:
        """What cannot be read at all stays as it came, and is refused by its schema."""
        if not self._is_sound:
            return self._kept
        unchecked = list(dict.fromkeys(self._unchecked))
        return {**self._kept, "typed": self._typed, "unchecked": unchecked}

    def move_children(self, today: date) -> None:
        children = self._kept.get("children")
        if not isinstance(children, list):
            return
        if len(children) > MOST_CHILDREN:
            self._move("children", "\n".join(_in_a_line(each) for each in children[MOST_CHILDREN:]))
        self._kept["children"] = [
            self._child(number, child, today) if isinstance(child, Mapping) else child
            for number, child in enumerate(children[:MOST_CHILDREN], start=1)
        ]

    def move_postcode(self) -> None:
        given = self._kept.get("postcode")
        if not isinstance(given, str):
            return
        self._kept["postcode"] = normalised(given)
        if self._kept["postcode"] is None and given.strip():
            self._move("postcode", given)

    def move_codes(self, field: str, codes: frozenset[str]) -> None:
        given = self._kept.get(field)
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            return
        chosen = dict.fromkeys(given)
        self._kept[field] = [each for each in chosen if each in codes]
        if strange := [each for each in chosen if each not in codes]:
            self._move(field, ", ".join(strange))

    def _child(self, number: int, child: Mapping[str, Any], today: date) -> dict[str, Any]:
        born_on = child.get("born_on")
        if born_on is None or _is_possible(str(born_on), str(child.get("age") or ""), today):
            return dict(child)
        self._move(f"children.{number}.born_on", str(born_on))
        return {**child, "born_on": None}

    def _move(self, field: str, words: str) -> None:
        before = self._typed.get(field)
        self._typed[field] = words if before in (None, words) else f"{before}\n{words}"
        self._unchecked.append(field)


def _is_possible(written: str, age: str, today: date) -> bool:
    """A day that has been, or that an unborn child is due on."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return False
    return day <= today or UNBORN.search(age) is not None


def _in_a_line(child: Any) -> str:
    values: Iterable[Any] = child.values() if isinstance(child, Mapping) else [child]
    return ", ".join(str(value) for value in values if value is not None)
