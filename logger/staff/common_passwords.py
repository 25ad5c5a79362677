"""Passwords that are guessed first: common words in their usual disguises, runs and repeats.

A list of the commonest passwords is mostly a few hundred words with a year, a capital or an
exclamation mark. So we keep the words and take the disguise off, which finds those that such a list
has and those that the next one will have. A phrase of several words is never refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_WORDS: Final = frozenset(Path(__file__).with_name("common_words.txt").read_text("utf-8").split())
_DISGUISES: Final = str.maketrans("@4310$5!7", "aaeiossit")
_EDGES: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_TAIL: Final = re.compile(r"[\W\d_]+$")
_DATE_FORMS: Final = ("%d%m%Y", "%m%d%Y", "%Y%m%d")
_WALKS: Final = (
    "0123456789" * 3,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_LONGEST_BLOCK: Final = 5


def is_common(password: str) -> bool:
    """Whether the whole of it is a common word, a run along the keyboard, a repeat or a date."""
    plain = re.sub(r"\s", "", password.casefold())
    return _is_word(plain) or _is_walk(plain) or _is_repeat(plain) or _is_date(plain)


def _is_word(plain: str) -> bool:
    """`Summer2024!`, `p4ssw0rd`, `$unshine1`, `liverpoolliverpool`."""
    bare, without_tail = _EDGES.sub("", plain), _TAIL.sub("", plain)
    candidates = {bare, bare.translate(_DISGUISES), without_tail.translate(_DISGUISES)}
    return any(
        word in _WORDS or (word[: len(word) // 2] * 2 == word and word[: len(word) // 2] in _WORDS)
        for word in candidates
    )


def _is_walk(plain: str) -> bool:
    return any(plain in walk or plain[::-1] in walk for walk in _WALKS)


def _is_repeat(plain: str) -> bool:
    """`aaaaaaaa`, `abab1abab1`: blocks of up to five characters, over and over."""
    return any(
        all(character == plain[index % size] for index, character in enumerate(plain))
        for size in range(1, min(_LONGEST_BLOCK, len(plain) // 2) + 1)
    )


def _is_date(plain: str) -> bool:
    """`12061984`: a birthday, whichever way round it is written."""
    return re.fullmatch(r"\d{8}", plain) is not None and any(
        _parses(plain, form) for form in _DATE_FORMS
    )


def _parses(digits: str, form: str) -> bool:
    try:
        return 1900 <= datetime.strptime(digits, form).replace(tzinfo=UTC).year <= 2099
    except ValueError:
        return False
