"""The privacy notice as clauses in our own words, and what is known about the organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from logger.conversations.turns import Speech
from logger.notice.current import CurrentNotice
from logger.notice.wording import PublishedVersion

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


@dataclass(frozen=True)
class CitedClause:
    """A clause as an answer shows it; `wording_url` where its exact wording can be read."""

    id: str
    heading: str
    url: str
    wording_url: str | None


class Notice:
    """All clauses, in the notice's order, and the published notice where one was imported."""

    def __init__(self, current: CurrentNotice | None = None, *, data: Path = DATA) -> None:
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
        self._current = current

    @property
    def published(self) -> PublishedVersion | None:
        return self._current.version if self._current else None

    def clause(self, clause_id: str) -> Clause:
        """Raises KeyError: an answer that cites a clause we do not have is a mistake of ours."""
        return self._by_id[clause_id]

    def cited(self, clause_ids: Iterable[str]) -> tuple[CitedClause, ...]:
        """The clauses of an answer, in its order. Raises KeyError, as `clause` does."""
        published = self.published
        return tuple(
            CitedClause(
                clause.id,
                clause.heading,
                clause.url,
                f"/notice/wording#{clause.id}" if published and published.has(clause.id) else None,
            )
            for clause in map(self.clause, clause_ids)
        )

    def with_version(self, speech: Speech) -> Speech:
        """What cites clauses also says which published notice was in use, if there was one."""
        published = self.published
        if published is None or not speech.clauses:
            return speech
        return replace(speech, notice_version=published.id)


def organisation(data: Path = DATA) -> dict[str, Any]:
    """data/notice/organisation.yml as it stands; what is empty there is not known."""
    document: dict[str, Any] = yaml.safe_load((data / "organisation.yml").read_text("utf-8"))
    return document
