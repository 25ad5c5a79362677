"""A text message as the networks carry it: GSM characters, Welsh ones, and nothing else.

NOTIFY.md section 2.5: what cannot be carried is written with a look-alike or becomes a "?".
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 918

_EXTENDED: Final = frozenset("^{}\\[~]|€")
_GSM: Final = _EXTENDED | frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_WELSH: Final = frozenset("ÂâÊêÎîÔôÛûŴŵŶŷÁáÍíÓóÚúẂẃÝýËëÏïẄẅŸÿÀÈÌÒÙẀẁỲỳ")
_LOOK_ALIKES: Final = {
    **dict.fromkeys("‐‑–—−", "-"),
    **dict.fromkeys("‘’‚`´", "'"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("\u00a0\u202f\t", " "),
    **dict.fromkeys("\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029", ""),
    "…": "...",
    "Ł": "L",
    "ł": "l",
}
_SPACE_BEFORE_STOP: Final = re.compile(r"[ \t]+([,.])")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def as_sent(text: str) -> str:
    """The text with every character replaced that a text message cannot hold."""
    carried = "".join(_carried(character) for character in text)
    tidy = _SPACE_BEFORE_STOP.sub(r"\1", carried)
    return _EMPTY_LINES.sub("\n\n", tidy).strip()


def parts(text: str) -> int:
    """How many messages the networks make of it, which is what a council pays for."""
    if set(text) <= _GSM:
        length = sum(2 if character in _EXTENDED else 1 for character in text)
        return 1 if length <= 160 else -(-length // 153)
    return 1 if len(text) <= 70 else -(-len(text) // 67)


def _carried(character: str) -> str:
    if character in _GSM or character in _WELSH:
        return character
    if character in _LOOK_ALIKES:
        return _LOOK_ALIKES[character]
    base = unicodedata.normalize("NFD", character)[0]
    return base if base in _GSM else "?"
