"""One spelling for look-alikes, texting, dialect and slips, from data/safety/spelling.yml."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

import yaml

_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")  # letters only: 999 stays 999
_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


class Spelling:
    """Holds no state of a text: any number of threads may use one."""

    def __init__(self, path: Path) -> None:
        document = yaml.safe_load(path.read_text())
        self._words: dict[str, str] = {
            str(word): meant for word, meant in document["words"].items()
        }
        self._pairs: dict[str, str] = document["pairs"]
        stems = "|".join(stem for row in document["endings"] for stem in row)
        self._endings = re.compile(rf"\b({stems})in(?:'|\b)")
        known = "|".join(sorted(map(re.escape, self._pairs), key=len, reverse=True))
        self._pair = re.compile(rf"(?<![\w'])(?:{known})(?![\w'])")

    def of(self, text: str) -> str:
        """The text in lower case, each word as it is usually written."""
        plain = self._endings.sub(r"\1ing", normalised(text))
        words = _WORD.sub(lambda word: self._words.get(word[0], word[0]), plain)
        return self._pair.sub(lambda pair: self._pairs[pair[0]], words)


def normalised(text: str) -> str:
    """One form for look-alikes: compatible signs, straight apostrophes, lower case."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return _STRETCHED.sub(r"\1\1", " ".join(visible.lower().split()))
