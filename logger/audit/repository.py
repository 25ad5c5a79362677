"""Reading the audit trail."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.models import AuditEvent

Subject = tuple[str, uuid.UUID]


class AuditRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def about(self, subjects: Iterable[Subject]) -> Sequence[AuditEvent]:
        """Everything that was done to these records (kind and id), oldest first."""
        found = await self._session.execute(
            select(AuditEvent)
            .where(tuple_(AuditEvent.subject_kind, AuditEvent.subject_id).in_(list(subjects)))
            .order_by(AuditEvent.at, AuditEvent.id)
        )
        return found.scalars().all()
