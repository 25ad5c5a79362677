"""Children as they are told of: one by one, each with what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from logger.enquiries.details import Answer, Details, Line, day_words
from logger.enquiries.postcode import normalised

MOST_CHILDREN: Final = 20
UNBORN: Final = re.compile(r"unborn|not born|expect|pregnan|\bdue\b|on the way", re.IGNORECASE)


def _is_written_as_usual(postcode: str) -> str:
    if normalised(postcode) != postcode:
        raise ValueError("a postcode looks like CH65 0BA")
    return postcode


Postcode = Annotated[str, AfterValidator(_is_written_as_usual)]


class Child(BaseModel):
    """A date of birth that lies ahead is when an unborn child is due."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    name: Line | None = None
    born_on: date | None = None
    age: Line | None = None
    school: Line | None = None
    whereabouts: Line | None = None

    @property
    def words(self) -> str:
        """All that is known, in one line."""
        is_unborn = UNBORN.search(self.age or "") is not None
        known = {
            "": self.name or "Name not given",
            "due " if is_unborn else "born ": self.born_on and day_words(self.born_on),
            "age: ": self.age,
            "school: ": self.school,
            "now: ": self.whereabouts,
        }
        return ", ".join(f"{label}{value}" for label, value in known.items() if value)


class FamilyDetails(Details):
    """Details that tell of children."""

    children: Annotated[tuple[Child, ...], Field(max_length=MOST_CHILDREN)] = ()
    postcode: Postcode | None = None

    def postcodes(self) -> list[str]:
        given = [self.postcode] if self.postcode else []
        return list(dict.fromkeys((*given, *super().postcodes())))

    def births(self) -> list[date]:
        return [child.born_on for child in self.children if child.born_on]

    def _answers_to(self, field: str, label: str) -> Iterator[Answer]:
        if field != "children":
            yield from super()._answers_to(field, label)
            return
        for number, child in enumerate(self.children, start=1):
            yield self._child(number, child)
        if field in self.typed or field in self.unchecked:
            yield self._answer(field, f"{label} as typed", None)

    def _child(self, number: int, child: Child) -> Answer:
        part = f"children.{number}."
        typed = [
            f"{key.removeprefix(part).replace('_', ' ')} {words}"
            for key, words in self.typed.items()
            if key.startswith(part)
        ]
        is_unchecked = any(key.startswith(part) for key in self.unchecked)
        return Answer(f"Child {number}", child.words, ", ".join(typed) or None, is_unchecked)

    def _is_part(self, key: str) -> bool:
        field, _, rest = key.partition(".")
        number = rest.partition(".")[0]
        return field == "children" and number in map(str, range(1, len(self.children) + 1))
