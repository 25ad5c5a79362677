"""The privacy notice as clauses in our own words, and what is known about the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

DATA: Final = Path(__file__).parents[2] / "data" / "notice"


@dataclass(frozen=True)
class Clause:
    id: str
    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"/notice#{self.id}"


class Notice:
    """All clauses, in the notice's order."""

    def __init__(self, data: Path = DATA) -> None:
        document = yaml.safe_load((data / "clauses.yml").read_text(encoding="utf-8"))
        self.clauses = tuple(
            Clause(
                id=clause["id"],
                heading=clause["heading"],
                paragraphs=tuple(clause.get("paragraphs") or ()),
                points=tuple(clause.get("points") or ()),
            )
            for clause in document["clauses"]
        )
        self._by_id = {clause.id: clause for clause in self.clauses}

    def clause(self, clause_id: str) -> Clause:
        """Raises KeyError: an answer that cites a clause we do not have is a mistake of ours."""
        return self._by_id[clause_id]


def organisation(data: Path = DATA) -> dict[str, Any]:
    """data/notice/organisation.yml as it stands; what is empty there is not known."""
    document: dict[str, Any] = yaml.safe_load((data / "organisation.yml").read_text("utf-8"))
    return document
