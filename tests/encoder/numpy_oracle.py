"""The sentence model again, in plain numpy, one text at a time: the graph must agree with it."""

import math
from typing import Any

import numpy as np

from encoder.weights import Weights

Array = np.ndarray[Any, np.dtype[np.float32]]

LAYERS, HEADS, EPSILON = 6, 12, 1e-12
_erf = np.vectorize(math.erf, otypes=[np.float32])


def vector_of(word_pieces: list[int], weights: Weights) -> Array:
    """The vector of one text, given with its marks of start and end."""
    hidden = _embedded(word_pieces, weights)
    for number in range(LAYERS):
        hidden = _layer(f"encoder.layer.{number}", hidden, weights)
    mean = hidden.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _embedded(word_pieces: list[int], weights: Weights) -> Array:
    words = weights["embeddings.word_embeddings.weight"][word_pieces]
    positions = weights["embeddings.position_embeddings.weight"][: len(word_pieces)]
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    return _normalised("embeddings.LayerNorm", words + positions + segment, weights)


def _layer(place: str, hidden: Array, weights: Weights) -> Array:
    seen = _dense(f"{place}.attention.output.dense", _attention(place, hidden, weights), weights)
    seen = _normalised(f"{place}.attention.output.LayerNorm", seen + hidden, weights)
    wide = _dense(f"{place}.intermediate.dense", seen, weights)
    wide = wide * (1 + _erf(wide / math.sqrt(2))) / 2
    narrow = _dense(f"{place}.output.dense", wide, weights)
    return _normalised(f"{place}.output.LayerNorm", narrow + seen, weights)


def _attention(place: str, hidden: Array, weights: Weights) -> Array:
    query, key, value = (
        _heads(_dense(f"{place}.attention.self.{part}", hidden, weights))
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return (shares @ value).transpose(1, 0, 2).reshape(hidden.shape)


def _heads(hidden: Array) -> Array:
    return hidden.reshape(len(hidden), HEADS, -1).transpose(1, 0, 2)


def _dense(place: str, hidden: Array, weights: Weights) -> Array:
    return hidden @ weights[f"{place}.weight"].T + weights[f"{place}.bias"]


def _normalised(place: str, hidden: Array, weights: Weights) -> Array:
    centred = hidden - hidden.mean(axis=-1, keepdims=True)
    scale = np.sqrt(hidden.var(axis=-1, keepdims=True) + EPSILON)
    return centred / scale * weights[f"{place}.weight"] + weights[f"{place}.bias"]
