"""Long texts as windows of whole sentences, so that the last one counts as much as the first."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"([.!?\u2026][\"'\u2019\u201d)\]]*)\s+")
_SHARED_WORDS = 6  # of two windows that one sentence had to be cut into

SizeOf = Callable[[str], int]


@dataclass(frozen=True)
class Window:
    """A part of a text and how many word pieces it has."""

    text: str
    size: int


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text, without the space between them."""
    lines = _SENTENCE_END.sub(r"\1\n", text).split("\n")
    return [line.strip() for line in lines if line.strip()]


def windows(text: str, *, longest: int, size_of: SizeOf) -> list[Window]:
    """The whole text if its size is at most `longest`, else windows of about the same size.

    A window holds whole sentences. Only a sentence that is longer than a window by itself is cut,
    and then the two sides share a few words, so that what stands at the cut is read in one piece.
    """
    size = size_of(text)
    if size <= longest:
        return [Window(text, size)]
    parts = [part for each in sentences(text) for part in _cut(each, longest, size_of)]
    return list(_grouped(parts, longest))


def _cut(text: str, longest: int, size_of: SizeOf) -> list[Window]:
    size = size_of(text)
    if size <= longest or len(text) < 2:
        return [Window(text, size)]
    return [part for half in _halves(text) for part in _cut(half, longest, size_of)]


def _halves(text: str) -> tuple[str, str]:
    """Between words where there are any; each half is shorter than the text."""
    words = text.split()
    if len(words) < 2:
        middle = len(text) // 2
        return text[:middle], text[middle:]
    middle = len(words) // 2
    shared = min(_SHARED_WORDS, len(words) // 4)
    return " ".join(words[: middle + shared]), " ".join(words[middle:])


def _grouped(parts: list[Window], longest: int) -> Iterable[Window]:
    """Neighbours together, up to the size all windows would have if they were equal."""
    total = sum(part.size for part in parts)
    fair = total / math.ceil(total / longest)
    group: list[Window] = []
    for part in parts:
        filled = sum(each.size for each in group)
        if group and (filled + part.size > longest or filled + part.size / 2 > fair):
            yield _joined(group)
            group = []
        group.append(part)
    yield _joined(group)


def _joined(group: list[Window]) -> Window:
    return Window(" ".join(part.text for part in group), sum(part.size for part in group))
