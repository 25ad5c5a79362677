"""`python -m logger.safety.train`: train the classifier from data/safety, if anything changed."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from encoder.encoded_text import Vectors
from encoder.refusal import EncoderUnavailable
from encoder.sentence_encoder import SentenceEncoder
from logger.safety.examples import LABELS, Example, ExamplesInvalid, read_examples, read_questions
from logger.safety.learning import WINDOW, Lesson, Model, learn, lesson
from logger.safety.sources import DATA, QUESTIONS_OF, fingerprint, model_path
from logger.safety.verdict import SafetyLabel
from logger.safety.word_parts import Wording

_OF_A_WINDOW: Final = 0.5  # how much a window counts beside a whole message


@dataclass(frozen=True)
class Piece:
    """A message, or a window of a long one in which nothing is wrong."""

    text: str
    label: SafetyLabel
    importance: float
    of: int  # the example's place


def main(arguments: list[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    parser = argparse.ArgumentParser(prog="python -m logger.safety.train")
    parser.add_argument("--again", action="store_true", help="even if nothing has changed")
    chosen = parser.parse_args(arguments)
    var = Path(environment.get("VAR_DIR", "").strip() or "var")
    if is_trained(var) and not chosen.again:
        return 0
    print("Safety classifier: training ...", flush=True)  # noqa: T201  # takes some seconds
    try:
        train(var, SentenceEncoder.from_env({"VAR_DIR": str(var)}))
    except (EncoderUnavailable, ExamplesInvalid) as problem:
        print(problem, file=sys.stderr)  # noqa: T201  # to the person at the terminal
        return 1
    return 0


def is_trained(var: Path) -> bool:
    path = model_path(var)
    return path.is_file() and Model.load(path).version == fingerprint()


def train(var: Path, encoder: SentenceEncoder, data: Path = DATA) -> Path:
    """Put a new model in place in one step. Raises ExamplesInvalid."""
    examples = [*read_examples(data), *read_questions(QUESTIONS_OF)]
    given, _ = lesson_of(examples, encoder, Wording(data))
    path = model_path(var)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
        file.write(learn(given, fingerprint(data)).packed())
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
    return path


def lesson_of(
    examples: Sequence[Example], encoder: SentenceEncoder, wording: Wording
) -> tuple[Lesson, list[Piece]]:
    """What there is to learn, and the piece behind each of its rows."""
    pieces = list(_pieces(examples, encoder))
    texts = [piece.text for piece in pieces]
    given = lesson(
        _vectors(texts, encoder),
        [wording.of(text) for text in texts],
        np.array([LABELS.index(piece.label) for piece in pieces]),
        np.array([piece.importance for piece in pieces], np.float32),
    )
    return given, pieces


def _pieces(examples: Sequence[Example], encoder: SentenceEncoder) -> Iterator[Piece]:
    for place, example in enumerate(examples):
        yield Piece(example.text, example.label, 1.0, place)
        if example.label == SafetyLabel.NONE:
            windows = encoder.windows(example.text, longest=WINDOW)
            if len(windows) > 1:
                for window in windows:
                    yield Piece(window.text, example.label, _OF_A_WINDOW, place)


def _vectors(texts: Sequence[str], encoder: SentenceEncoder) -> Vectors:
    """On two threads: the encoder leaves the interpreter free."""
    vectors = np.empty((len(texts), 384), np.float32)
    with ThreadPoolExecutor(max_workers=2) as threads:
        halves = [range(start, len(texts), 2) for start in range(2)]
        for half, rows in zip(
            halves,
            threads.map(lambda half: encoder.encode_many([texts[row] for row in half]), halves),
            strict=True,
        ):
            vectors[list(half)] = rows
    return vectors


if __name__ == "__main__":
    sys.exit(main())
