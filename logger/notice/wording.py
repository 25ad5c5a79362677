"""The exact wording: the published notice in passages, and one stored version of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from logger.notice.published import Block


@dataclass(frozen=True)
class Passage:
    """Blocks that follow each other in one clause. With a `heading` a section of the notice begins.

    A clause has several passages where others stand in between, as a list inside it does.
    """

    clause: str | None
    heading: str | None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class ClauseWording:
    heading: str | None
    texts: tuple[str, ...]

    @property
    def whole(self) -> str:
        """Line breaks and the borders of paragraphs are no difference in wording."""
        return " ".join(" ".join((self.heading or "", *self.texts)).split())


@dataclass(frozen=True)
class PublishedVersion:
    """A version as it was imported. Importing an old one again puts it in use again."""

    id: uuid.UUID
    number: int
    sha256: bytes
    imported_at: datetime
    imported_by: str
    in_use_since: datetime
    passages: tuple[Passage, ...]

    @cached_property
    def wordings(self) -> Mapping[str, ClauseWording]:
        return wordings_of(self.passages)

    def has(self, clause_id: str) -> bool:
        return clause_id in self.wordings


def wordings_of(passages: Iterable[Passage]) -> Mapping[str, ClauseWording]:
    """What the notice says in each of our clauses that it has, in its order."""
    found: dict[str, ClauseWording] = {}
    for passage in passages:
        if passage.clause is None:
            continue
        so_far = found.get(passage.clause, ClauseWording(passage.heading, ()))
        texts = (*so_far.texts, *(block.text for block in passage.blocks))
        found[passage.clause] = ClauseWording(so_far.heading, texts)
    return found
