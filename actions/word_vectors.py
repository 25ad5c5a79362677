"""What single words mean, taken from the sentence model's own table and made smaller.

With them the learnt part knows that "harold" is more like "olivia" than like "damp", though none
of the three was in its examples.
"""

from typing import Any

import numpy as np
from spacy.vectors import Vectors
from spacy.vocab import Vocab

from encoder.model_files import VOCABULARY, WEIGHTS, ModelFiles
from encoder.weights import read_weights

DIMENSIONS = 96
_TABLE = "embeddings.word_embeddings.weight"


def add_word_vectors(vocab: Vocab, files: ModelFiles) -> None:
    """Give the vocabulary a vector for every whole word of the sentence model."""
    pieces = files.read(VOCABULARY).decode().rstrip("\n").split("\n")
    table = read_weights(files.read(WEIGHTS))[_TABLE]
    rows = [row for row, piece in enumerate(pieces) if piece[0] not in "#["]
    words = [pieces[row] for row in rows]
    vocab.vectors = _by_lower_case(vocab, words, _smaller(table[rows]))


def _by_lower_case(vocab: Vocab, words: list[str], data: "np.ndarray[Any, Any]") -> Vectors:
    return Vectors(strings=vocab.strings, data=data, keys=words, attr="LOWER")


def _smaller(table: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The directions in which the words differ most, each row of unit length."""
    centred = table - table.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    turned = centred @ directions[:, -DIMENSIONS:]
    unit = turned / np.linalg.norm(turned, axis=1, keepdims=True)
    return np.ascontiguousarray(unit, dtype=np.float32)
