"""Words that were written without the spaces between them."""

import re
from collections.abc import Mapping
from math import inf

_FEWEST = 12  # letters in one go
_LONGEST = 400
_LONGEST_WORD = 20
_SHORT_WORDS = {"a", "i", "u"}
_UNKNOWN = 12.0  # of each letter that belongs to no known word


def spaced(text: str, rarity: Mapping[str, float]) -> str | None:
    """The text with its words apart, or None if they are, or if most of it is no words at all.

    `rarity` is the cost of each known word: the split with the lowest sum is taken.
    """
    letters = re.sub(r"[^a-z]", "", text.lower())
    if " " in text.strip() or not _FEWEST <= len(letters) <= _LONGEST:
        return None
    best: list[tuple[float, int]] = [(0.0, 0)]  # up to each letter: the cost, the last word's start
    for end in range(1, len(letters) + 1):
        best.append(
            min(
                (best[start][0] + _cost(letters[start:end], rarity), start)
                for start in range(max(0, end - _LONGEST_WORD), end)
            )
        )
    if best[-1][0] == inf or best[-1][0] > len(letters) * _UNKNOWN / 4:
        return None
    return " ".join(_words(letters, best))


def _cost(word: str, rarity: Mapping[str, float]) -> float:
    if len(word) == 1:
        return 4.0 if word in _SHORT_WORDS else _UNKNOWN
    return rarity.get(word, inf)


def _words(letters: str, best: list[tuple[float, int]]) -> list[str]:
    words: list[str] = []
    end = len(letters)
    while end:
        start = best[end][1]
        words.append(letters[start:end])
        end = start
    return words[::-1]
