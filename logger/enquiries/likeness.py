"""Whether two texts say the same: sent twice, perhaps with a word changed."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"\w+")
_SHARED: Final = 0.8


def says_the_same(one: str, other: str) -> bool:
    """Four fifths of all their different words are in both."""
    words, others = _words(one), _words(other)
    return bool(words) and len(words & others) >= _SHARED * len(words | others)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
