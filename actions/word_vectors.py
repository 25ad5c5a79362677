"""What single words mean, taken from the sentence model's own table and made smaller.

With them the learnt part knows that "harold" is more like "olivia" than like "damp", though none
of the three was in its examples.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from spacy.vectors import Vectors
from spacy.vocab import Vocab

from encoder.model_files import VOCABULARY, WEIGHTS, ModelFiles
from encoder.weights import read_weights

DIMENSIONS = 92
_COPIES = 4  # of the likeness to a name, so that it weighs as much as it tells
_RIDGE = 10.0
_TABLE = "embeddings.word_embeddings.weight"


def add_word_vectors(vocab: Vocab, files: ModelFiles, names: Collection[str]) -> None:
    """Give the vocabulary a vector for every whole word of the sentence model.

    A part of each vector says how much the word is like the names given, all in lower case.
    """
    pieces = files.read(VOCABULARY).decode().rstrip("\n").split("\n")
    table = read_weights(files.read(WEIGHTS))[_TABLE]
    rows = [row for row, piece in enumerate(pieces) if piece[0] not in "#["]
    words = [pieces[row] for row in rows]
    data = np.hstack([_smaller(table[rows]), _likeness(table[rows], words, names)])
    vocab.vectors = _by_lower_case(vocab, words, np.ascontiguousarray(data))


def ignore_case(vocab: Vocab) -> None:
    """Find vectors by the word in lower case again, which spaCy 3.8 does not keep on disk."""
    rows: dict[int, int] = vocab.vectors.key2row
    keys = sorted(rows, key=lambda key: rows[key])
    vocab.vectors = _by_lower_case(vocab, keys, vocab.vectors.data)


def _by_lower_case(
    vocab: Vocab, words: Sequence[str | int], data: "np.ndarray[Any, Any]"
) -> Vectors:
    return Vectors(strings=vocab.strings, data=data, keys=words, attr="LOWER")


def _likeness(
    table: "np.ndarray[Any, Any]", words: Sequence[str], names: Collection[str]
) -> "np.ndarray[Any, Any]":
    """A least-squares fit that tells names from all other words, from about -1 to 1."""
    wanted = np.array([1.0 if word in names else -1.0 for word in words])
    known = max(1.0, float(np.count_nonzero(wanted > 0)))
    weights = np.where(wanted > 0, (len(words) - known) / known, 1.0)
    rows = np.hstack([table, np.ones((len(words), 1))])
    weighted = rows.T * weights
    fit = np.linalg.solve(weighted @ rows + _RIDGE * np.eye(rows.shape[1]), weighted @ wanted)
    return np.repeat(np.clip(rows @ fit, -1.5, 1.5)[:, None], _COPIES, axis=1).astype(np.float32)


def _smaller(table: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The directions in which the words differ most, each row of unit length."""
    centred = table - table.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    turned = centred @ directions[:, -DIMENSIONS:]
    unit = turned / np.linalg.norm(turned, axis=1, keepdims=True)
    return np.ascontiguousarray(unit, dtype=np.float32)
