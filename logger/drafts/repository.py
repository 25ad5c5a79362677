"""Every query over drafts; seals on the way in, opens on the way out."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.drafts.models import Draft
from logger.encryption.blind_index import BlindIndex
from logger.encryption.keyring import DataKey, KeyRing, Place
from logger.enquiries.reference import DraftReference

TABLE: Final = "draft"


class DraftRepository:
    def __init__(self, session: AsyncSession, keys: KeyRing, blind_index: BlindIndex) -> None:
        self._session = session
        self._keys = keys
        self._blind_index = blind_index

    async def add(
        self,
        task: str,
        answers: Mapping[str, Any],
        contact: str,
        *,
        conversation_id: uuid.UUID,
        at: datetime,
        kept_until: datetime,
    ) -> Draft:
        row, reference = uuid.uuid4(), DraftReference.new()
        key, wrapped = self._keys.new_data_key(Place(TABLE, row, "data_key"))
        draft = Draft(
            id=row,
            conversation_id=conversation_id,
            task=task,
            reference_digest=self.reference_digest(reference),
            data_key=wrapped,
            reference=key.seal(str(reference), Place(TABLE, row, "reference")),
            contact=key.seal(contact, Place(TABLE, row, "contact")),
            answers=key.seal(json.dumps(answers), Place(TABLE, row, "answers")),
            saved_at=at,
            kept_until=kept_until,
            code_tries=0,
        )
        self._session.add(draft)
        await self._session.flush()
        return draft

    def change(
        self,
        draft: Draft,
        answers: Mapping[str, Any],
        contact: str,
        *,
        at: datetime,
        kept_until: datetime,
    ) -> None:
        """Saved again: the reference stays, a code sent to another contact does not."""
        key = self._key(draft)
        draft.contact = key.seal(contact, Place(TABLE, draft.id, "contact"))
        draft.answers = key.seal(json.dumps(answers), Place(TABLE, draft.id, "answers"))
        draft.saved_at, draft.kept_until = at, kept_until
        draft.code_digest = draft.code_expires_at = None

    async def of_task(self, conversation_id: uuid.UUID, task: str) -> Draft | None:
        """What was saved of this task in this conversation and not opened elsewhere, locked."""
        found = await self._session.execute(
            select(Draft)
            .where(
                Draft.conversation_id == conversation_id,
                Draft.task == task,
                Draft.opened_by.is_(None),
            )
            .with_for_update()
        )
        return found.scalar_one_or_none()

    async def by_reference(self, reference: DraftReference, *, now: datetime) -> Draft | None:
        """The draft while it is kept, locked."""
        found = await self._session.execute(
            select(Draft)
            .where(
                Draft.reference_digest == self.reference_digest(reference), Draft.kept_until > now
            )
            .with_for_update()
        )
        return found.scalar_one_or_none()

    async def expired(self, now: datetime) -> Sequence[uuid.UUID]:
        """Delete what is kept no longer; the ids of what was deleted."""
        found = await self._session.execute(
            delete(Draft).where(Draft.kept_until <= now).returning(Draft.id)
        )
        return found.scalars().all()

    async def sent(self, conversation_id: uuid.UUID, tasks: Sequence[str]) -> Sequence[uuid.UUID]:
        """Delete what was saved or opened in a conversation that has sent it now."""
        found = await self._session.execute(
            delete(Draft)
            .where(
                Draft.task.in_(tasks),
                or_(Draft.conversation_id == conversation_id, Draft.opened_in == conversation_id),
            )
            .returning(Draft.id)
        )
        return found.scalars().all()

    def reference_of(self, draft: Draft) -> DraftReference:
        return DraftReference.parse(
            self._key(draft).open(draft.reference, Place(TABLE, draft.id, "reference"))
        )

    def contact_of(self, draft: Draft) -> str:
        return self._key(draft).open(draft.contact, Place(TABLE, draft.id, "contact"))

    def answers_of(self, draft: Draft) -> dict[str, Any]:
        answers: dict[str, Any] = json.loads(
            self._key(draft).open(draft.answers, Place(TABLE, draft.id, "answers"))
        )
        return answers

    def reference_digest(self, reference: DraftReference) -> bytes:
        return self._blind_index.digest("draft.reference", reference.characters)

    def code_digest(self, draft_id: uuid.UUID, code: str) -> bytes:
        return self._blind_index.digest("draft.code", f"{draft_id}:{code}")

    def _key(self, draft: Draft) -> DataKey:
        return self._keys.unwrap(draft.data_key, Place(TABLE, draft.id, "data_key"))
