"""Whether a message is written in English: by its script, and by a few frequent words."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

_WORDS = Path(__file__).resolve().parents[2] / "data" / "languages.yml"
_ENGLISH = "english"
_FEWEST_LETTERS = 2  # of another script
_SURE = 2  # words of one language


def is_foreign(text: str) -> bool:
    """Sure that it is another language; a short or mixed message counts as English."""
    letters = [character for character in text if character.isalpha()]
    other_script = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if other_script >= _FEWEST_LETTERS and other_script * 2 > len(letters):
        return True
    words = re.findall(r"[^\W\d_]+", re.sub(r"['\u2019]", "", text.lower()))
    found = {
        language: sum(word in known for word in words) for language, known in _languages().items()
    }
    english = found.pop(_ENGLISH)
    most = max(found.values())
    return most >= _SURE and most > english


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, frozenset[str]]:
    content = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {language: frozenset(words) for language, words in content.items()}
