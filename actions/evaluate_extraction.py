"""How well messages are read: precision, recall and F1 of exact spans, kind by kind.

`python -m actions.evaluate_extraction [FILE]`; without a file the messages nothing was tuned by.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from actions.extraction import extract
from actions.found import Kind
from actions.named import ExtractionNotTrained

HELD_OUT: Final = Path(__file__).parent.parent / "tests" / "extraction" / "messages.jsonl"
GOALS: Final = {
    Kind.PHONE: 0.98,
    Kind.EMAIL: 0.98,
    Kind.POSTCODE: 0.98,
    Kind.DATE: 0.92,
    Kind.AGE: 0.92,
    Kind.PERSON: 0.90,
    Kind.ADDRESS: 0.85,
    Kind.ORGANISATION: 0.85,
}
_TODAY: Final = date(2026, 11, 22)

Span = tuple[str, int, int]  # kind, start, end


@dataclass(frozen=True)
class Message:
    text: str
    spans: frozenset[Span]


@dataclass
class Figures:
    """What was right, too much and missed, of each kind."""

    right: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)  # each thing that went wrong

    def add(self, message: Message) -> None:
        found = {(each.kind, each.start, each.end) for each in extract(message.text, on=_TODAY)}
        self.right.update(kind for kind, _, _ in found & message.spans)
        for name, count, wrong in (
            ("extra", self.extra, found - message.spans),
            ("missed", self.missed, message.spans - found),
        ):
            count.update(kind for kind, _, _ in wrong)
            self.lines.extend(
                f"{name:6} {kind:12} {message.text[start:end]!r} in {message.text!r}"
                for kind, start, end in sorted(wrong)
                if kind in GOALS
            )

    def precision(self, kind: str) -> float:
        return _share(self.right[kind], self.right[kind] + self.extra[kind])

    def recall(self, kind: str) -> float:
        return _share(self.right[kind], self.right[kind] + self.missed[kind])

    def f1(self, kind: str) -> float:
        wrong = self.extra[kind] + self.missed[kind]
        return _share(2 * self.right[kind], 2 * self.right[kind] + wrong)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m actions.evaluate_extraction")
    parser.add_argument("file", nargs="?", type=Path, default=HELD_OUT)
    chosen = parser.parse_args(arguments)
    messages = list(read_messages(chosen.file))
    started = time.thread_time()
    try:
        figures = measure(messages)
    except ExtractionNotTrained as reason:
        print(reason, file=sys.stderr)
        return 1
    milliseconds = (time.thread_time() - started) * 1000 / max(1, len(messages))
    print("\n".join(report(figures, len(messages), milliseconds)))
    return 0


def measure(messages: Iterable[Message]) -> Figures:
    """Read every message; raises ExtractionNotTrained."""
    figures = Figures()
    for message in messages:
        figures.add(message)
    return figures


def report(figures: Figures, count: int, milliseconds: float) -> Iterator[str]:
    yield f"Extraction on {count} messages, {milliseconds:.1f} ms each"
    yield "  kind          precision  recall     F1   goal   spans"
    for kind, goal in GOALS.items():
        spans = figures.right[kind] + figures.missed[kind]
        yield (
            f"  {kind:12}     {figures.precision(kind):.3f}   {figures.recall(kind):.3f}  "
            f"{figures.f1(kind):.3f}  {goal:.3f}   {spans}"
        )
    yield from (f"    {line}" for line in figures.lines)


def read_messages(path: Path) -> Iterator[Message]:
    for line in path.read_text(encoding="utf-8").splitlines():
        content = json.loads(line)
        yield Message(content["text"], frozenset(_placed(content["text"], content["spans"])))


def _placed(text: str, spans: list[dict[str, str]]) -> Iterator[Span]:
    """Where the spans' words stand; the same words twice are taken from left to right."""
    taken: set[tuple[int, int]] = set()
    for span in spans:
        start = text.index(span["text"])
        while (start, start + len(span["text"])) in taken:
            start = text.index(span["text"], start + 1)
        taken.add((start, start + len(span["text"])))
        yield span["kind"], start, start + len(span["text"])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


if __name__ == "__main__":
    sys.exit(main())
