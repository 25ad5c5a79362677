"""The labelled messages of data/safety/*.tsv: what the classifier learns from.

A line has four columns: label, voice, asking (`-` when nothing was asked), text. Besides, what the
assistant learns questions from is harmless: "are you passing this to the police" asks about data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from logger.safety.verdict import URGENCY, SafetyLabel

LABELS = (SafetyLabel.NONE, *URGENCY)
QUESTIONS: Final = ("notice.yml", "service.yml", "conversation.yml")
# In these somebody may well tell of danger.
_MAY_TELL: Final = ("request_", "young_person", "raise_concern", "speak_to", "feedback", "breach")
_EVERY: Final = 3  # of questions, so that they do not outweigh the rest
_TALK: Final = ("conversation.yml", "out_of_scope")  # of the file all but this: "goodbye" is short


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


def read_questions(folder: Path) -> list[Example]:
    """What the assistant learns topics from (data/nlu): all of the talk, a third of the rest."""
    return [
        Example(SafetyLabel.NONE, "question", None, line.removeprefix("- ").strip())
        for name in QUESTIONS
        for block in yaml.safe_load((folder / name).read_text())["nlu"]
        if not any(part in block["intent"] for part in _MAY_TELL)
        for line in block["examples"].splitlines()[:: _step(name, block["intent"])]
    ]


def _step(file: str, intent: str) -> int:
    talk, not_talk = _TALK
    return 1 if file == talk and intent != not_talk else _EVERY


def texts_of(examples: Sequence[Example]) -> list[str]:
    return [example.text for example in examples]


def _example(line: str, place: str) -> Example:
    columns = line.split("\t")
    if len(columns) != 4 or columns[0] not in LABELS or not columns[3].strip():
        raise ExamplesInvalid(f"{place} is not label, voice, asking, text")
    label, voice, asking, text = columns
    return Example(SafetyLabel(label), voice, None if asking == "-" else asking, text.strip())
