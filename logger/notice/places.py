"""Where our clauses stand in the published notice, as data/notice/published.yml declares it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml

from logger.notice.clauses import DATA
from logger.notice.published import Block, BlockKind, words

Words = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A clause that is a part of another one, and how it is known there."""

    clause: str
    within: str
    points: tuple[Words, ...]
    names: tuple[Words, ...]

    def is_at(self, block: Block) -> bool:
        said = words(block.text)
        if block.kind is not BlockKind.PARAGRAPH and _begins(said, self.points):
            return True
        named = any(set(name) <= set(said) for name in self.names)
        return block.kind is not BlockKind.POINT and named


@dataclass(frozen=True)
class Places:
    headings: dict[Words, str]
    parts: tuple[Part, ...]
    boiler_plate: frozenset[Words]

    @classmethod
    def read(cls, data: Path = DATA) -> Self:
        document = yaml.safe_load((data / "published.yml").read_text(encoding="utf-8"))
        clauses = document["clauses"]
        return cls(
            headings={
                words(heading): clause
                for clause, place in clauses.items()
                for heading in place.get("headings", ())
            },
            parts=tuple(
                Part(
                    clause,
                    place["within"],
                    tuple(map(words, place.get("points", ()))),
                    tuple(map(words, place.get("names", ()))),
                )
                for clause, place in clauses.items()
                if "within" in place
            ),
            boiler_plate=frozenset(map(words, document["boiler_plate"])),
        )

    def headed(self, line: str) -> str | None:
        """The clause that a heading of these words begins."""
        return self.headings.get(words(line))

    def part(self, within: str | None, block: Block) -> str | None:
        """The clause that begins at this block of the clause `within`."""
        return next((p.clause for p in self.parts if p.within == within and p.is_at(block)), None)

    def is_boiler_plate(self, block: Block) -> bool:
        return words(block.text) in self.boiler_plate


def _begins(said: Words, leads: tuple[Words, ...]) -> bool:
    return any(said[: len(lead)] == lead for lead in leads)
