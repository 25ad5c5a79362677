"""The references we give out: SF-7K3M-9Q2X of what was sent, DR-7K3M-9Q2X of what was saved."""

import re
from typing import Final

_CHARACTERS: Final = r"[0-9A-Z]{4}[\s-]?[0-9A-Z]{4}"
_BARE: Final = re.compile(rf"\b(?=[A-Z -]*\d){_CHARACTERS}\b")


def reference_in(text: str, prefix: str, *, is_asked: bool = False) -> str | None:
    """The first reference with this prefix; also one without, in the answer to the question."""
    said = text.upper().replace("\u2013", "-")
    found = next(filter(_is_one, re.finditer(rf"\b{prefix}[\s-]*{_CHARACTERS}\b", said)), None)
    if found is None and is_asked and not re.search(r"\b(?:SF|DR)[\s-]", said):
        found = _BARE.search(said)
    return found[0] if found else None


def _is_one(found: re.Match[str]) -> bool:
    """ "Dr Khan told me" holds none."""
    return found[0][2] == "-" or any(character.isdigit() for character in found[0])
