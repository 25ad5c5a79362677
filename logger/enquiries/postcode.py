"""Postcodes: found in what was typed, and written in one way so that equal ones match."""

from __future__ import annotations

import re
from typing import Final

# Royal Mail's pattern. The inward half never has C, I, K, M, O or V.
_POSTCODE: Final = re.compile(
    r"(?<![a-z0-9])([a-z]{1,2}\d[a-z\d]?)[\s\-]{0,2}(\d[abd-hjlnp-uw-z]{2})(?![a-z0-9])",
    re.IGNORECASE | re.ASCII,
)


def postcodes_in(typed: str) -> list[str]:
    """Each one as `CH65 0BA`, in the order of the text."""
    found = [f"{match[1]} {match[2]}".upper() for match in _POSTCODE.finditer(typed)]
    return list(dict.fromkeys(found))


def normalised(typed: str) -> str | None:
    """`ch650ba` as `CH65 0BA`; None when it is not just a postcode."""
    match = _POSTCODE.fullmatch(typed.strip())
    return None if match is None else f"{match[1]} {match[2]}".upper()
