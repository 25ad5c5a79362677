"""How many messages may be sent now, by all dispatchers together. NOTIFY.md section 2.6.

One row is a token bucket. It is looked at in the transaction that claims messages, and written only
where some were claimed, so it costs one short query. Its time is the database's, which all share.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from logger.notifications.models import SendAllowance, SendHold


@dataclass(frozen=True)
class Rate:
    """Notify counts by service. `burst` stays a little below its own."""

    service_id: UUID
    per_minute: int

    @property
    def burst(self) -> int:
        return max(1, min(math.ceil(self.per_minute / 3), 998))

    def tokens(self, before: float, passed: timedelta) -> float:
        """What is in the bucket so long after it held `before`."""
        refilled = max(passed.total_seconds(), 0) * self.per_minute / 60
        return min(self.burst, before + refilled)


class Allowance:
    def __init__(self, session: AsyncSession, rate: Rate) -> None:
        self._session = session
        self._rate = rate
        self._tokens = 0.0
        self._at: datetime | None = None

    async def left(self) -> int:
        """How many may be sent now; other dispatchers wait until this transaction ends."""
        found = await self._read()
        if found is None:
            await self._fill()
            found = await self._read()
        if found is None:
            raise LookupError("the allowance has just been written and is not there")
        before, filled_at, self._at = found
        self._tokens = self._rate.tokens(before, self._at - filled_at)
        return math.floor(self._tokens)

    async def take(self, count: int) -> None:
        """So many of those that `left` counted are used."""
        if count:
            await self._session.execute(
                update(SendAllowance)
                .where(SendAllowance.service_id == self._rate.service_id)
                .values(tokens=self._tokens - count, filled_at=self._at)
            )

    async def held(self, now: datetime) -> Collection[str]:
        """The channels whose limit of the day is reached."""
        found = await self._session.scalars(select(SendHold.channel).where(SendHold.until > now))
        return found.all()

    async def hold(self, channel: str, now: datetime) -> None:
        """Until midnight UTC, when Notify counts from the beginning again."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        await self._session.execute(
            insert(SendHold)
            .values(channel=channel, until=midnight)
            .on_conflict_do_update(index_elements=[SendHold.channel], set_={"until": midnight})
        )

    async def _read(self) -> tuple[float, datetime, datetime] | None:
        found = await self._session.execute(
            select(SendAllowance.tokens, SendAllowance.filled_at, func.clock_timestamp())
            .where(SendAllowance.service_id == self._rate.service_id)
            .with_for_update()
        )
        row = found.one_or_none()
        return None if row is None else (row[0], row[1], row[2])

    async def _fill(self) -> None:
        await self._session.execute(
            insert(SendAllowance)
            .values(
                service_id=self._rate.service_id,
                tokens=self._rate.burst,
                filled_at=func.clock_timestamp(),
            )
            .on_conflict_do_nothing()
        )
