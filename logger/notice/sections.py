"""The published notice as a page shows it: sections of paragraphs and lists, with anchors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from logger.notice.published import BlockKind
from logger.notice.wording import Passage


@dataclass(frozen=True)
class Item:
    """A block with the clause that begins at it, if one does."""

    kind: BlockKind
    text: str
    clause: str | None


@dataclass(frozen=True)
class Section:
    """`clause` is the clause that begins at its heading; of two such, where something is said."""

    heading: str | None
    clause: str | None
    items: tuple[Item, ...]

    @property
    def groups(self) -> list[tuple[str, list[Item]]]:
        """Items of one kind that follow each other: points that follow each other are one list."""
        return [(kind.value, list(items)) for kind, items in groupby(self.items, lambda i: i.kind)]


Draft = tuple[Passage, list[Passage]]


def sections_of(passages: Iterable[Passage]) -> list[Section]:
    """Every block in its order; every clause as an anchor exactly once."""
    drafts = list(_drafts(passages))
    homes: dict[str, int] = {}
    for index, draft in enumerate(drafts):
        clause, home = draft[0].clause, homes.get(draft[0].clause or "")
        if clause is not None and (home is None or not _says_something(drafts[home])):
            homes[clause] = index
    anchored: set[str] = set(homes)
    return [
        Section(
            head.heading,
            head.clause if head.clause is not None and homes[head.clause] == index else None,
            tuple(_items([head, *parts], anchored)),
        )
        for index, (head, parts) in enumerate(drafts)
    ]


def _drafts(passages: Iterable[Passage]) -> Iterator[Draft]:
    """The passage with the heading, and those that follow it up to the next heading."""
    draft: Draft | None = None
    for passage in passages:
        if draft is not None and passage.heading is None:
            draft[1].append(passage)
            continue
        if draft is not None:
            yield draft
        draft = (passage, [])
    if draft is not None:
        yield draft


def _says_something(draft: Draft) -> bool:
    head, parts = draft
    return bool(head.blocks or parts)


def _items(passages: list[Passage], anchored: set[str]) -> Iterator[Item]:
    for passage in passages:
        for block in passage.blocks:
            is_first = passage.clause is not None and passage.clause not in anchored
            if passage.clause is not None:
                anchored.add(passage.clause)
            yield Item(block.kind, block.text, passage.clause if is_first else None)
