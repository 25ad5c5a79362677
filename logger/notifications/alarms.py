"""What operators have to put right: addresses of ours that fail, and limits of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from logger.notifications.audience import STAFF
from logger.notifications.models import Notification, SendHold

RINGS_FOR: Final = timedelta(days=7)


class Alarms:
    """`now` is business time."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now

    async def failing_addresses(self) -> int:
        """How many of staff: failed within a week, and nothing was delivered there since."""
        later = aliased(Notification)
        came_through = (
            select(later.id)
            .where(
                later.recipient_digest == Notification.recipient_digest,
                later.queued_at > Notification.queued_at,
                later.notify_status == "delivered",
            )
            .exists()
        )
        count = await self._session.scalar(
            select(func.count(Notification.recipient_digest.distinct())).where(
                Notification.failed_at > self._now - RINGS_FOR,
                Notification.template.in_(STAFF),
                ~came_through,
            )
        )
        return count or 0

    async def channels_held(self) -> Sequence[str]:
        """Those that Notify takes no more of today."""
        found = await self._session.scalars(
            select(SendHold.channel).where(SendHold.until > self._now)
        )
        return found.all()
