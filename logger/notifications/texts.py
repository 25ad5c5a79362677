"""Text messages to staff, counted per number: the phone networks let only so many through.

They block the 21st text of the same words to one number within an hour. So above fifteen, singles
and digests together, no more singles are sent: what else there is to tell is counted in one digest,
and a digest goes out every quarter of an hour at most.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from logger.clock import Clock
from logger.notifications.messages import EscalationByText, UrgentAlertByText, UrgentDigestByText
from logger.notifications.models import Notification
from logger.notifications.outbox import Outbox

MOST_AN_HOUR: Final = 15
HOUR: Final = timedelta(hours=1)
COLLECT_FOR: Final = timedelta(minutes=1)
DIGEST_EVERY: Final = timedelta(minutes=15)


class StaffTexts:
    """Counts and queues in the caller's transaction; two that write to one number take turns."""

    def __init__(
        self, session: AsyncSession, outbox: Outbox, clock: Clock, *, public_url: str
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._clock = clock
        self._queue_link = f"{public_url}/console"

    async def send(
        self, message: UrgentAlertByText | EscalationByText, *, to: str, handoff_id: uuid.UUID
    ) -> bool:
        """Queue it by itself, or count it in a digest; True when it goes by itself."""
        digest = self._outbox.digest_of(to)
        await self._take_turns(digest)
        if await self._queued_within_the_hour(digest) < MOST_AN_HOUR:
            await self._outbox.add(message, to=to, handoff_id=handoff_id)
            return True
        waiting = await self._waiting_digest(digest)
        if waiting is None:
            await self._outbox.add(
                UrgentDigestByText("1", message.reference, self._queue_link),
                to=to,
                handoff_id=handoff_id,
                not_before=await self._next_digest_at(digest),
            )
        else:
            count = int(self._outbox.words_of(waiting)["count"]) + 1
            self._outbox.rewrite(
                waiting, UrgentDigestByText(str(count), message.reference, self._queue_link)
            )
        return False

    async def _take_turns(self, digest: bytes) -> None:
        """Until the transaction ends: what is counted must not change before it is added to."""
        await self._session.execute(
            text("SELECT pg_advisory_xact_lock(:number)"),
            {"number": int.from_bytes(digest[:8], signed=True)},
        )

    async def _queued_within_the_hour(self, digest: bytes) -> int:
        found = await self._session.execute(
            select(func.count()).where(
                Notification.channel == "sms",
                Notification.recipient_digest == digest,
                Notification.queued_at > self._clock.now() - HOUR,
            )
        )
        return found.scalar_one()

    async def _waiting_digest(self, digest: bytes) -> Notification | None:
        """The digest that no dispatcher has taken up, locked so that none does now."""
        found = await self._session.execute(
            select(Notification)
            .where(
                Notification.channel == "sms",
                Notification.recipient_digest == digest,
                Notification.template == UrgentDigestByText.template,
                Notification.state == "waiting",
            )
            .order_by(Notification.queued_at.desc())
            .limit(1)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return found.scalar_one_or_none()

    async def _next_digest_at(self, digest: bytes) -> datetime:
        found = await self._session.execute(
            select(func.max(Notification.queued_at)).where(
                Notification.channel == "sms",
                Notification.recipient_digest == digest,
                Notification.template == UrgentDigestByText.template,
            )
        )
        last: datetime | None = found.scalar_one()
        soon = self._clock.now() + COLLECT_FOR
        return soon if last is None else max(soon, last + DIGEST_EVERY)
