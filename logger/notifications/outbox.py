"""Messages to be sent, written down in the transaction of the change they tell about."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.trail import SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.encryption.blind_index import BlindIndex
from logger.encryption.keyring import DataKey, KeyRing, Place
from logger.notifications.messages import Message, personalisation_of
from logger.notifications.models import Notification

WAKE_CHANNEL: Final = "outbox"
TABLE: Final = "notification"


def key_place(row: uuid.UUID) -> Place:
    return Place(TABLE, row, "data_key")


class Outbox:
    """Adds rows to the caller's transaction and wakes the dispatcher when it commits."""

    def __init__(
        self,
        session: AsyncSession,
        keys: KeyRing,
        blind_index: BlindIndex,
        clock: Clock,
        trail: Trail,
    ) -> None:
        self._session = session
        self._keys = keys
        self._blind_index = blind_index
        self._clock = clock
        self._trail = trail

    async def add(
        self,
        message: Message,
        *,
        to: str,
        handoff_id: uuid.UUID | None = None,
        enquiry_id: uuid.UUID | None = None,
        not_before: datetime | None = None,
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
                recipient_digest=self.digest_of(to) if message.channel == "sms" else None,
                personalisation=_sealed(key, row, message),
                state="waiting",
                queued_at=now,
                next_attempt_at=now if not_before is None else max(now, not_before),
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

    def rewrite(self, row: Notification, message: Message) -> None:
        """Put other words into a message that waits; the caller has locked its row."""
        key = self._keys.unwrap(row.data_key or b"", key_place(row.id))
        row.personalisation = _sealed(key, row.id, message)

    def words_of(self, row: Notification) -> dict[str, str]:
        """What is put into the template of a message that waits."""
        key = self._keys.unwrap(row.data_key or b"", key_place(row.id))
        values: dict[str, str] = json.loads(
            key.open(row.personalisation, Place(TABLE, row.id, "personalisation"))
        )
        return values

    def digest_of(self, phone_number: str) -> bytes:
        """One for every way of writing a UK mobile number."""
        digits = "".join(c for c in phone_number if c.isdigit())
        return self._blind_index.digest("notification.recipient", digits[-10:])


def _sealed(key: DataKey, row: uuid.UUID, message: Message) -> bytes:
    return key.seal(json.dumps(personalisation_of(message)), Place(TABLE, row, "personalisation"))
