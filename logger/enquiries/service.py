"""What may be done with an enquiry: log it once, tell the team, acknowledge it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from logger.audit.trail import ASSISTANT, Actor, AuditAction, Trail
from logger.clock import Clock
from logger.encryption.blind_index import BlindIndex
from logger.enquiries.reference import EnquiryReference
from logger.enquiries.repository import EnquiryRepository, EnquiryView
from logger.enquiries.schemas import Details, EnquiryKind
from logger.errors import Refusal
from logger.handoffs.grade import HandoffReason
from logger.handoffs.service import HandoffService
from logger.notifications.messages import ConcernAcknowledgedByEmail, ConcernAcknowledgedByText
from logger.notifications.outbox import Outbox


class IdempotencyKeyReused(Refusal):
    """The same key came with other details."""

    status = 422
    code = "idempotency-key-reused"
    title = "That key was used for another enquiry"


@dataclass(frozen=True)
class LoggedEnquiry:
    """The reference to promise, and whether this call is the one that logged it."""

    reference: EnquiryReference
    is_new: bool


class EnquiryService:
    def __init__(
        self,
        repository: EnquiryRepository,
        handoffs: HandoffService,
        outbox: Outbox,
        trail: Trail,
        clock: Clock,
        blind_index: BlindIndex,
    ) -> None:
        self._enquiries = repository
        self._handoffs = handoffs
        self._outbox = outbox
        self._trail = trail
        self._clock = clock
        self._blind_index = blind_index

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
        digest = self._digest(kind, details)
        await self._enquiries.lock_key(idempotency_key)
        known = await self._enquiries.by_idempotency_key(idempotency_key)
        if known is not None:
            if known.body_digest != digest:
                raise IdempotencyKeyReused
            return LoggedEnquiry(self._enquiries.opened(known).reference, is_new=False)
        enquiry = await self._enquiries.add(
            kind,
            details,
            reference=EnquiryReference.new(),
            conversation_id=conversation_id,
            idempotency_key=idempotency_key,
            body_digest=digest,
            at=self._clock.now(),
        )
        self._trail.record(
            AuditAction.ENQUIRY_LOGGED,
            actor=actor,
            subject_kind="enquiry",
            subject_id=enquiry.id,
            details={"kind": kind.value},
        )
        await self._handoffs.open_for_enquiry(
            conversation_id, enquiry.id, reason, reference=str(enquiry.reference), kind=kind.value
        )
        await self._acknowledge(enquiry)
        return LoggedEnquiry(enquiry.reference, is_new=True)

    async def _acknowledge(self, enquiry: EnquiryView) -> None:
        """By e-mail where there is an address, else by text to a mobile number."""
        details, reference = enquiry.details, str(enquiry.reference)
        if details.email_address:
            await self._outbox.add(
                ConcernAcknowledgedByEmail(reference),
                to=details.email_address,
                enquiry_id=enquiry.id,
            )
        elif details.phone_number and details.phone_number.startswith("+447"):
            await self._outbox.add(
                ConcernAcknowledgedByText(reference),
                to=details.phone_number,
                enquiry_id=enquiry.id,
            )

    def _digest(self, kind: EnquiryKind, details: Details) -> bytes:
        return self._blind_index.digest("enquiry.body", f"{kind}:{details.model_dump_json()}")
