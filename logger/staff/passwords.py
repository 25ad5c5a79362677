"""Passwords: what makes a good one, and argon2id in a thread, few at a time."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from logger.errors import Refusal
from logger.staff.common_passwords import is_common
from logger.staff.members import StaffEmail
from logger.staff.refusals import PasswordUnsuitable

SHORTEST: Final = 8
LONGEST: Final = 200
AT_ONCE: Final = 2
WAITING_AT_MOST: Final = 20
_READABLE: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_GROUPS: Final = 4
_SHORTEST_NAME: Final = 3


class TooBusy(Refusal):
    """More people try to sign in at once than this machine can check."""

    status = 429
    code = "too-busy"
    title = "Too many people are signing in"

    def __init__(self) -> None:
        super().__init__("Try again in a few seconds.", retry_after=5)


def new_one_time_password() -> str:
    """Sixteen characters without look-alikes in groups of four, 79 bits: `7K3M-9Q2X-...`."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(_GROUPS))
    return "-".join(groups)


def check_suitable(password: str, email: StaffEmail) -> None:
    """Length and guessability, no rule about kinds of characters. Raises PasswordUnsuitable."""
    password = normalised(password)
    if len(password) < SHORTEST:
        raise PasswordUnsuitable(f"Enter a password of at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise PasswordUnsuitable(f"Enter a password of at most {LONGEST} characters.")
    if is_common(password):
        raise PasswordUnsuitable(
            "Many people use this password, so it is easy to guess. Choose another one."
        )
    name = email.local_part
    if len(name) >= _SHORTEST_NAME and name in password.casefold():
        raise PasswordUnsuitable("Choose a password that does not have your email name in it.")


def normalised(password: str) -> str:
    """The same password, whichever keyboard composed its letters (NIST SP 800-63B, NFKC)."""
    return unicodedata.normalize("NFKC", password)


class PasswordHashing:
    """Each hash takes 64 MiB and some 0.4 s, so it runs in a thread and two at a time.

    One per process: the limit is worth nothing when each caller has its own.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._dummy: str | None = None

    async def hash(self, password: str) -> str:
        """The encoded argon2id hash. Raises TooBusy."""
        return await self._in_turn(self._hasher.hash, normalised(password))

    async def verify(self, encoded: str | None, password: str) -> bool:
        """Whether it is the password; without a hash a dummy is checked, which takes as long.

        Raises TooBusy.
        """
        return await self._in_turn(self._verify, encoded, password)

    def is_outdated(self, encoded: str) -> bool:
        """Made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(encoded)

    def _verify(self, encoded: str | None, password: str) -> bool:
        is_real = encoded is not None and len(password) <= LONGEST
        try:
            self._hasher.verify(
                encoded if is_real and encoded is not None else self._dummy_hash(),
                normalised(password[:LONGEST]),
            )
        except (VerifyMismatchError, InvalidHashError):
            return False
        return is_real

    def _dummy_hash(self) -> str:
        if self._dummy is None:
            self._dummy = self._hasher.hash(secrets.token_urlsafe())
        return self._dummy

    async def _in_turn[**P, T](self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._waiting >= WAITING_AT_MOST:
            raise TooBusy
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work, *args, **kwargs)
        finally:
            self._waiting -= 1
