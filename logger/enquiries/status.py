"""How far an enquiry has got, told to whoever has its reference and what was given with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from logger.audit.trail import ENQUIRER, AuditAction, Trail
from logger.enquiries.contact import understood
from logger.enquiries.details import day_words
from logger.enquiries.postcode import normalised
from logger.enquiries.reference import EnquiryReference, ReferenceInvalid
from logger.enquiries.repository import EnquiryRepository, EnquiryView
from logger.guesses.service import Guesses
from logger.handoffs.repository import HandoffRepository
from logger.handoffs.states import HandoffState
from logger.opening_hours import OpeningHours

MOST_TRIES: Final = 5
WITHIN: Final = timedelta(hours=1)

_WORDS: Final = {
    HandoffState.WAITING: "It is waiting for someone in our team to read it.",
    HandoffState.CLAIMED: "Someone in our team is working on it.",
    HandoffState.CLOSED: (
        "Our team has finished with it. If there is something new to tell us, please get in touch "
        "again."
    ),
}


@dataclass(frozen=True)
class StatusAnswer:
    """`words` where reference and proof are right. A mistyped reference costs no try."""

    words: str | None
    tries_left: int
    is_mistyped: bool = False


class EnquiryStatus:
    def __init__(
        self,
        enquiries: EnquiryRepository,
        handoffs: HandoffRepository,
        guesses: Guesses,
        trail: Trail,
        hours: OpeningHours,
    ) -> None:
        self._enquiries = enquiries
        self._handoffs = handoffs
        self._guesses = guesses
        self._trail = trail
        self._hours = hours

    async def tell(
        self, typed_reference: str, proof: str, *, conversation_id: uuid.UUID, attempt: str
    ) -> StatusAnswer:
        """The same answer, after the same work, whether the reference or the proof is wrong."""
        try:
            reference = EnquiryReference.parse(typed_reference)
        except ReferenceInvalid:
            return StatusAnswer(None, MOST_TRIES, is_mistyped=True)
        keys = (f"status:{conversation_id}", f"status:{reference.characters}")
        allowance = await self._guesses.begin(attempt, keys, most=MOST_TRIES, within=WITHIN)
        if not allowance.is_allowed:
            return StatusAnswer(None, 0)
        enquiry = await self._enquiries.by_proof(reference, _proofs(proof))
        if enquiry is None:
            return StatusAnswer(None, allowance.left)
        await self._guesses.succeed(attempt)
        self._trail.record(
            AuditAction.ENQUIRY_STATUS_TOLD,
            actor=ENQUIRER,
            subject_kind="enquiry",
            subject_id=enquiry.id,
        )
        return StatusAnswer(await self._words(enquiry), allowance.left)

    async def _words(self, enquiry: EnquiryView) -> str:
        """Nothing about the family: not what it was, and not how it ended."""
        handoff = await self._handoffs.of_enquiry(enquiry.id)
        state = HandoffState.WAITING if handoff is None else HandoffState(handoff.state)
        sent = day_words(self._hours.local_day(enquiry.logged_at))
        words = f"We have what you sent on {sent}. {_WORDS[state]}"
        return words + ("" if state == HandoffState.CLOSED else _due(enquiry.due_on))


def _due(due_on: date | None) -> str:
    return "" if due_on is None else f" You will have an answer by {day_words(due_on)}."


def _proofs(typed: str) -> dict[str, str]:
    """Always all three columns, so that the query is the same whatever was typed."""
    contact = understood(typed)
    return {
        "phone_number": contact.phone_number or "none",
        "email_address": contact.email_address or "none",
        "postcode": normalised(typed) or "none",
    }
