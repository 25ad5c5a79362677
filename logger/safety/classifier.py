"""The gate's second detector: what a message means, learnt from data/safety/*.tsv."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from encoder.encoded_text import EncodedText, Vectors
from encoder.refusal import EncoderUnavailable
from encoder.sentence_encoder import SentenceEncoder
from encoder.word_pieces import LONGEST
from logger.safety.learning import NEARNESS, WINDOW, Model
from logger.safety.softmax import Floats, probabilities
from logger.safety.sources import DATA, fingerprint, model_path
from logger.safety.word_parts import Wording, WordParts

DETECTOR: Final = "classifier"
SHORT: Final = 40  # word pieces; a longer text is read in windows too


class ClassifierMissing(Exception):
    """It was never trained, or from other files than these; the message says what to do."""


@dataclass(frozen=True)
class Part:
    """A part of a text and how likely each of LABELS is in it."""

    text: str
    odds: tuple[float, ...]


@dataclass(frozen=True)
class Reading:
    """Every part that was read, and the meaning of the whole where it was needed anyway."""

    parts: tuple[Part, ...]
    vector: tuple[float, ...] | None


class Classifier:
    """Pure computation on the caller's thread; safe to share between threads."""

    def __init__(self, model: Model, encoder: SentenceEncoder, wording: Wording) -> None:
        self.version = model.version
        self._encoder = encoder
        self._wording = wording
        self._model = model
        self._columns = WordParts(
            {part: column for column, part in enumerate(model.parts.tolist())},
            model.rareness.tolist(),
        )

    @classmethod
    def load(cls, var: Path, data: Path = DATA) -> Classifier:
        """Raises ClassifierMissing."""
        path, now = model_path(var), fingerprint(data)
        model = Model.load(path) if path.is_file() else None
        if model is None or model.version != now:
            raise ClassifierMissing(
                "The safety classifier has not been trained from these files: run `make run`, or "
                "`python -m logger.safety.train` in the service environment."
            )
        try:
            return cls(model, SentenceEncoder.from_env({"VAR_DIR": str(var)}), Wording(data))
        except EncoderUnavailable as problem:
            raise ClassifierMissing(str(problem)) from problem

    def read(self, text: str) -> Reading:
        """A text of up to 126 word pieces as a whole, a longer one in windows.

        Of the longer one no vector is made: it would double the time until the answer.
        """
        if len(self._encoder.windows(text, longest=LONGEST)) > 1:
            return Reading(self._parts(self._encoder.encode_windows(text, longest=WINDOW)), None)
        whole = self._encoder.encode_windows(text)
        parts = self._parts(whole)
        if whole.windows[0].size > SHORT:
            parts += self._parts(self._encoder.encode_windows(text, longest=WINDOW))
        return Reading(parts, tuple(whole.mean().tolist()))

    def _parts(self, encoded: EncodedText) -> tuple[Part, ...]:
        texts = [window.text for window in encoded.windows]
        odds = probabilities(self._scores(encoded.vectors, texts))
        return tuple(Part(text, tuple(row)) for text, row in zip(texts, odds.tolist(), strict=True))

    def _scores(self, vectors: Vectors, texts: Sequence[str]) -> Floats:
        model = self._model
        nearness = np.exp(NEARNESS * (vectors @ model.examples.T - 1))
        scores = nearness @ model.shares + model.bias
        for row, text in enumerate(texts):
            found = list(self._columns.row(self._wording.of(text)))
            if found:
                columns, values = zip(*found, strict=True)
                scores[row] += np.array(values, np.float32) @ model.weights[list(columns)]
        return np.asarray(scores, np.float32)
