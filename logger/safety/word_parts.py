"""What a text is made of for the classifier: words, parts of words, and what the words mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Final

import yaml

from logger.safety.spelling import Spelling

_WORD: Final = re.compile(r"\w+(?:['-]\w+)*|[?!]")
_PARTS: Final = (3, 4, 5)  # letters
_NEAR: Final = 6  # words between two meanings that belong together
_SHARES: Final = {"": 0.10, "_": 0.15, "=": 0.30}  # of each kind in the likeness of two texts


@dataclass(frozen=True)
class WordParts:
    """The parts that count, each with its column and its weight."""

    columns: Mapping[str, int]
    weights: Sequence[float]

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], *, at_least: int = 3) -> WordParts:
        """The parts that at least so many of these texts have."""
        sets = [set(text) for text in texts]
        found = Counter(part for text in sets for part in text)
        kept = sorted(part for part, count in found.items() if count >= at_least)
        weights = [log((1 + len(sets)) / (1 + found[part])) + 1 for part in kept]
        return cls({part: column for column, part in enumerate(kept)}, weights)

    def row(self, parts: Iterable[str]) -> Iterator[tuple[int, float]]:
        """Columns and values: words, their parts and their meanings each of unit length."""
        kinds: dict[str, Counter[int]] = {kind: Counter() for kind in _SHARES}
        for part in parts:
            column = self.columns.get(part)
            if column is not None:
                kinds[part[0] if part[0] in kinds else ""][column] += 1
        for kind, counts in kinds.items():
            yield from self._weighed(counts, _SHARES[kind])

    def _weighed(self, counts: Counter[int], share: float) -> Iterator[tuple[int, float]]:
        values = {
            column: (1 + log(count)) * self.weights[column] for column, count in counts.items()
        }
        length = sqrt(sum(value * value for value in values.values()))
        for column, value in values.items():
            yield column, sqrt(share) * value / length


class Wording:
    """Takes a text apart; holds no state of it."""

    def __init__(self, data: Path) -> None:
        self._spelling = Spelling(data / "spelling.yml")
        document = yaml.safe_load((data / "meanings.yml").read_text())
        self._meanings: dict[str, list[str]] = {}
        self._stems: dict[str, list[str]] = {}
        for meaning, words in document["words"].items():
            for word in map(str, words):
                known = self._stems if word.endswith("*") else self._meanings
                known.setdefault(word.removesuffix("*"), []).append(meaning)
        self._inside: dict[str, list[str]] = document["inside"]
        self._longest = max(map(len, self._stems))

    def of(self, text: str) -> list[str]:
        """Words, pairs and triples; `_` parts of words; `=` meanings, and pairs of them near."""
        plain = self._spelling.of(text)
        words = _WORD.findall(plain)
        found = [*words, *_runs(words, 2), *_runs(words, 3)]
        for word in words:
            padded = f"<{word}>"
            for size in _PARTS:
                found += (f"_{padded[at : at + size]}" for at in range(len(padded) - size + 1))
        return [*found, *self._meant(words), *self._meant_inside(plain)]

    def _meant(self, words: Sequence[str]) -> Iterator[str]:
        recent: list[tuple[int, str]] = []
        for place, word in enumerate(words):
            for meaning in self._meanings_of(word):
                yield f"={meaning}"
                for before, other in recent:
                    if before < place <= before + _NEAR:
                        yield f"={other} {meaning}"
            recent = [each for each in recent if each[0] > place - _NEAR]
            recent += ((place, meaning) for meaning in self._meanings_of(word))

    def _meanings_of(self, word: str) -> Iterator[str]:
        yield from self._meanings.get(word, ())
        for size in range(2, min(len(word), self._longest) + 1):
            yield from self._stems.get(word[:size], ())

    def _meant_inside(self, plain: str) -> Iterator[str]:
        if plain.isascii():
            return
        meant = [name for name, words in self._inside.items() if any(w in plain for w in words)]
        for meaning in meant:
            yield f"={meaning}"
            yield from (f"={meaning} {other}" for other in meant if other != meaning)


def _runs(words: Sequence[str], size: int) -> Iterator[str]:
    return (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))
