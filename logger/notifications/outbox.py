"""Messages to be sent, written down in the transaction of the change they tell about."""

from __future__ import annotations

import json
import uuid
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.trail import SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.encryption.keyring import KeyRing, Place
from logger.notifications.messages import Message, personalisation_of
from logger.notifications.models import Notification

WAKE_CHANNEL: Final = "outbox"
TABLE: Final = "notification"


def key_place(row: uuid.UUID) -> Place:
    return Place(TABLE, row, "data_key")


class Outbox:
    """Adds rows to the caller's transaction and wakes the dispatcher when it commits."""

    def __init__(self, session: AsyncSession, keys: KeyRing, clock: Clock, trail: Trail) -> None:
        self._session = session
        self._keys = keys
        self._clock = clock
        self._trail = trail

    async def add(
        self,
        message: Message,
        *,
        to: str,
        handoff_id: uuid.UUID | None = None,
        enquiry_id: uuid.UUID | None = None,
    ) -> uuid.UUID:
        """Queue one message to an e-mail address or phone number; returns the row's id."""
        row = uuid.uuid4()
        key, wrapped = self._keys.new_data_key(key_place(row))
        now = self._clock.now()
        self._session.add(
            Notification(
                id=row,
                template=message.template,
                channel=message.channel,
                handoff_id=handoff_id,
                enquiry_id=enquiry_id,
                data_key=wrapped,
                recipient=key.seal(to, Place(TABLE, row, "recipient")),
                personalisation=key.seal(
                    json.dumps(personalisation_of(message)), Place(TABLE, row, "personalisation")
                ),
                state="waiting",
                queued_at=now,
                next_attempt_at=now,
            )
        )
        self._trail.record(
            AuditAction.NOTIFICATION_QUEUED,
            actor=SYSTEM,
            subject_kind=TABLE,
            subject_id=row,
            details={"template": message.template},
        )
        await self._session.execute(text(f"NOTIFY {WAKE_CHANNEL}"))
        return row
