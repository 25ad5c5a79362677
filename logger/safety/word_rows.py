"""Rows of words as spaCy token patterns.

`a|b` is either word, `@name` a set of words, `word?` may be missing, `..3` stands for up to three
words of any kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_GAP: Final = re.compile(r"\.\.(\d)")
Sets = Mapping[str, Sequence[str]]


class PatternsInvalid(Exception):
    """A row cannot be read; the message says which."""


def tokens_of(row: str, sets: Sets) -> list[dict[str, Any]]:
    """Raises PatternsInvalid for a set that does not exist."""
    return [token for word in row.split() for token in _token(word, sets, row)]


def _token(word: str, sets: Sets, row: str) -> list[dict[str, Any]]:
    gap = _GAP.fullmatch(word)
    if gap:
        return [{"OP": "?"}] * int(gap[1])
    is_optional = word.endswith("?") and len(word) > 1
    words: list[str] = []
    for part in word.removesuffix("?").split("|"):
        if part.startswith("@"):
            if part[1:] not in sets:
                raise PatternsInvalid(f"no set named {part} in: {row}")
            words.extend(map(str, sets[part[1:]]))
        else:
            words.append(part)
    token: dict[str, Any] = {"LOWER": {"IN": words}}
    return [token | {"OP": "?"}] if is_optional else [token]
