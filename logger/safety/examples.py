"""The labelled messages of data/safety/*.tsv: what the classifier learns from.

A line has four columns: label, voice, asking (`-` when nothing was asked), text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from logger.safety.verdict import URGENCY, SafetyLabel

LABELS = (SafetyLabel.NONE, *URGENCY)


class ExamplesInvalid(Exception):
    """A line cannot be read; the message says where."""


@dataclass(frozen=True)
class Example:
    label: SafetyLabel
    voice: str
    asking: str | None
    text: str


def read_examples(folder: Path) -> list[Example]:
    """Those of every file, in the files' order; raises ExamplesInvalid."""
    return [
        _example(line, f"{path.name}:{number}")
        for path in sorted(folder.glob("*.tsv"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if line.strip()
    ]


def texts_of(examples: Sequence[Example]) -> list[str]:
    return [example.text for example in examples]


def _example(line: str, place: str) -> Example:
    columns = line.split("\t")
    if len(columns) != 4 or columns[0] not in LABELS or not columns[3].strip():
        raise ExamplesInvalid(f"{place} is not label, voice, asking, text")
    label, voice, asking, text = columns
    return Example(SafetyLabel(label), voice, None if asking == "-" else asking, text.strip())
