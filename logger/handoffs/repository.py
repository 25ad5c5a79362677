"""Every query over handoffs and their notes; seals on the way in, opens on the way out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from logger.encryption.keyring import DataKey, KeyRing, Place
from logger.enquiries.reference import EnquiryReference
from logger.handoffs.grade import Grade, HandoffReason
from logger.handoffs.messages_sent import messages_sent
from logger.handoffs.models import Handoff, HandoffNote
from logger.handoffs.states import HandoffState
from logger.handoffs.views import MessageSent
from logger.notifications.models import Notification

TABLE = "handoff"
NOTE_TABLE = "handoff_note"


@dataclass(frozen=True)
class NoteView:
    """One note, opened. `purpose` is "note", "release" or "regrade"."""

    at: datetime
    by: uuid.UUID
    purpose: str
    text: str


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
        at: datetime,
        due_at: datetime,
        next_escalation_at: datetime | None,
    ) -> Handoff:
        """Open one; without an enquiry it gets a reference of its own."""
        row = uuid.uuid4()
        _, wrapped = self._keys.new_data_key(Place(TABLE, row, "data_key"))
        handoff = Handoff(
            id=row,
            conversation_id=conversation_id,
            enquiry_id=enquiry_id,
            data_key=wrapped,
            reference=str(EnquiryReference.new()) if enquiry_id is None else None,
            reason=reason,
            queue=queue,
            grade=grade,
            state="waiting",
            version=1,
            opened_at=at,
            due_at=due_at,
            escalation_step=0,
            next_escalation_at=next_escalation_at,
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

    async def unclaimed_too_long(self, now: datetime) -> Handoff | None:
        """One whose next contact has to be told, locked; another dispatcher's are passed over."""
        found = await self._session.execute(
            select(Handoff)
            .where(Handoff.state == HandoffState.WAITING, Handoff.next_escalation_at <= now)
            .order_by(Handoff.next_escalation_at, Handoff.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        return found.scalar_one_or_none()

    async def is_covered(self, handoff: Handoff) -> bool:
        """Whether an earlier one of the same conversation waits and is being escalated already."""
        found = await self._session.execute(
            select(func.count()).where(
                Handoff.conversation_id == handoff.conversation_id,
                Handoff.id != handoff.id,
                Handoff.queue == handoff.queue,
                Handoff.state == HandoffState.WAITING,
                Handoff.opened_at <= handoff.opened_at,
                or_(Handoff.next_escalation_at.is_not(None), Handoff.escalation_step > 0),
            )
        )
        return found.scalar_one() > 0

    async def others(self, handoff: Handoff) -> Sequence[Handoff]:
        """The other handoffs of the same conversation, oldest first."""
        found = await self._session.execute(
            select(Handoff)
            .where(Handoff.conversation_id == handoff.conversation_id, Handoff.id != handoff.id)
            .order_by(Handoff.opened_at, Handoff.id)
        )
        return found.scalars().all()

    async def of_enquiry(self, enquiry_id: uuid.UUID) -> Handoff | None:
        """The handoff that an enquiry opened."""
        found = await self._session.execute(
            select(Handoff).where(Handoff.enquiry_id == enquiry_id).order_by(Handoff.opened_at)
        )
        return found.scalars().first()

    async def get(self, handoff_id: uuid.UUID) -> Handoff | None:
        """The row as it is now, whatever this transaction has read before."""
        return await self._session.get(Handoff, handoff_id, populate_existing=True)

    async def change(
        self, handoff_id: uuid.UUID, *, state: HandoffState, version: int, to: dict[str, Any]
    ) -> bool:
        """Set `to` if the row still has this state and version: no other way changes its holder.

        False when somebody else was first; then nothing is changed.
        """
        changed = await self._session.execute(
            update(Handoff)
            .where(Handoff.id == handoff_id, Handoff.state == state, Handoff.version == version)
            .values(version=Handoff.version + 1, **to)
            .returning(Handoff.id)
            .execution_options(synchronize_session=False)
        )
        return changed.scalar_one_or_none() is not None

    async def has_other_open(self, handoff: Handoff) -> bool:
        """Whether something else of the same conversation still waits or is being worked."""
        found = await self._session.execute(
            select(func.count()).where(
                Handoff.conversation_id == handoff.conversation_id,
                Handoff.id != handoff.id,
                Handoff.state != HandoffState.CLOSED,
            )
        )
        return found.scalar_one() > 0

    async def page(
        self, queue: str, state: HandoffState, *, offset: int, limit: int
    ) -> Sequence[Handoff]:
        """Worst first, then oldest; what is closed comes with the latest first."""
        order = (
            (Handoff.closed_at.desc(), Handoff.id)
            if state == HandoffState.CLOSED
            else (Handoff.grade, Handoff.opened_at, Handoff.id)
        )
        found = await self._session.execute(
            select(Handoff)
            .where(Handoff.queue == queue, Handoff.state == state)
            .order_by(*order)
            .offset(offset)
            .limit(limit)
        )
        return found.scalars().all()

    async def waiting(self, queues: Sequence[str]) -> dict[str, int]:
        """How many wait in each of these queues."""
        found = await self._session.execute(
            select(Handoff.queue, func.count())
            .where(Handoff.queue.in_(queues), Handoff.state == HandoffState.WAITING)
            .group_by(Handoff.queue)
        )
        counted = dict.fromkeys(queues, 0)
        for name, count in found:
            counted[name] = count
        return counted

    async def counts(self, queue: str) -> dict[HandoffState, int]:
        found = await self._session.execute(
            select(Handoff.state, func.count())
            .where(Handoff.queue == queue)
            .group_by(Handoff.state)
        )
        counted = {HandoffState(state): count for state, count in found}
        return {state: counted.get(state, 0) for state in HandoffState}

    def add_note(
        self, handoff: Handoff, text: str, *, by: uuid.UUID, at: datetime, purpose: str
    ) -> uuid.UUID:
        row = uuid.uuid4()
        content = self._key(handoff).seal(text, Place(NOTE_TABLE, row, "content"))
        self._session.add(
            HandoffNote(
                id=row,
                handoff_id=handoff.id,
                written_by=by,
                written_at=at,
                purpose=purpose,
                content=content,
            )
        )
        return row

    async def notes(self, handoff: Handoff) -> list[NoteView]:
        """Oldest first."""
        found = await self._session.execute(
            select(HandoffNote)
            .where(HandoffNote.handoff_id == handoff.id)
            .order_by(HandoffNote.written_at, HandoffNote.id)
        )
        return [
            NoteView(
                at=note.written_at,
                by=note.written_by,
                purpose=note.purpose,
                text=self._key(handoff).open(note.content, Place(NOTE_TABLE, note.id, "content")),
            )
            for note in found.scalars()
        ]

    async def messages(self, handoff: Handoff) -> list[MessageSent]:
        """What was sent about the handoff and its enquiry, oldest first."""
        concerns = Notification.handoff_id == handoff.id
        if handoff.enquiry_id is not None:
            concerns |= Notification.enquiry_id == handoff.enquiry_id
        found = await self._session.execute(
            select(Notification).where(concerns).order_by(Notification.queued_at, Notification.id)
        )
        return messages_sent(found.scalars().all())

    def sealed_outcome_reason(self, handoff: Handoff, text: str) -> bytes:
        return self._key(handoff).seal(text, _outcome_place(handoff))

    def outcome_reason(self, handoff: Handoff) -> str | None:
        if handoff.outcome_reason is None:
            return None
        return self._key(handoff).open(handoff.outcome_reason, _outcome_place(handoff))

    def _key(self, handoff: Handoff) -> DataKey:
        if handoff.data_key is None:
            raise LookupError(f"the words of handoff {handoff.id} have been disposed of")
        return self._keys.unwrap(handoff.data_key, Place(TABLE, handoff.id, "data_key"))


def _outcome_place(handoff: Handoff) -> Place:
    return Place(TABLE, handoff.id, "outcome_reason")
