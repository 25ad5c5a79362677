"""How often somebody may guess, counted in the database so that every process sees all tries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.clock import Clock
from logger.encryption.blind_index import BlindIndex
from logger.guesses.models import Guess

REMEMBERED: Final = timedelta(days=1)


@dataclass(frozen=True)
class Allowance:
    """Whether this try may be made, how many are left after it, and whether it is a retry."""

    is_allowed: bool
    left: int
    is_repeated: bool = False


class Guesses:
    def __init__(self, session: AsyncSession, clock: Clock, blind_index: BlindIndex) -> None:
        self._session = session
        self._clock = clock
        self._blind_index = blind_index

    async def begin(
        self, attempt: str, keys: Iterable[str], *, most: int, within: timedelta
    ) -> Allowance:
        """Count a try against each key as a wrong one, until `succeed` takes it back.

        The same attempt again, a retry of the same message, counts once. Whoever tries at the same
        time waits for the transaction's end, so that many at once gain nothing.
        """
        digests = sorted(self._blind_index.digest("guess.key", key) for key in keys)
        for digest in digests:
            await self._session.execute(
                select(func.pg_advisory_xact_lock(func.hashtextextended(digest.hex(), 0)))
            )
        tries = [await self._tries(digest, within) for digest in digests]
        if all(attempt in attempts for attempts in tries):
            return Allowance(True, max(0, most - max(map(len, tries))), is_repeated=True)
        left = most - max(map(len, tries)) - 1
        if left < 0:
            return Allowance(False, 0)
        now = self._clock.now()
        self._session.add_all(
            Guess(attempt=attempt, key_digest=digest, at=now)
            for digest, attempts in zip(digests, tries, strict=True)
            if attempt not in attempts
        )
        await self._session.flush()
        return Allowance(True, left)

    async def succeed(self, attempt: str) -> None:
        """It was no guess: it does not count."""
        await self._session.execute(delete(Guess).where(Guess.attempt == attempt))

    async def forget_old(self) -> None:
        await self._session.execute(delete(Guess).where(Guess.at < self._clock.now() - REMEMBERED))

    async def _tries(self, digest: bytes, within: timedelta) -> set[str]:
        found = await self._session.execute(
            select(Guess.attempt).where(
                Guess.key_digest == digest, Guess.at > self._clock.now() - within
            )
        )
        return set(found.scalars())
