"""The published notice split into passages, each of which belongs to one of our clauses or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from logger.notice.places import Places
from logger.notice.published import Block, BlockKind
from logger.notice.wording import Passage


def passages_of(blocks: Iterable[Block], places: Places) -> tuple[Passage, ...]:
    """Every block in its order, but for the lines declared to be boiler-plate."""
    splitter = _Splitter(places)
    for block in _with_headings(blocks, places):
        splitter.take(block)
    return tuple(splitter.passages)


def _with_headings(blocks: Iterable[Block], places: Places) -> Iterator[Block]:
    """A first line that reads like a declared heading is one, whatever it looks like."""
    for block in blocks:
        first, _, rest = block.text.partition("\n")
        if block.kind is BlockKind.PARAGRAPH and places.headed(first) is not None:
            yield Block(BlockKind.HEADING, first)
            if rest:
                yield replace(block, text=rest)
        elif not places.is_boiler_plate(block):
            yield block


class _Splitter:
    def __init__(self, places: Places) -> None:
        self.passages: list[Passage] = []
        self._places = places
        self._section: str | None = None
        self._level: int | None = None
        self._running: str | None = None  # the part of the section that goes on until the next

    def take(self, block: Block) -> None:
        part = self._places.part(self._section, block)
        if block.kind is BlockKind.HEADING and self._begins_a_section(block, part):
            self._section, self._level = self._places.headed(block.text), block.level
            self._running = None
            self.passages.append(Passage(self._section, block.text))
            return
        if block.kind is BlockKind.HEADING or (part and block.kind is BlockKind.PARAGRAPH):
            self._running = part
        self._add(part or self._running or self._section, block)

    def _begins_a_section(self, heading: Block, part: str | None) -> bool:
        """A smaller heading inside a clause stays inside, unless it begins a clause of its own."""
        clause = self._places.headed(heading.text)
        is_smaller = (
            heading.level is not None
            and self._level is not None
            and heading.level > self._level > 1
        )
        if clause is not None:
            return not (is_smaller and any(clause == seen.clause for seen in self.passages))
        return part is None and not is_smaller

    def _add(self, clause: str | None, block: Block) -> None:
        last = self.passages[-1] if self.passages else None
        if last is not None and last.clause == clause:
            self.passages[-1] = replace(last, blocks=(*last.blocks, block))
        else:
            self.passages.append(Passage(clause, None, (block,)))
