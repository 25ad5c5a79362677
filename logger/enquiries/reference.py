"""The reference a person quotes: `SF-7K3M-9Q2X`, random, with a check character.

Seven random characters of a 31-letter alphabet (no 0 O 1 I L) and one check character: 31^7 is
27 thousand million references, so that none can be guessed from another. The check character is a
weighted sum modulo 31, a prime, so that every single mistyped character and every swap of two
neighbours is found.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import ClassVar, Final, Self

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_RANDOM_CHARACTERS: Final = 7
_WRITTEN: Final = re.compile(r"([A-Z]{2})?([0-9A-Z]{8})")


class ReferenceInvalid(ValueError):
    """Not a reference, or mistyped: the check character does not fit."""


@dataclass(frozen=True)
class Reference:
    """A valid reference; `str()` gives the form a person reads."""

    prefix: ClassVar[str]

    characters: str

    @classmethod
    def new(cls) -> Self:
        body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM_CHARACTERS))
        return cls(body + check_character(body))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read what a person typed, in any case and spacing; raises ReferenceInvalid."""
        compact = re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper()
        match = _WRITTEN.fullmatch(compact)
        if (
            match is None
            or match[1] not in (None, cls.prefix)
            or any(character not in ALPHABET for character in match[2])
        ):
            raise ReferenceInvalid(f"a reference looks like {cls.prefix}-7K3M-9Q2X")
        if check_character(match[2][:-1]) != match[2][-1]:
            raise ReferenceInvalid("a character of this reference was mistyped")
        return cls(match[2])

    def __str__(self) -> str:
        return f"{self.prefix}-{self.characters[:4]}-{self.characters[4:]}"


@dataclass(frozen=True)
class EnquiryReference(Reference):
    """What was sent."""

    prefix: ClassVar[str] = "SF"


@dataclass(frozen=True)
class DraftReference(Reference):
    """What was left before it was sent: `DR-7K3M-9Q2X`."""

    prefix: ClassVar[str] = "DR"


def check_character(body: str) -> str:
    """The character that makes the weighted sum of all characters a multiple of 31."""
    total = sum(
        weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2)
    )
    return ALPHABET[-total % len(ALPHABET)]
