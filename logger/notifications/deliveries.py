"""What became of each notification: told by receipts, or asked for. A status never goes back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.trail import SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.encryption.keyring import SealBroken
from logger.notifications.delivery_status import FAILURES, FINAL, is_known, moves_on
from logger.notifications.models import DeliveryReceipt, Notification
from logger.notifications.outbox import TABLE
from logger.notifications.receipts import Receipt, ReceiptInbox, ReceiptUnreadable

POLL_AFTER: Final = timedelta(minutes=10)
POLL_AGAIN: Final = timedelta(hours=1)
POLL_FOR: Final = timedelta(hours=96)
LOOK_AGAIN: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Poll:
    """A message whose fate nobody has told us."""

    id: uuid.UUID
    notify_id: uuid.UUID


class Deliveries:
    """Jobs of the dispatcher, in the caller's transaction. Any number may run side by side."""

    def __init__(
        self, session: AsyncSession, inbox: ReceiptInbox, trail: Trail, clock: Clock
    ) -> None:
        self._session = session
        self._inbox = inbox
        self._trail = trail
        self._clock = clock

    async def apply_receipts(self, limit: int) -> int:
        """Read what waits in the inbox; how many there were."""
        rows = await self._inbox.due(limit)
        read = {row.id: receipt for row in rows if (receipt := self._read(row)) is not None}
        notifications = await self._concerned(read.values())
        for row in rows:
            if row.id in read:
                self._apply(row, read[row.id], notifications)
        return len(rows)

    async def to_be_asked(self, limit: int) -> list[Poll]:
        """Those that are due; each comes again in an hour, until it is 96 hours old."""
        now = self._clock.now()
        found = await self._session.scalars(
            select(Notification)
            .where(Notification.next_poll_at <= now)
            .order_by(Notification.next_poll_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        polls = []
        for row in found:
            again_at = now + POLL_AGAIN
            last_at = (row.accepted_at or row.queued_at) + POLL_FOR
            row.next_poll_at = again_at if again_at <= last_at else None
            if row.notify_id is not None:
                polls.append(Poll(row.id, row.notify_id))
        return polls

    async def note_answer(self, poll: Poll, status: str) -> str:
        """What Notify said when it was asked."""
        row = await self._session.get_one(Notification, poll.id, with_for_update=True)
        return self._note(row, status)

    def _read(self, row: DeliveryReceipt) -> Receipt | None:
        try:
            return Receipt.parse(self._inbox.body_of(row))
        except ReceiptUnreadable:
            _finish(row, "unreadable")
        except SealBroken:
            _finish(row, "seal-broken")
        return None

    async def _concerned(self, receipts: Iterable[Receipt]) -> Sequence[Notification]:
        """Always locked in the same order, so that two dispatchers never wait for each other."""
        told = list(receipts)
        if not told:
            return []
        found = await self._session.scalars(
            select(Notification)
            .where(
                or_(
                    Notification.notify_id.in_({receipt.notify_id for receipt in told}),
                    Notification.id.in_({receipt.reference for receipt in told} - {None}),
                )
            )
            .order_by(Notification.id)
            .with_for_update()
        )
        return found.all()

    def _apply(
        self, row: DeliveryReceipt, receipt: Receipt, notifications: Sequence[Notification]
    ) -> None:
        by_notify_id = (known for known in notifications if known.notify_id == receipt.notify_id)
        by_reference = (known for known in notifications if known.id == receipt.reference)
        notification = next(by_notify_id, None) or next(by_reference, None)
        if notification is None:
            self._keep_for_later(row)
        elif not is_known(receipt.status):
            _finish(row, "unknown-status")
        elif notification.notify_id is None:
            self._adopt(notification, receipt.notify_id)
            _finish(row, self._note(notification, receipt.status))
        elif notification.notify_id != receipt.notify_id:
            _finish(row, "another-copy")
        else:
            _finish(row, self._note(notification, receipt.status))

    def _keep_for_later(self, row: DeliveryReceipt) -> None:
        """Its message may still be on its way into our records; less and less likely."""
        now = self._clock.now()
        age = now - row.received_at
        if age > POLL_FOR:
            _finish(row, "unknown-id")
        else:
            row.next_try_at = now + max(age, LOOK_AGAIN)

    def _adopt(self, row: Notification, notify_id: uuid.UUID) -> None:
        """Notify has it, and said so before we wrote that down. Who still holds it loses it."""
        now = self._clock.now()
        row.state = "accepted"
        row.notify_id = notify_id
        row.notify_status = "created"
        row.problem = None
        row.accepted_at = now
        row.settled_at = None
        row.next_poll_at = now + POLL_AFTER
        row.lease_owner = None
        row.lease_expires_at = None
        record_delivery(self._trail, AuditAction.NOTIFICATION_ACCEPTED, row)

    def _note(self, row: Notification, status: str) -> str:
        """Write down a status if it is news; says in one word what it was."""
        if not is_known(status):
            return "unknown-status"
        if not moves_on(row.notify_status, status):
            return "known-already"
        row.notify_status = status
        if status in FINAL:
            self._complete(row, status, self._clock.now())
        return "applied"

    def _complete(self, row: Notification, status: str, now: datetime) -> None:
        row.completed_at = now
        row.next_poll_at = None
        if status in FAILURES:
            row.failed_at = now
            row.needs_follow_up = True
            record_delivery(self._trail, AuditAction.NOTIFICATION_FAILED, row)
        else:
            row.failed_at = None
            record_delivery(self._trail, AuditAction.NOTIFICATION_DELIVERED, row)


def _finish(row: DeliveryReceipt, outcome: str) -> None:
    row.outcome = outcome
    row.next_try_at = None


def record_delivery(trail: Trail, action: AuditAction, row: Notification) -> None:
    """What became of a message, by its template and Notify's own word."""
    trail.record(
        action,
        actor=SYSTEM,
        subject_kind=TABLE,
        subject_id=row.id,
        details={"template": row.template, "status": row.notify_status},
    )
