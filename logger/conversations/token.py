"""The secret that lets a browser go on with its conversation; only its hash is stored."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

TOKEN_BYTES: Final = 32


def new_token() -> str:
    """256 bits, URL-safe."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """SHA-256: enough for a random 256-bit secret, which no dictionary holds."""
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()
