"""What may be done with a handoff: open it and tell the team, work it, close it."""

from __future__ import annotations

import uuid
from typing import Final

from logger.audit.trail import ASSISTANT, SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.handoffs.grade import GRADE_OF_REASON, Grade, HandoffReason
from logger.handoffs.models import Handoff
from logger.handoffs.repository import HandoffRepository
from logger.notifications.messages import HandoffWaiting
from logger.notifications.outbox import Outbox

FRONT_DOOR: Final = "front_door"
NO_REFERENCE: Final = "none yet"


class HandoffService:
    def __init__(
        self,
        repository: HandoffRepository,
        outbox: Outbox,
        trail: Trail,
        clock: Clock,
        *,
        team_email: str,
        public_url: str,
    ) -> None:
        self._handoffs = repository
        self._outbox = outbox
        self._trail = trail
        self._clock = clock
        self._team_email = team_email
        self._public_url = public_url

    async def open_for_enquiry(
        self,
        conversation_id: uuid.UUID,
        enquiry_id: uuid.UUID,
        reason: HandoffReason,
        *,
        reference: str,
        kind: str,
    ) -> Handoff:
        """An enquiry was logged: somebody has to read it, at once where danger was told before.

        The conversation must be locked.
        """
        danger = await self._handoffs.open_for_reason(conversation_id, HandoffReason.SAFETY)
        usual = GRADE_OF_REASON[reason]
        return await self._open(
            reason,
            usual if danger is None else min(usual, Grade(danger.grade)),
            conversation_id=conversation_id,
            enquiry_id=enquiry_id,
            reference=reference,
            kind=kind,
        )

    async def open_for_conversation(
        self,
        conversation_id: uuid.UUID,
        reason: HandoffReason,
        *,
        grade: Grade | None = None,
    ) -> Handoff:
        """The conversation needs a person; a repeat raises the one that is open already."""
        wanted = grade or GRADE_OF_REASON[reason]
        known = await self._handoffs.open_for_reason(conversation_id, reason)
        if known is None:
            return await self._open(reason, wanted, conversation_id=conversation_id)
        is_worse = wanted < known.grade
        known.grade = min(wanted, known.grade)
        known.version += 1  # whoever is about to close it has to look again
        self._record(
            AuditAction.HANDOFF_RAISED if is_worse else AuditAction.HANDOFF_REPEATED, known
        )
        is_held_danger = reason == HandoffReason.SAFETY and known.state == "claimed"
        if is_worse or is_held_danger:
            await self._tell_team(known, reference=NO_REFERENCE, kind=reason.value)
        return known

    async def _open(
        self,
        reason: HandoffReason,
        grade: Grade,
        *,
        conversation_id: uuid.UUID,
        enquiry_id: uuid.UUID | None = None,
        reference: str = NO_REFERENCE,
        kind: str | None = None,
    ) -> Handoff:
        handoff = await self._handoffs.add(
            reason,
            grade,
            queue=FRONT_DOOR,
            conversation_id=conversation_id,
            enquiry_id=enquiry_id,
            at=self._clock.now(),
        )
        self._record(AuditAction.HANDOFF_OPENED, handoff)
        await self._tell_team(handoff, reference=reference, kind=kind or reason.value)
        return handoff

    async def _tell_team(self, handoff: Handoff, *, reference: str, kind: str) -> None:
        message = HandoffWaiting(
            reference=reference,
            kind=kind.replace("_", " "),
            urgency=Grade(handoff.grade).words,
            console_link=f"{self._public_url}/console/handoffs/{handoff.id}",
        )
        await self._outbox.add(message, to=self._team_email, handoff_id=handoff.id)

    def _record(self, action: AuditAction, handoff: Handoff) -> None:
        self._trail.record(
            action,
            actor=ASSISTANT if handoff.enquiry_id else SYSTEM,
            subject_kind="handoff",
            subject_id=handoff.id,
            details={"reason": handoff.reason, "grade": int(handoff.grade)},
        )
