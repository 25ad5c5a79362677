"""The little Markdown of Notify's e-mails, as blocks for a template to write out and escape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

_BULLET: Final = re.compile(r"^\s*[*•-]\s+(?P<text>.*)$")
_NUMBER: Final = re.compile(r"^\s*\d+\.\s+(?P<text>.*)$")
_HEADING: Final = re.compile(r"^#\s*(?P<text>[^#].*)$")
_RULE: Final = re.compile(r"^\s*(?:-\s*){3,}$|^\s*(?:\*\s*){3,}$")
_LINK: Final = re.compile(
    r"(?<!\\)\[(?P<text>[^\]\n]*)\]\((?P<named>https?://[^\s)]+)\)"
    r"|(?P<bare>https?://[^\s<>]*[^\s<>.,:;!?)\]])"
)
_ESCAPED: Final = re.compile(r"\\([\\`*{}\[\]()#+\-.!_>~|^])")

Kind = Literal["paragraph", "heading", "bullets", "numbers", "rule"]


@dataclass(frozen=True)
class Piece:
    """Some words, and where they lead if they are a link."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Block:
    kind: Kind
    lines: tuple[tuple[Piece, ...], ...] = ()


def blocks(body: str) -> list[Block]:
    """An e-mail's body, block by block; nothing in it is HTML yet."""
    found: list[Block] = []
    pending: list[str] = []
    kind: Kind = "paragraph"

    def finish() -> None:
        if pending:
            found.append(Block(kind, tuple(_pieces(line) for line in pending)))
            pending.clear()

    for line in body.splitlines():
        if not line.strip():
            finish()
            continue
        line_kind, words = _read(line)
        if line_kind != kind or line_kind in ("heading", "rule"):
            finish()
        kind = line_kind
        if line_kind == "rule":
            found.append(Block("rule"))
        else:
            pending.append(words)
    finish()
    return found


def _read(line: str) -> tuple[Kind, str]:
    if _RULE.match(line):
        return "rule", ""
    if match := _HEADING.match(line):
        return "heading", match["text"]
    if match := _BULLET.match(line):
        return "bullets", match["text"]
    if match := _NUMBER.match(line):
        return "numbers", match["text"]
    return "paragraph", line


def _pieces(line: str) -> tuple[Piece, ...]:
    pieces = []
    end = 0
    for match in _LINK.finditer(line):
        pieces.append(Piece(_plain(line[end : match.start()])))
        href = match["named"] or match["bare"]
        pieces.append(Piece(_plain(match["text"] or "") or href, href))
        end = match.end()
    pieces.append(Piece(_plain(line[end:])))
    return tuple(piece for piece in pieces if piece.text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
