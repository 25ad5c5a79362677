"""From text to vectors."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime

from encoder.encoded_text import EncodedText, Vectors
from encoder.graph_file import VOCABULARY_KEY, graph_path
from encoder.refusal import EncoderUnavailable
from encoder.windows import Window, windows
from encoder.word_pieces import LONGEST, WordPieces, readable

DIMENSIONS = 384
_PIECES_AT_ONCE = 512  # of one run: more at once gains no time and takes memory
_ONLY_ERRORS = 3  # ONNX Runtime's own warnings are about graphics cards


class EncoderNotBuilt(EncoderUnavailable):
    """The graph is not on disk yet."""


class SentenceEncoder:
    """all-MiniLM-L6-v2 on one thread: that of the caller.

    Any number of threads may use one encoder. A vector takes milliseconds and leaves the
    interpreter free: from an event loop, call it in a worker thread when the text is long.
    """

    def __init__(self, graph: Path) -> None:
        """Load a built graph; raises EncoderNotBuilt."""
        if not graph.is_file():
            raise EncoderNotBuilt(
                f"The sentence encoder has not been built, {graph} is missing: run `make run`, or "
                "`python -m encoder build` in the service environment."
            )
        self._session = onnxruntime.InferenceSession(
            str(graph), _options(), providers=["CPUExecutionProvider"]
        )
        metadata = self._session.get_modelmeta().custom_metadata_map
        self._pieces = WordPieces(metadata[VOCABULARY_KEY])

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> "SentenceEncoder":
        """The graph that was built in VAR_DIR; raises EncoderNotBuilt."""
        return cls(graph_path(Path(environment.get("VAR_DIR", "").strip() or "var")))

    def encode(self, text: str) -> Vectors:
        """The meaning of a text of any length: 384 numbers, of unit length together."""
        return self.encode_windows(text).mean()

    def encode_many(self, texts: Sequence[str]) -> Vectors:
        """A row for each text, as `encode` gives it; faster than one by one."""
        parts = [self.windows(text, longest=LONGEST) for text in texts]
        vectors = self._vectors([window.text for part in parts for window in part])
        rows = np.empty((len(texts), DIMENSIONS), np.float32)
        at = 0
        for row, part in enumerate(parts):
            rows[row] = EncodedText(part, vectors[at : at + len(part)]).mean()
            at += len(part)
        return rows

    def encode_windows(self, text: str, *, longest: int = LONGEST) -> EncodedText:
        """The text in windows of at most `longest` word pieces (8 to 126), a vector for each."""
        if not 8 <= longest <= LONGEST:
            raise ValueError(f"a window has 8 to {LONGEST} word pieces, not {longest}")
        parts = self.windows(text, longest=longest)
        return EncodedText(parts, self._vectors([part.text for part in parts]))

    def windows(self, text: str, *, longest: int) -> list[Window]:
        return windows(readable(text), longest=longest, size_of=self._pieces.count)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        """A row for each text; texts of about the same length run together."""
        numbers = [self._pieces.numbers(text) for text in texts]
        vectors = np.empty((len(numbers), DIMENSIONS), np.float32)
        for rows in _batches([len(each) for each in numbers]):
            vectors[rows] = self._run([numbers[row] for row in rows])
        return vectors

    def _run(self, batch: Sequence[Sequence[int]]) -> Vectors:
        word_pieces = np.zeros((len(batch), max(map(len, batch))), np.int32)
        mask = np.zeros_like(word_pieces)
        for row, numbers in enumerate(batch):
            word_pieces[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        (vectors,) = self._session.run(None, {"word_pieces": word_pieces, "mask": mask})
        return cast(Vectors, vectors)


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ONLY_ERRORS
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    return options


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions of texts that run together, the shortest texts first."""
    batch: list[int] = []
    for position in _shortest_first(lengths):
        if batch and (len(batch) + 1) * lengths[position] > _PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


def _shortest_first(lengths: Sequence[int]) -> Iterable[int]:
    return sorted(range(len(lengths)), key=lengths.__getitem__)
