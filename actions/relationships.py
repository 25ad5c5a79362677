"""What the writer is to somebody, or somebody to the writer: "I'm her nan", "my grandson"."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from actions.found import Found, Kind, found

WORDS: Final = Path(__file__).parent.parent / "data" / "extraction" / "relationships.yml"
_SOMEONES = r"(?:the|her|his|their|a|an|my|our|[\w-]+['\u2019]s?)"
_WRITER = (
    rf"(?:\b(?:i['\u2019]?m|i\s+am|we\s+are|we['\u2019]re|this\s+is|as)\s+{_SOMEONES}\s+"
    r"|\b(?:my|our)\s+)(?:(?:own|late|older|younger|little|eldest|youngest|oldest|elderly|new"
    r"|\w+['\u2019]s)\s+)?"
)


def find_relationships(text: str) -> Iterator[Found]:
    pattern, keys = _patterns()
    for match in pattern.finditer(text):
        word = " ".join(match["word"].lower().split())
        yield found(Kind.RELATIONSHIP, text, match.span("word"), keys[word])


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all the words, and what each of them is stored as."""
    groups: dict[str, list[str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    keys = {word: key for key, words in groups.items() for word in words}
    words = "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in sorted(keys, key=len, reverse=True)
    )
    return re.compile(rf"{_WRITER}(?P<word>{words})(?!\w)", re.IGNORECASE), keys
