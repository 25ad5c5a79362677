"""TF-IDF of words and of characters, the same code when training and when answering.

Two blocks stand side by side: words (1 and 2 in a row) and characters inside words (2 to 4). What
was never seen in training still counts in the length of the vector, so that a sentence of unknown
words stays faint and is not stretched to certainty by the one word that is known.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['\u2019\u02bc]")
_LONGEST_TEXT = 2_000  # characters
_MANY_TEXTS = 3_000  # from here on a term of one text alone teaches nothing and slows training

Features = tuple[np.ndarray, np.ndarray]  # indices and weights


def normalise(text: str) -> str:
    """Lower case, without accents and apostrophes, runs of one letter cut to two."""
    plain = unicodedata.normalize("NFKD", text[:_LONGEST_TEXT].lower())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _APOSTROPHES.sub("", plain)
    return re.sub(r"(\w)\1{2,}", r"\1\1", plain)


def word_terms(text: str) -> list[str]:
    words = _WORD.findall(normalise(text))
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def character_terms(text: str) -> list[str]:
    terms: list[str] = []
    for word in _WORD.findall(normalise(text)):
        padded = f" {word} "
        for size in (2, 3, 4):
            terms.extend(padded[at : at + size] for at in range(len(padded) - size + 1))
    return terms


_TERMS: dict[str, Callable[[str], list[str]]] = {"word": word_terms, "char": character_terms}


@dataclass(frozen=True)
class Block:
    """One kind of terms: where each stands in the vector, and its inverse document frequency."""

    kind: str
    offset: int
    places: dict[str, int]
    idf: np.ndarray
    idf_unknown: float

    @classmethod
    def learn(cls, kind: str, offset: int, texts: Sequence[str]) -> "Block":
        found: Counter[str] = Counter()
        for text in texts:
            found.update(set(_TERMS[kind](text)))
        least = 1 if len(texts) < _MANY_TEXTS else 2
        kept = sorted(term for term, count in found.items() if count >= least)
        places = {term: place for place, term in enumerate(kept)}
        idf = np.zeros(len(places), dtype=np.float32)
        for term, place in places.items():
            idf[place] = math.log((1 + len(texts)) / (1 + found[term])) + 1
        return cls(kind, offset, places, idf, math.log(1 + len(texts)) + 1)

    def of(self, text: str) -> tuple[list[int], list[float]]:
        counted = Counter(_TERMS[self.kind](text))
        indices: list[int] = []
        weights: list[float] = []
        length = 0.0
        for term, count in counted.items():
            place = self.places.get(term)
            idf = self.idf_unknown if place is None else float(self.idf[place])
            weight = (1 + math.log(count)) * idf
            length += weight * weight
            if place is not None:
                indices.append(self.offset + place)
                weights.append(weight)
        norm = math.sqrt(length) or 1.0
        return indices, [weight / norm for weight in weights]


@dataclass(frozen=True)
class TextFeatures:
    """Turns a text into a sparse vector."""

    blocks: tuple[Block, ...]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> "TextFeatures":
        blocks: list[Block] = []
        offset = 0
        for kind in _TERMS:
            blocks.append(Block.learn(kind, offset, texts))
            offset += len(blocks[-1].places)
        return cls(tuple(blocks))

    @property
    def size(self) -> int:
        return sum(len(block.places) for block in self.blocks)

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """Each single word of the examples, with its inverse document frequency."""
        words = next(block for block in self.blocks if block.kind == "word")
        return {
            term: float(words.idf[place]) for term, place in words.places.items() if " " not in term
        }

    def of(self, text: str) -> Features:
        indices: list[int] = []
        weights: list[float] = []
        for block in self.blocks:
            more_indices, more_weights = block.of(text)
            indices += more_indices
            weights += more_weights
        return np.asarray(indices, dtype=np.int64), np.asarray(weights, dtype=np.float32)

    def sparse(self, texts: Iterable[str]) -> Any:
        """A sparse row for each text; for training."""
        from scipy.sparse import csr_matrix  # it is not needed to read a message

        found = [self.of(text) for text in texts]
        ends = np.cumsum([0, *(len(indices) for indices, _ in found)])
        columns = np.concatenate([indices for indices, _ in found])
        weights = np.concatenate([values for _, values in found])
        return csr_matrix((weights, columns, ends), shape=(len(found), self.size))
