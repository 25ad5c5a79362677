"""The published notice when it comes as a web page. Only its words are taken, never its markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from logger.notice.published import Block, BlockKind, blocks_of_text, tidy

_MARKUP: Final = re.compile(r"</?(?:html|body|main|article|div|h[1-6]|p|ul|ol|li)\b[^<>]*>", re.I)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
#: What a browser does not show, and what stands around the notice on every page of a site.
_LEFT_OUT: Final = frozenset(
    {"script", "style", "template", "noscript", "title", "nav", "footer", "button", "select"}
    | {"textarea", "svg", "iframe", "object"}
)
_PARTS_LINES: Final = frozenset({"br", "td", "th"})
_PARTS_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "dd", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "form", "header", "hr", "main", "ol", "p", "pre"}
    | {"section", "summary", "details", "table", "tbody", "thead", "tr", "ul", "li", "html"}
)


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a published notice, be it a web page or plain text. Never raises."""
    return blocks_of_page(text) if _MARKUP.search(text) else blocks_of_text(text)


def blocks_of_page(page: str) -> tuple[Block, ...]:
    """The blocks of a web page: of its main part, where it has one that says something."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.end_block()
    return tuple(reader.main or reader.blocks)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.main: list[Block] = []
        self._lines: list[str] = [""]
        self._heading: str | None = None
        self._points = 0
        self._in_main = False
        self._left_out = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left_out or tag in _LEFT_OUT:
            self._leave_out(tag)
        elif tag in _HEADINGS:
            self.end_block()
            self._heading = tag
        elif tag in _PARTS_LINES:
            self._lines.append("")
        elif tag in _PARTS_BLOCKS:
            self.end_block()
            self._points += tag == "li"
        if not self._left_out and (tag == "main" or ("role", "main") in attrs):
            self._in_main = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only <br/> and <hr/> mean anything; nothing can stand inside what closes itself."""
        if tag in _PARTS_LINES or tag in _PARTS_BLOCKS - {"li", "main"}:
            self.handle_starttag(tag, [])

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._depth -= tag == self._left_out
            self._left_out = self._left_out if self._depth else ""
        elif tag in _HEADINGS or tag in _PARTS_BLOCKS:
            self.end_block()
            self._points = max(0, self._points - (tag == "li"))
            self._in_main = self._in_main and tag != "main"

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self._lines[-1] += data

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![...` as browsers read it: a comment. The library's own reading of it may raise."""
        return self.parse_bogus_comment(i, report)

    def end_block(self) -> None:
        """What was read since the last block is one."""
        text = "\n".join(line for line in map(tidy, self._lines) if line)
        heading, self._heading, self._lines = self._heading, None, [""]
        if not text:
            return
        if heading:
            block = Block(BlockKind.HEADING, tidy(text), _HEADINGS[heading])
        else:
            block = Block(BlockKind.POINT if self._points else BlockKind.PARAGRAPH, text)
        self.blocks.append(block)
        if self._in_main:
            self.main.append(block)

    def _leave_out(self, tag: str) -> None:
        self._left_out = self._left_out or tag
        self._depth += tag == self._left_out
