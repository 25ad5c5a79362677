"""Every query over handoffs and their notes."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.encryption.keyring import KeyRing, Place
from logger.handoffs.grade import Grade, HandoffReason
from logger.handoffs.models import Handoff

TABLE = "handoff"


class HandoffRepository:
    def __init__(self, session: AsyncSession, keys: KeyRing) -> None:
        self._session = session
        self._keys = keys

    async def add(
        self,
        reason: HandoffReason,
        grade: Grade,
        *,
        queue: str,
        conversation_id: uuid.UUID,
        enquiry_id: uuid.UUID | None,
        idempotency_key: str | None,
        at: datetime,
    ) -> Handoff:
        row = uuid.uuid4()
        _, wrapped = self._keys.new_data_key(Place(TABLE, row, "data_key"))
        handoff = Handoff(
            id=row,
            conversation_id=conversation_id,
            enquiry_id=enquiry_id,
            idempotency_key=idempotency_key,
            data_key=wrapped,
            reason=reason,
            queue=queue,
            grade=grade,
            state="waiting",
            version=1,
            opened_at=at,
        )
        self._session.add(handoff)
        await self._session.flush()
        return handoff

    async def open_for_reason(
        self, conversation_id: uuid.UUID, reason: HandoffReason
    ) -> Handoff | None:
        """The handoff of this reason that is still open for a conversation, locked."""
        found = await self._session.execute(
            select(Handoff)
            .where(
                Handoff.conversation_id == conversation_id,
                Handoff.reason == reason,
                Handoff.enquiry_id.is_(None),
                Handoff.state != "closed",
            )
            .with_for_update()
        )
        return found.scalar_one_or_none()
