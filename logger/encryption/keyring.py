"""Personal data at rest: AES-256-GCM under a key per record, wrapped by a versioned master key.

The additional data binds every sealed value to its table, row and column, so that a value copied
to another row or column does not open. Destroying a record's wrapped key erases the record.
"""

from __future__ import annotations

import base64
import binascii
import os
import struct
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_VERSION: Final = struct.Struct(">H")


class SealBroken(Exception):
    """A sealed value does not open here: another key, another place, or it was altered."""


@dataclass(frozen=True)
class Place:
    """Where a sealed value stands; the value opens nowhere else."""

    table: str
    row: object
    column: str

    def as_bytes(self) -> bytes:
        return f"{self.table}:{self.row}:{self.column}".encode()


class DataKey:
    """The key of one record; lives in memory only while the record is worked on."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, text: str, place: Place) -> bytes:
        """`nonce || ciphertext || tag` of the UTF-8 text."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), place.as_bytes())

    def open(self, sealed: bytes, place: Place) -> str:
        """The text; raises SealBroken."""
        return _decrypt(self._cipher, sealed, place.as_bytes()).decode()


class KeyRing:
    """The master keys by version; the first one given seals, all of them open."""

    def __init__(self, keys: dict[int, bytes], sealing_version: int) -> None:
        self._ciphers = {version: AESGCM(key) for version, key in keys.items()}
        self._sealing_version = sealing_version

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Read `2:<base64>,1:<base64>`; raises ValueError saying what is wrong, never the key."""
        keys: dict[int, bytes] = {}
        for part in text.split(","):
            version, _, encoded = part.strip().partition(":")
            if not version.isdigit() or int(version) > 0xFFFF:
                raise ValueError("must look like 2:<base64 of 32 bytes>,1:<base64 of 32 bytes>")
            keys[int(version)] = decode_key(encoded)
        return cls(keys, sealing_version=next(iter(keys)))

    def new_data_key(self, place: Place) -> tuple[DataKey, bytes]:
        """A fresh data key and its wrapped form, `version || nonce || ciphertext || tag`."""
        key = os.urandom(KEY_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._sealing_version].encrypt(nonce, key, place.as_bytes())
        return DataKey(key), _VERSION.pack(self._sealing_version) + nonce + sealed

    def unwrap(self, wrapped: bytes, place: Place) -> DataKey:
        """The record's data key; raises SealBroken."""
        (version,) = _VERSION.unpack_from(wrapped)
        if version not in self._ciphers:
            raise SealBroken(f"no master key of version {version}")
        cipher = self._ciphers[version]
        return DataKey(_decrypt(cipher, wrapped[_VERSION.size :], place.as_bytes()))


def decode_key(encoded: str) -> bytes:
    """32 bytes from base64; raises ValueError."""
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as problem:
        raise ValueError("must be base64") from problem
    if len(key) != KEY_BYTES:
        raise ValueError(f"must be {KEY_BYTES} bytes in base64")
    return key


def _decrypt(cipher: AESGCM, sealed: bytes, additional: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], additional)
    except InvalidTag as problem:
        raise SealBroken("the value was sealed for another place or was altered") from problem
