"""Whose records somebody asks about, as far as the request says it."""

import re
from typing import Final

from actions.draft import Answer

_RECORDS: Final = (
    r"(?:whole\s+|full\s+|own\s+|personal\s+)?"
    r"(?:files?|data|information|info|records?|details|notes|case|reports?|stuff)"
)
_OF_SOMEBODY: Final = re.compile(
    rf"\bmy\s+(?P<whose>(?:late\s+)?\w+)['\u2019]?s['\u2019]?\s+{_RECORDS}\b", re.IGNORECASE
)
_OWN: Final = re.compile(
    rf"\bmy\s+{_RECORDS}\b|\b(?:about|on|of|for)\s+me\b|\bdelete me\b", re.IGNORECASE
)


def whose_records(text: str) -> dict[str, Answer]:
    """`whose`: "mine", or "my daughter's" in the person's words."""
    somebody = _OF_SOMEBODY.search(text)
    if somebody is not None:
        words = f"my {somebody['whose']}'s"
        return {"whose": Answer(words, words)}
    return {"whose": Answer("mine", "mine")} if _OWN.search(text) else {}
