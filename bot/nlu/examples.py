"""The phrases: those that are trained on, and the two sets that are not."""

from collections.abc import Iterator
from pathlib import Path

import yaml

Phrase = tuple[str, str]  # topic and text

TRAINED = Path("data/nlu")
HELD_OUT = Path("tests/nlu")
THRESHOLDS = Path("data/thresholds")


def trained(folder: Path = TRAINED) -> list[Phrase]:
    """Every training phrase, with its topic."""
    return [phrase for path in sorted(folder.glob("*.yml")) for phrase in _of_file(path)]


def held_back(folder: Path) -> list[Phrase]:
    """Every phrase of the folder's tables, a topic and a text in each line."""
    lines = (
        line
        for path in sorted(folder.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    return [(topic, text) for topic, _, text in (line.partition("\t") for line in lines)]


def topic_of(name: str) -> str:
    """Of an intent in Rasa's notation: `ask/consent` is the topic consent."""
    return name.split("/")[-1]


def _of_file(path: Path) -> Iterator[Phrase]:
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in block["examples"].strip().splitlines():
            yield topic_of(block["intent"]), line.removeprefix("- ")
