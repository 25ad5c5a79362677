"""What the house does with a handoff: open it, raise it, and tell the staff who have to know."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from logger.audit.trail import ASSISTANT, SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.handoffs.contacts import Contacts
from logger.handoffs.grade import GRADE_OF_REASON, Grade, HandoffReason
from logger.handoffs.models import Handoff
from logger.handoffs.queues import Queue, queue_of, reason_of
from logger.handoffs.repository import TABLE, HandoffRepository
from logger.handoffs.states import HandoffState
from logger.handoffs.targets import Targets
from logger.notifications.messages import HandoffWaiting, UrgentAlertByEmail, UrgentAlertByText
from logger.notifications.outbox import Outbox
from logger.notifications.texts import StaffTexts


@dataclass(frozen=True)
class SafetyNews:
    """What staff are told of a verdict: never the person's words, which are read in the console."""

    found: str
    checked_by: str
    shown: str


class HandoffService:
    def __init__(
        self,
        repository: HandoffRepository,
        outbox: Outbox,
        texts: StaffTexts,
        trail: Trail,
        clock: Clock,
        *,
        contacts: Contacts,
        targets: Targets,
        public_url: str,
    ) -> None:
        self._handoffs = repository
        self._outbox = outbox
        self._texts = texts
        self._trail = trail
        self._clock = clock
        self._contacts = contacts
        self._targets = targets
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

        What goes to a queue of its own has its own pace. The conversation must be locked.
        """
        reason = reason_of(kind, reason)
        grade = GRADE_OF_REASON[reason]
        if queue_of(reason) == Queue.FRONT_DOOR:
            danger = await self._handoffs.open_for_reason(conversation_id, HandoffReason.SAFETY)
            grade = grade if danger is None else min(grade, Grade(danger.grade))
        handoff = await self._open(reason, grade, conversation_id, enquiry_id)
        await self._tell_team(handoff, reference=reference, kind=kind)
        return handoff

    async def open_for_conversation(
        self,
        conversation_id: uuid.UUID,
        reason: HandoffReason,
        *,
        grade: Grade | None = None,
        news: SafetyNews | None = None,
    ) -> Handoff:
        """The conversation needs a person; a repeat raises the one that is open already."""
        wanted = grade or GRADE_OF_REASON[reason]
        known = await self._handoffs.open_for_reason(conversation_id, reason)
        if known is not None:
            return await self._repeat(known, wanted, news)
        handoff = await self._open(reason, wanted, conversation_id)
        await self._alert(handoff, news)
        return handoff

    async def _repeat(self, known: Handoff, wanted: Grade, news: SafetyNews | None) -> Handoff:
        """Whoever holds it is told again; where the grade rises, everybody is."""
        is_worse = wanted < known.grade
        known.version += 1  # whoever is about to close it has to look again
        if is_worse:
            self._raise(known, wanted)
        self._record(
            AuditAction.HANDOFF_RAISED if is_worse else AuditAction.HANDOFF_REPEATED, known
        )
        if is_worse:
            await self._alert(known, news)
        elif known.reason == HandoffReason.SAFETY and known.state == HandoffState.CLAIMED:
            await self._tell_by_email(known, news)
        return known

    def _raise(self, handoff: Handoff, grade: Grade) -> None:
        now = self._clock.now()
        handoff.grade = grade
        handoff.due_at = min(handoff.due_at, self._targets.due_at(grade, now))
        handoff.escalation_step = 0
        handoff.next_escalation_at = self._targets.escalates_at(grade, now)

    async def _open(
        self,
        reason: HandoffReason,
        grade: Grade,
        conversation_id: uuid.UUID,
        enquiry_id: uuid.UUID | None = None,
    ) -> Handoff:
        now = self._clock.now()
        handoff = await self._handoffs.add(
            reason,
            grade,
            queue=queue_of(reason),
            conversation_id=conversation_id,
            enquiry_id=enquiry_id,
            at=now,
            due_at=self._targets.due_at(grade, now),
            next_escalation_at=self._targets.escalates_at(grade, now),
        )
        self._record(AuditAction.HANDOFF_OPENED, handoff)
        return handoff

    async def _alert(self, handoff: Handoff, news: SafetyNews | None) -> None:
        """By e-mail, and by text to the duty officer where it is immediate."""
        await self._tell_by_email(handoff, news)
        to = self._contacts.duty.phone_number
        if handoff.grade == Grade.IMMEDIATE and to:
            reference = handoff.reference or ""
            alert = UrgentAlertByText(reference, self._link(handoff))
            if not await self._texts.send(alert, to=to, handoff_id=handoff.id):
                self._record(AuditAction.HANDOFF_TEXT_JOINED, handoff)

    async def _tell_by_email(self, handoff: Handoff, news: SafetyNews | None) -> None:
        reference = handoff.reference or ""
        if news is None:
            await self._tell_team(handoff, reference=reference, kind=handoff.reason)
            return
        grade = Grade(handoff.grade)
        hours = self._targets.hours
        message = UrgentAlertByEmail(
            reference=reference,
            urgency=grade.words,
            found=news.found,
            checked_by=news.checked_by,
            shown=news.shown,
            due=hours.by_words(handoff.due_at, self._clock.now()),
            console_link=self._link(handoff),
        )
        await self._outbox.add(message, to=self._mailbox(handoff), handoff_id=handoff.id)

    async def _tell_team(self, handoff: Handoff, *, reference: str, kind: str) -> None:
        message = HandoffWaiting(
            reference=reference,
            kind=kind.replace("_", " "),
            urgency=Grade(handoff.grade).words,
            console_link=self._link(handoff),
        )
        await self._outbox.add(message, to=self._mailbox(handoff), handoff_id=handoff.id)

    def _mailbox(self, handoff: Handoff) -> str:
        return self._contacts.mailboxes[Queue(handoff.queue)]

    def _link(self, handoff: Handoff) -> str:
        return f"{self._public_url}/console/handoffs/{handoff.id}"

    def _record(self, action: AuditAction, handoff: Handoff) -> None:
        self._trail.record(
            action,
            actor=ASSISTANT if handoff.enquiry_id else SYSTEM,
            subject_kind=TABLE,
            subject_id=handoff.id,
            details={"reason": handoff.reason, "grade": int(handoff.grade)},
        )
