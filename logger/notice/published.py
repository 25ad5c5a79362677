"""The council's published notice, from the bytes of a file to headings, paragraphs and points."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

LONGEST_HEADING: Final = 12  # words

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KEPT_CONTROLS: Final = frozenset("\t\n\v\f\r\x85")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs"})  # controls, invisible marks, halves of pairs
_BULLET: Final = re.compile(r"\s*[•‣◦▪●·*\-–—]\s+(?=\S)")
_MARKDOWN_HEADING: Final = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")
_NUMBER: Final = re.compile(r"\s*(?:\d+(?:\.\d+)*[.)]?|[a-z][.)])\s+", re.IGNORECASE)
_CONTACT: Final = re.compile(r"@|://|\bwww\.|(?:\d[\s-]?){5}")


class NotText(Exception):
    """These bytes are no text in an encoding that we read."""


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"


@dataclass(frozen=True)
class Block:
    """A piece of the notice as it was published. `level` is that of a heading, where it is known.

    Spaces are single; a line break inside a paragraph is kept.
    """

    kind: BlockKind
    text: str
    level: int | None = None


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or, failing these, Windows-1252. Raises NotText."""
    text = _decoded(content)
    if any(unicodedata.category(c) == "Cc" and c not in _KEPT_CONTROLS for c in text):
        raise NotText("it holds control characters, as a picture or a PDF does")
    return text


def _decoded(content: bytes) -> str:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    try:
        if marked is not None:
            return content.decode(marked)
        if b"\0" in content:  # UTF-16 without its mark: every other byte of plain English is zero
            return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    except UnicodeDecodeError as problem:
        raise NotText(f"it is damaged at byte {problem.start:,}") from problem
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotText("its letters are in no encoding that we know")


def tidy(text: str) -> str:
    """On one line, with single spaces, without characters that nobody can see."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in _DROPPED)
    return " ".join("".join(kept).split())


def words(text: str) -> tuple[str, ...]:
    """What two spellings of a heading have in common: lower case, no number, no punctuation."""
    plain = re.sub(r"['’‘`]", "", _NUMBER.sub("", text, count=1)).replace("&", " and ")
    return tuple(re.findall(r"[^\W_]+", plain.casefold()))


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """A plain text in its order. A heading is a short line of its own without a full stop."""
    return tuple(block for group in _groups(text) for block in _blocks_of_group(group))


def _groups(text: str) -> Iterator[list[str]]:
    """Lines that stand together, without the blank ones that part them."""
    group: list[str] = []
    for line in text.splitlines():
        if tidy(line):
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _blocks_of_group(group: list[str]) -> Iterator[Block]:
    blocks: list[Block] = []
    for line in group:
        begun = _begun_block(line)
        last = blocks[-1] if blocks else None
        if begun.kind is not BlockKind.PARAGRAPH or last is None:
            blocks.append(begun)
        elif last.kind is BlockKind.PARAGRAPH:
            blocks[-1] = replace(last, text=f"{last.text}\n{begun.text}")
        elif last.kind is BlockKind.POINT and (line[0].isspace() or begun.text[0].islower()):
            blocks[-1] = replace(last, text=f"{last.text} {begun.text}")  # the rest of a long point
        else:
            blocks.append(begun)
    first, *others = blocks
    is_heading = first.kind is BlockKind.PARAGRAPH and _looks_like_a_heading(first.text)
    yield replace(first, kind=BlockKind.HEADING) if is_heading else first
    yield from others


def _begun_block(line: str) -> Block:
    bullet, markdown = _BULLET.match(line), _MARKDOWN_HEADING.match(line)
    if bullet and tidy(line[bullet.end() :]):
        return Block(BlockKind.POINT, tidy(line[bullet.end() :]))
    if markdown and tidy(line[markdown.end() :]):
        return Block(BlockKind.HEADING, tidy(line[markdown.end() :]), len(markdown.group(1)))
    return Block(BlockKind.PARAGRAPH, tidy(line))


def _looks_like_a_heading(line: str) -> bool:
    """One short line that begins with a capital or a number, ends without a stop, and does not
    say how to reach somebody."""
    first = next((c for c in line if c.isalnum()), "")
    return (
        "\n" not in line
        and (first.isupper() or first.isdigit())
        and line[-1] not in ".:;,!…"
        and len(line.split()) <= LONGEST_HEADING
        and not _CONTACT.search(line)
    )
