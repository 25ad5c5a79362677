"""How the classifier learns: examples near in meaning, or with words in common, speak together."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from encoder.encoded_text import Vectors
from logger.safety.softmax import Floats, Numbers, fit
from logger.safety.word_parts import WordParts

WINDOW: Final = 32  # word pieces: one sentence of danger among forty stays visible
NEARNESS: Final = 2.0  # how fast the say of an example fades with its distance in meaning
BY_MEANING: Final = 0.5  # of the likeness of two texts; word_parts.py has the rest
STRENGTH: Final = 20.0
AT_LEAST: Final = 3  # examples that have a part of a word, before it counts


@dataclass(frozen=True)
class Model:
    """Plain arrays. `examples` and `shares` have a row for each example learnt from,
    `weights` one for each of `parts`."""

    fingerprint: npt.NDArray[np.str_]
    examples: Floats
    shares: Floats
    parts: npt.NDArray[np.str_]
    rareness: Floats
    weights: Floats
    bias: Floats

    @property
    def version(self) -> str:
        return str(self.fingerprint)

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path, allow_pickle=False) as kept:
            return cls(**{each.name: kept[each.name] for each in fields(cls)})

    def packed(self) -> bytes:
        file = io.BytesIO()
        np.savez(file, **{each.name: getattr(self, each.name) for each in fields(self)})
        return file.getvalue()


@dataclass(frozen=True)
class Lesson:
    """Texts ready to learn from: vectors and words have a row for each.

    Lessons share `parts`, so that one may be cut into a part to learn and a part to try.
    """

    vectors: Vectors
    parts: WordParts
    words: Floats
    labels: Numbers
    importance: Floats

    def similarities(self) -> Floats:
        near = np.exp(NEARNESS * (self.vectors @ self.vectors.T - 1))
        common = self.words @ self.words.T
        return np.asarray(BY_MEANING * near + common, np.float32)

    def part(self, rows: Numbers) -> Lesson:
        return Lesson(
            self.vectors[rows],
            self.parts,
            self.words[rows],
            self.labels[rows],
            self.importance[rows],
        )


def lesson(
    vectors: Vectors, worded: Sequence[Sequence[str]], labels: Numbers, importance: Floats
) -> Lesson:
    """`worded` is each text taken apart by Wording."""
    parts = WordParts.of(worded, at_least=AT_LEAST)
    words = np.zeros((len(worded), len(parts.columns)), np.float32)
    for row, found in enumerate(worded):
        for column, value in parts.row(found):
            words[row, column] = value
    return Lesson(vectors, parts, words, labels, importance)


def learn(given: Lesson, version: str) -> Model:
    """The same lesson gives the same model."""
    shares, bias = fit(given.similarities(), given.labels, given.importance, strength=STRENGTH)
    return Model(
        fingerprint=np.array(version),
        examples=given.vectors,
        shares=np.float32(BY_MEANING) * shares,
        parts=np.array(list(given.parts.columns)),
        rareness=np.array(given.parts.weights, np.float32),
        weights=given.words.T @ shares,
        bias=bias,
    )
