"""AES-256-GCM for the tracker store: a data key per conversation, wrapped by TRACKER_KEYS."""

import base64
import binascii
import os
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_KEY_BYTES = 32


class CannotDecrypt(Exception):
    """The words were sealed with a key we do not have, or were changed, or were moved."""


class KeysInvalid(ValueError):
    """TRACKER_KEYS cannot be read; the message says why and repeats no key."""


class WrappedKey(NamedTuple):
    """A data key as it is stored: the number of the master key, and what that key sealed."""

    version: int
    wrapped: bytes


class Keyring:
    """The master keys: the first one wraps, all of them open."""

    def __init__(self, keys: dict[int, bytes], current: int) -> None:
        self._keys = keys
        self._current = current

    @classmethod
    def parse(cls, setting: str) -> "Keyring":
        """Read `2:<base64 of 32 bytes>,1:<base64 of 32 bytes>`; raises KeysInvalid."""
        keys: dict[int, bytes] = {}
        for entry in setting.split(","):
            version, key = _parse_key(entry)
            if version in keys:
                raise KeysInvalid(f"TRACKER_KEYS has two keys with the number {version}.")
            keys[version] = key
        return cls(keys, current=next(iter(keys)))

    def new_data_key(self, conversation: str) -> tuple["DataKey", WrappedKey]:
        key = os.urandom(_KEY_BYTES)
        sealed = _seal(self._keys[self._current], key, _wrapping_context(conversation))
        return DataKey(conversation, key), WrappedKey(self._current, sealed)

    def unwrap(self, conversation: str, stored: WrappedKey) -> "DataKey":
        """Raises CannotDecrypt."""
        master = self._keys.get(stored.version)
        if master is None:
            raise CannotDecrypt(f"TRACKER_KEYS has no key number {stored.version}.")
        return DataKey(conversation, _open(master, stored.wrapped, _wrapping_context(conversation)))


class DataKey:
    """Seals and opens the turns of one conversation."""

    def __init__(self, conversation: str, key: bytes) -> None:
        self._conversation = conversation
        self._key = key

    def seal(self, seq: int, plain: bytes) -> bytes:
        return _seal(self._key, plain, self._context(seq))

    def open(self, seq: int, sealed: bytes) -> bytes:
        """Raises CannotDecrypt."""
        return _open(self._key, sealed, self._context(seq))

    def _context(self, seq: int) -> bytes:
        return f"tracker.turns:{self._conversation}:{seq}".encode()


def _parse_key(entry: str) -> tuple[int, bytes]:
    version, _, encoded = entry.strip().partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if not version.isdigit() or len(key) != _KEY_BYTES:
        raise KeysInvalid("Each entry of TRACKER_KEYS is a number, a colon and 32 bytes in base64.")
    return int(version), key


def _wrapping_context(conversation: str) -> bytes:
    return f"tracker.data_keys:{conversation}".encode()


def _seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def _open(key: bytes, sealed: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except InvalidTag:
        raise CannotDecrypt("A turn of the tracker could not be opened.") from None
