"""Vectors of sentences for the pipeline: one encoder in a process, and a memory of the examples."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from encoder.graph_file import fingerprint, graph_path
from encoder.sentence_encoder import DIMENSIONS, SentenceEncoder

_MEMORY = "phrases.npz"  # beside the graph; made again whenever it is missing or of another model

_given: ContextVar[tuple[str, np.ndarray] | None] = ContextVar("given_vector", default=None)


class NotAVector(ValueError):
    """Something else than 384 finite numbers of about unit length."""


def as_vector(numbers: Any) -> np.ndarray:
    """What the logger sent along with a text; raises NotAVector."""
    if not isinstance(numbers, list) or len(numbers) != DIMENSIONS:
        raise NotAVector("not a list of the right length")
    if not all(type(number) in (int, float) for number in numbers):
        raise NotAVector("not numbers")
    with np.errstate(over="ignore"):
        vector = np.asarray(numbers, dtype=np.float32)
        length = float(np.linalg.norm(vector))
    if not 0.99 < length < 1.01:  # false for what is not a number, too
        raise NotAVector("not of unit length")
    return vector


@contextmanager
def given(text: str, vector: np.ndarray | None) -> Iterator[None]:
    """Within it, this text has this vector and need not be encoded. It is stored nowhere."""
    token = _given.set(None if vector is None else (text, vector))
    try:
        yield
    finally:
        _given.reset(token)


def vector_of(text: str) -> np.ndarray:
    """384 numbers of unit length; raises EncoderUnavailable."""
    known = _given.get()
    if known is not None and known[0] == text:
        return known[1]
    return encoder().encode(text)


def vectors_of_examples(texts: Sequence[str]) -> np.ndarray:
    """A row for each text. A text that an earlier training has encoded is not encoded again."""
    path = graph_path(_var()).parent / _MEMORY
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    remembered = _remembered(path)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in remembered}
    if missing:
        remembered.update(_encoded(missing))
    rows = np.stack([remembered[key] for key in keys])
    if missing:
        _remember(path, dict(zip(keys, rows, strict=True)))
    return rows


@lru_cache(maxsize=1)
def encoder() -> SentenceEncoder:
    """Raises EncoderUnavailable."""
    return SentenceEncoder.from_env()


def _encoded(texts: dict[str, str]) -> Iterator[tuple[str, np.ndarray]]:
    """By key, on two threads: the encoder leaves the interpreter free."""
    halves = [list(texts)[start::2] for start in range(2)]
    with ThreadPoolExecutor(max_workers=2) as threads:
        parts = threads.map(lambda keys: encoder().encode_many([texts[k] for k in keys]), halves)
        for keys, vectors in zip(halves, parts, strict=True):
            yield from zip(keys, vectors, strict=True)


def _var() -> Path:
    return Path(os.environ.get("VAR_DIR", "").strip() or "var")


def _remembered(path: Path) -> dict[str, np.ndarray]:
    if not path.is_file():
        return {}
    with np.load(path, allow_pickle=False) as kept:
        if str(kept["model"]) != fingerprint():
            return {}
        return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))


def _remember(path: Path, vectors: dict[str, np.ndarray]) -> None:
    """In one step: whoever reads at the same time finds the old file or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
        np.savez(
            file,
            model=np.array(fingerprint()),
            keys=np.array(list(vectors)),
            vectors=np.stack(list(vectors.values())),
        )
    Path(file.name).replace(path)
