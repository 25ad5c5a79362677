"""The name in an answer to "What is your name?", in any script; None when it gives none."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

import yaml

_ANSWERS: Final = Path(__file__).parent.parent / "data" / "extraction" / "name_answers.yml"
_LONGEST: Final = 6  # words
_INSIDE: Final = "'\u2019-\u2010.\u00b7\u2027\u30fb\u02bb\u02bc"
_EDGE: Final = ' ,;:!?"\u201c\u201d()-\u2013\u2014*_~/'
_PARTS: Final = re.compile(r"\.\s+|\.$|[\n,;:!?(\u2013\u2014\u3002\uff0c]|\s-\s")


def name_in_answer(text: str) -> str | None:
    """The name as it was typed, without the words around it."""
    answers = _Answers.read()
    parts = [answers.bare(part) for part in _PARTS.split(_protected(_plain(text)))]
    names = [part for part in parts if part]
    if not names or not answers.is_name(names[0]):
        return None
    whole = [each for each in names[1:2] if each.endswith(f" {names[0]}")]  # "Bond, James Bond"
    return whole[0] if whole and answers.is_name(whole[0]) else names[0]


class _Answers:
    """The lists of data/extraction/name_answers.yml, ready to be asked."""

    def __init__(self, lists: dict[str, list[str]]) -> None:
        self.before = re.compile(rf"^(?:[\W_]*(?:{_any_of(lists['before'])})(?!\w))+[\W_]*", re.I)
        self.after = re.compile(rf"\s+(?:{_any_of(lists['after'])})(?!\w)", re.IGNORECASE)
        self._never = frozenset(lists["never"])
        self._alone = frozenset(lists["alone"])

    @classmethod
    @cache
    def read(cls) -> "_Answers":
        return cls(yaml.safe_load(_ANSWERS.read_text(encoding="utf-8")))

    def bare(self, part: str) -> str:
        """What is left of a part of the answer without the words before and after a name."""
        rest = self.before.sub("", part.replace("\0", ".").strip(_EDGE))
        return " ".join(self.after.split(rest)[0].strip(_EDGE).removeprefix("我叫").split())

    def is_name(self, name: str) -> bool:
        """Whether it is made of letters, short, and none of what people say instead."""
        words = name.lower().replace("\u2019", "'").split()
        return (
            len(words) <= _LONGEST
            and all(map(_is_word, words))
            and not self._never.intersection(words)
            and not self._alone.issuperset(words)
        )


def _plain(text: str) -> str:
    """Without pictures and control characters, which stand as spaces."""
    return "".join(" " if _is_picture(c) else c for c in text).strip()


def _is_picture(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk", "Cs", "Co", "Cn", "Cc") and (
        character != "\n"
    )


def _protected(text: str) -> str:
    """The point of an initial or a title ends no sentence."""
    return re.sub(r"\b(\w|mr|mrs|ms|dr|rev|st|prof)\.", "\\1\0", text, flags=re.IGNORECASE)


def _is_word(word: str) -> bool:
    return any(c.isalpha() for c in word) and all(
        c.isalpha() or unicodedata.category(c)[0] == "M" or c in _INSIDE for c in word
    )


def _any_of(phrases: list[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    escaped = (re.escape(each).replace(r"\ ", r"\s+") for each in longest_first)
    return "|".join(each.replace("'", "['\u2019]?") for each in escaped)
