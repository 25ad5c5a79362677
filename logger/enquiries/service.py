"""What may be done with an enquiry: log it once, tell the team, acknowledge it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from logger.audit.trail import ASSISTANT, Actor, AuditAction, Trail
from logger.clock import Clock
from logger.encryption.blind_index import BlindIndex
from logger.enquiries.acknowledgement import Acknowledgements
from logger.enquiries.callback import CallbackDetails
from logger.enquiries.likeness import says_the_same
from logger.enquiries.one_month import due_on
from logger.enquiries.reference import EnquiryReference
from logger.enquiries.repository import EnquiryRepository, EnquiryView
from logger.enquiries.schemas import Details, EnquiryKind
from logger.errors import Refusal
from logger.handoffs.grade import HandoffReason
from logger.handoffs.service import HandoffService
from logger.opening_hours import OpeningHours

LINKED_WITHIN: Final = timedelta(days=30)


class IdempotencyKeyReused(Refusal):
    """The same key came with other details."""

    status = 422
    code = "idempotency-key-reused"
    title = "That key was used for another enquiry"


@dataclass(frozen=True)
class LoggedEnquiry:
    """What may be promised, and whether this call is the one that logged it.

    `read_by` is when somebody reads it ("today before 5pm", "on Monday 23 November from 8:30am");
    `acknowledged` the channel of the message that was queued, "email", "sms" or None.
    """

    id: uuid.UUID
    reference: EnquiryReference
    read_by: str
    acknowledged: str | None
    is_new: bool


class EnquiryService:
    def __init__(
        self,
        repository: EnquiryRepository,
        handoffs: HandoffService,
        acknowledgements: Acknowledgements,
        trail: Trail,
        clock: Clock,
        blind_index: BlindIndex,
        hours: OpeningHours,
    ) -> None:
        self._enquiries = repository
        self._handoffs = handoffs
        self._acknowledgements = acknowledgements
        self._trail = trail
        self._clock = clock
        self._blind_index = blind_index
        self._hours = hours

    async def log(
        self,
        kind: EnquiryKind,
        details: Details,
        *,
        conversation_id: uuid.UUID,
        idempotency_key: str,
        actor: Actor = ASSISTANT,
        reason: HandoffReason = HandoffReason.TASK_FINISHED,
    ) -> LoggedEnquiry:
        """Log it, open its handoff, queue its acknowledgement; the same key again changes nothing.

        Raises IdempotencyKeyReused.
        """
        digest = self._blind_index.digest("enquiry.body", f"{kind}:{details.model_dump_json()}")
        await self._enquiries.lock_key(idempotency_key)
        known = await self._enquiries.by_idempotency_key(idempotency_key)
        if known is not None:
            if known.body_digest != digest:
                raise IdempotencyKeyReused
            return self._logged(self._enquiries.opened(known), known.acknowledged, is_new=False)
        now = self._clock.now()
        details = self._promisable(details, now)
        enquiry = await self._enquiries.add(
            kind,
            details,
            reference=EnquiryReference.new(),
            conversation_id=conversation_id,
            idempotency_key=idempotency_key,
            body_digest=digest,
            at=now,
            due_on=self._due_on(kind, now),
            linked_to=await self._said_before(kind, details, conversation_id, now),
        )
        await self._handoffs.open_for_enquiry(
            conversation_id, enquiry.id, reason, reference=str(enquiry.reference), kind=kind.value
        )
        acknowledged = await self._acknowledgements.queue(
            enquiry, read_by=self._hours.reading_words(now)
        )
        self._record(enquiry, acknowledged, actor)
        return self._logged(enquiry, acknowledged, is_new=True)

    async def found_by(self, column: str, value: str) -> list[EnquiryView]:
        """Exactly by a phone_number (E.164), an email_address, a postcode ("CH65 0BA"), or a
        postcode_born_on ("CH65 0BA 2019-04-03"); the latest first.
        """
        return await self._enquiries.by_contact(column, value)

    def today(self) -> date:
        """The date where the council is."""
        return self._hours.local_day(self._clock.now())

    def _promisable(self, details: Details, now: datetime) -> Details:
        """A call back is promised for a time that is offered still, and for no other."""
        if not isinstance(details, CallbackDetails) or details.slot is None:
            return details
        return details if self._hours.offers(details.slot.times, now) else details.without_slot()

    def _due_on(self, kind: EnquiryKind, now: datetime) -> date | None:
        """The one-month clock runs for requests about data rights alone."""
        if kind != EnquiryKind.DATA_RIGHTS_REQUEST:
            return None
        return due_on(self._hours.local_day(now), self._hours.is_working_day)

    async def _said_before(
        self, kind: EnquiryKind, details: Details, conversation_id: uuid.UUID, now: datetime
    ) -> uuid.UUID | None:
        """The first enquiry from the same place or person that says the same: linked, not merged.

        Both stay whole, because what differs may be what matters.
        """
        if details.gist is None:
            return None
        earlier = await self._enquiries.earlier(
            kind, details, conversation_id, since=now - LINKED_WITHIN
        )
        for other in earlier:
            if other.details.gist and says_the_same(details.gist, other.details.gist):
                return other.linked_to or other.id
        return None

    def _record(self, enquiry: EnquiryView, acknowledged: str | None, actor: Actor) -> None:
        self._trail.record(
            AuditAction.ENQUIRY_LOGGED,
            actor=actor,
            subject_kind="enquiry",
            subject_id=enquiry.id,
            details={
                "kind": enquiry.kind.value,
                "acknowledged": acknowledged,
                "linked_to": None if enquiry.linked_to is None else str(enquiry.linked_to),
            },
        )

    def _logged(
        self, enquiry: EnquiryView, acknowledged: str | None, *, is_new: bool
    ) -> LoggedEnquiry:
        read_by = self._hours.reading_words(enquiry.logged_at)
        return LoggedEnquiry(enquiry.id, enquiry.reference, read_by, acknowledged, is_new)
