"""An adviser sends again what failed, with the history in sight."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.trail import Actor, AuditAction, Trail
from logger.handoffs.casework import check_may_work
from logger.handoffs.models import Handoff
from logger.handoffs.queues import Queue
from logger.handoffs.refusals import HandoffNotFound, MessageNotFailed
from logger.handoffs.repository import HandoffRepository
from logger.notifications.models import Notification
from logger.notifications.outbox import TABLE, Outbox
from logger.staff.members import Member


class SendingAgain:
    def __init__(
        self, session: AsyncSession, handoffs: HandoffRepository, outbox: Outbox, trail: Trail
    ) -> None:
        self._session = session
        self._handoffs = handoffs
        self._outbox = outbox
        self._trail = trail

    async def send(self, handoff_id: uuid.UUID, message_id: uuid.UUID, *, by: Member) -> uuid.UUID:
        """Queue the same words to the same recipient; safe contact and the night still count.

        Raises HandoffNotFound, RoleMayNot, MessageNotFailed.
        """
        handoff = await self._handoffs.get(handoff_id)
        if handoff is None:
            raise HandoffNotFound
        check_may_work(by, Queue(handoff.queue))
        row = await self._failed(handoff, message_id)
        again = await self._outbox.repeat(row, by=by.id)
        self._trail.record(
            AuditAction.NOTIFICATION_SENT_AGAIN,
            actor=Actor.staff(by.id),
            subject_kind=TABLE,
            subject_id=again,
            details={"template": row.template, "failed": str(row.id)},
        )
        return again

    async def _failed(self, handoff: Handoff, message_id: uuid.UUID) -> Notification:
        """The message, if it is of this handoff, failed, and is the last of its tries.

        The first of them is locked, so that two who press the button send one message.
        """
        row = await self._session.get(Notification, message_id)
        if row is None or not _is_of(handoff, row):
            raise MessageNotFailed
        first = row.follows_id or row.id
        await self._session.get(Notification, first, with_for_update=True)
        messages = await self._handoffs.messages(handoff)
        if not any(known.id == message_id and known.may_be_repeated for known in messages):
            raise MessageNotFailed
        return row


def _is_of(handoff: Handoff, row: Notification) -> bool:
    is_of_enquiry = handoff.enquiry_id is not None and row.enquiry_id == handoff.enquiry_id
    return row.handoff_id == handoff.id or is_of_enquiry
