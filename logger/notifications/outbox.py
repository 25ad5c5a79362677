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
from logger.notifications.audience import is_for_staff
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
        return await self._queue(
            Notification(
                template=message.template,
                channel=message.channel,
                handoff_id=handoff_id,
                enquiry_id=enquiry_id,
            ),
            personalisation_of(message),
            to,
            not_before,
        )

    async def repeat(
        self,
        row: Notification,
        *,
        not_before: datetime | None = None,
        by: uuid.UUID | None = None,
    ) -> uuid.UUID:
        """Queue the same words to the same recipient once more, linked to the first of its kind."""
        again = Notification(
            template=row.template,
            channel=row.channel,
            handoff_id=row.handoff_id,
            enquiry_id=row.enquiry_id,
            follows_id=row.follows_id or row.id,
            sent_again_by=by,
        )
        return await self._queue(again, self.words_of(row), self.recipient_of(row), not_before)

    async def _queue(
        self, row: Notification, words: dict[str, str], to: str, not_before: datetime | None
    ) -> uuid.UUID:
        row.id = uuid.uuid4()
        key, row.data_key = self._keys.new_data_key(key_place(row.id))
        row.recipient = key.seal(to, Place(TABLE, row.id, "recipient"))
        if row.channel == "sms" or is_for_staff(row.template):
            row.recipient_digest = self.digest_of(to)
        row.personalisation = _sealed(key, row.id, words)
        row.state = "waiting"
        row.queued_at = self._clock.now()
        row.next_attempt_at = max(row.queued_at, not_before or row.queued_at)
        self._session.add(row)
        self._trail.record(
            AuditAction.NOTIFICATION_QUEUED,
            actor=SYSTEM,
            subject_kind=TABLE,
            subject_id=row.id,
            details={"template": row.template},
        )
        await self._session.execute(text(f"NOTIFY {WAKE_CHANNEL}"))
        return row.id

    def rewrite(self, row: Notification, message: Message) -> None:
        """Put other words into a message that waits; the caller has locked its row."""
        key = self._keys.unwrap(row.data_key or b"", key_place(row.id))
        row.personalisation = _sealed(key, row.id, personalisation_of(message))

    def words_of(self, row: Notification) -> dict[str, str]:
        """What is put into the template of a message that waits."""
        key = self._keys.unwrap(row.data_key or b"", key_place(row.id))
        values: dict[str, str] = json.loads(
            key.open(row.personalisation, Place(TABLE, row.id, "personalisation"))
        )
        return values

    def recipient_of(self, row: Notification) -> str:
        """The address or number it goes to."""
        key = self._keys.unwrap(row.data_key or b"", key_place(row.id))
        return key.open(row.recipient, Place(TABLE, row.id, "recipient"))

    def digest_of(self, recipient: str) -> bytes:
        """One for every way of writing a UK mobile number, or an e-mail address."""
        if "@" in recipient:
            return self._blind_index.digest("notification.recipient", recipient.strip().lower())
        digits = "".join(c for c in recipient if c.isdigit())
        return self._blind_index.digest("notification.recipient", digits[-10:])


def _sealed(key: DataKey, row: uuid.UUID, words: dict[str, str]) -> bytes:
    return key.seal(json.dumps(words), Place(TABLE, row, "personalisation"))
