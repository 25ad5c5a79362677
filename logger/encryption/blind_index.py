"""Exact look-ups over sealed values: a keyed hash per column, useless without INDEX_KEY."""

from __future__ import annotations

import hashlib
import hmac

from logger.encryption.keyring import decode_key


class BlindIndex:
    """HMAC-SHA256 of a normalised value under a key that never seals anything."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def parse(cls, text: str) -> BlindIndex:
        """Read the base64 of 32 bytes; raises ValueError."""
        return cls(decode_key(text))

    def digest(self, column: str, value: str) -> bytes:
        """32 bytes; the column is part of it, so equal values in two columns do not match."""
        return hmac.new(self._key, f"{column}\x00{value}".encode(), hashlib.sha256).digest()
