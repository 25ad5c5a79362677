"""Nobody has claimed it in time: the next contact is told, once per step."""

from __future__ import annotations

from datetime import datetime, timedelta

from logger.audit.trail import SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.enquiries.repository import EnquiryRepository
from logger.handoffs.contacts import Contact, Contacts
from logger.handoffs.grade import Grade
from logger.handoffs.models import Handoff
from logger.handoffs.queues import Queue
from logger.handoffs.repository import TABLE, HandoffRepository
from logger.handoffs.targets import Targets
from logger.notifications.messages import EscalationByEmail, EscalationByText
from logger.notifications.outbox import Outbox
from logger.notifications.texts import StaffTexts


class Escalation:
    """A job of the dispatcher. Any number may run it: each takes what no other has locked."""

    def __init__(
        self,
        handoffs: HandoffRepository,
        enquiries: EnquiryRepository,
        outbox: Outbox,
        texts: StaffTexts,
        trail: Trail,
        clock: Clock,
        *,
        contacts: Contacts,
        targets: Targets,
        public_url: str,
    ) -> None:
        self._handoffs = handoffs
        self._enquiries = enquiries
        self._outbox = outbox
        self._texts = texts
        self._trail = trail
        self._clock = clock
        self._contacts = contacts
        self._targets = targets
        self._public_url = public_url

    async def take_one(self) -> bool:
        """Tell the next contact of one handoff; False when there is none to tell of.

        One conversation is told of once: what came later in it has to wait while the first waits.
        """
        now = self._clock.now()
        handoff = await self._handoffs.unclaimed_too_long(now)
        if handoff is None:
            return False
        again_at = self._targets.escalates_at(Grade(handoff.grade), now)
        if await self._handoffs.is_covered(handoff):
            handoff.next_escalation_at = again_at
            return True
        ladder = self._contacts.ladder(Queue(handoff.queue))
        contact = ladder[handoff.escalation_step] if handoff.escalation_step < len(ladder) else None
        handoff.next_escalation_at = None
        if contact is not None:
            handoff.escalation_step += 1
            await self._tell(contact, handoff, now)
            if handoff.escalation_step < len(ladder):
                handoff.next_escalation_at = again_at
        return True

    async def _tell(self, contact: Contact, handoff: Handoff, now: datetime) -> None:
        reference = await self._reference(handoff)
        waited = waited_words(now - handoff.opened_at)
        link = f"{self._public_url}/console/handoffs/{handoff.id}"
        self._record(AuditAction.HANDOFF_ESCALATED, handoff, contact)
        if contact.email_address:
            urgency = Grade(handoff.grade).words
            message = EscalationByEmail(reference, urgency, waited, link)
            await self._outbox.add(message, to=contact.email_address, handoff_id=handoff.id)
        if contact.phone_number:
            text = EscalationByText(reference, waited, link)
            alone = await self._texts.send(text, to=contact.phone_number, handoff_id=handoff.id)
            if not alone:
                self._record(AuditAction.HANDOFF_TEXT_JOINED, handoff, contact)

    async def _reference(self, handoff: Handoff) -> str:
        if handoff.enquiry_id is None:
            return handoff.reference or ""
        lines = await self._enquiries.lines({handoff.enquiry_id})
        return str(lines[handoff.enquiry_id].reference)

    def _record(self, action: AuditAction, handoff: Handoff, contact: Contact) -> None:
        self._trail.record(
            action,
            actor=SYSTEM,
            subject_kind=TABLE,
            subject_id=handoff.id,
            details={"told": contact.role, "step": handoff.escalation_step},
        )


def waited_words(waited: timedelta) -> str:
    """`12 minutes`, `3 hours`: whole units, never more than it was."""
    minutes = max(1, int(waited.total_seconds() // 60))
    count, unit = (minutes, "minute") if minutes < 120 else (minutes // 60, "hour")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
