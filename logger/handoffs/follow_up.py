"""A message failed: it is tried again over a day, and where staff miss it the next contact is told.

An enquirer who cannot be reached is shown on the handoff's page, which reads it off the messages.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.trail import AuditAction, Trail
from logger.clock import Clock
from logger.handoffs.contacts import Contacts
from logger.handoffs.messages import what_it_is
from logger.handoffs.models import Handoff
from logger.handoffs.queues import Queue
from logger.notifications.audience import is_for_staff, is_worth_repeating
from logger.notifications.deliveries import record_delivery
from logger.notifications.messages import StaffUnreachable
from logger.notifications.models import Notification
from logger.notifications.outbox import Outbox

TRY_AGAIN_AFTER: Final = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=17))


class FollowUp:
    """A job of the dispatcher. Any number may run it: each takes what no other has locked."""

    def __init__(
        self,
        session: AsyncSession,
        outbox: Outbox,
        trail: Trail,
        clock: Clock,
        *,
        contacts: Contacts,
        public_url: str,
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._trail = trail
        self._clock = clock
        self._contacts = contacts
        self._public_url = public_url

    async def take_one(self) -> bool:
        """See to one message that failed; False when there is none."""
        row = await self._session.scalar(
            select(Notification)
            .where(Notification.needs_follow_up)
            .order_by(Notification.failed_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return False
        row.needs_follow_up = False
        if row.notify_status == "temporary-failure" and is_worth_repeating(row.template):
            await self._try_again(row)
        if is_for_staff(row.template):
            await self._tell_fallback(row)
        return True

    async def _try_again(self, row: Notification) -> None:
        """The same words, three times at most; what an adviser sends again does not count."""
        tries = await self._session.scalar(
            select(func.count()).where(
                Notification.follows_id == (row.follows_id or row.id),
                Notification.sent_again_by.is_(None),
            )
        )
        if tries is None or tries >= len(TRY_AGAIN_AFTER):
            return
        again_at = self._clock.now() + TRY_AGAIN_AFTER[tries]
        await self._outbox.repeat(row, not_before=again_at)
        record_delivery(self._trail, AuditAction.NOTIFICATION_TRIED_AGAIN, row)

    async def _tell_fallback(self, row: Notification) -> None:
        """Of one handoff once, whatever else of it fails. The handoff is locked meanwhile."""
        if row.handoff_id is None or row.template == StaffUnreachable.template:
            return
        handoff = await self._session.get_one(Handoff, row.handoff_id, with_for_update=True)
        to = self._fallback(handoff, self._outbox.recipient_of(row))
        if to is None or await self._is_told(handoff):
            return
        message = StaffUnreachable(
            what=what_it_is(row.template),
            reference=self._outbox.words_of(row)["reference"],
            console_link=f"{self._public_url}/console/handoffs/{handoff.id}",
        )
        await self._outbox.add(message, to=to, handoff_id=handoff.id)
        record_delivery(self._trail, AuditAction.NOTIFICATION_FALLBACK_TOLD, row)

    async def _is_told(self, handoff: Handoff) -> bool:
        count = await self._session.scalar(
            select(func.count()).where(
                Notification.handoff_id == handoff.id,
                Notification.template == StaffUnreachable.template,
            )
        )
        return bool(count)

    def _fallback(self, handoff: Handoff, failed: str) -> str | None:
        """The duty officer, else the manager, else the mailbox: the first that is not the same."""
        addresses = (
            self._contacts.duty.email_address,
            self._contacts.manager.email_address,
            self._contacts.mailboxes[Queue(handoff.queue)],
        )
        return next(
            (each for each in addresses if each and each.lower() != failed.strip().lower()), None
        )
