"""Answers kept for another day or another device: save them, prove whose they are, open them."""

from __future__ import annotations

import hmac
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from logger.audit.trail import ENQUIRER, SYSTEM, Actor, AuditAction, Trail
from logger.clock import Clock
from logger.drafts.models import Draft
from logger.drafts.repository import TABLE, DraftRepository
from logger.enquiries.contact import Contact, understood
from logger.enquiries.kind import EnquiryKind
from logger.enquiries.reference import DraftReference, ReferenceInvalid
from logger.errors import Refusal
from logger.guesses.service import Guesses
from logger.notifications.messages import ResumeCodeByEmail, ResumeCodeByText
from logger.notifications.outbox import Outbox

CODE_DIGITS: Final = 6
CODE_WORKS_FOR: Final = timedelta(minutes=15)
CODE_TRIES: Final = 5
MOST_CODES: Final = 3
MOST_OPENINGS: Final = 10
WITHIN: Final = timedelta(hours=1)
OPENED_KEPT_FOR: Final = timedelta(hours=1)
"""A retry of the call that opened it still gets its answer."""

_TASKS_OF_KIND: Final = {
    EnquiryKind.CONCERN: ("raise_concern",),
    EnquiryKind.SUPPORT_REQUEST: ("request_support",),
    EnquiryKind.CALLBACK: ("request_callback",),
    EnquiryKind.DATA_RIGHTS_REQUEST: (
        "data_rights",
        "access_request",
        "correct_my_data",
        "erase_my_data",
        "object_or_restrict",
        "someone_elses_records",
        "rights_overview",
    ),
    EnquiryKind.SERVICE_COMPLAINT: ("service_complaint",),
    EnquiryKind.DETAILS_UPDATE: ("update_details",),
    EnquiryKind.DATA_BREACH: ("data_breach",),
}
"""A draft is named by its task or by the topic that opened it."""


class ContactNotUnderstood(Refusal):
    """A code can go to a mobile number or an e-mail address only."""

    status = 422
    code = "contact-not-understood"
    title = "That is no mobile number and no email address"


@dataclass(frozen=True)
class SavedDraft:
    reference: DraftReference
    kept_until: datetime
    is_new: bool


@dataclass(frozen=True)
class OpenedDraft:
    task: str
    answers: dict[str, Any]


class DraftService:
    def __init__(
        self,
        repository: DraftRepository,
        guesses: Guesses,
        outbox: Outbox,
        trail: Trail,
        clock: Clock,
        kept_for: timedelta,
    ) -> None:
        self._drafts = repository
        self._guesses = guesses
        self._outbox = outbox
        self._trail = trail
        self._clock = clock
        self._kept_for = kept_for

    async def save(
        self, task: str, answers: Mapping[str, Any], contact: str, *, conversation_id: uuid.UUID
    ) -> SavedDraft:
        """Keep the answers; the same task of the same conversation again keeps its reference.

        The conversation must be locked. Raises ContactNotUnderstood.
        """
        if _address(understood(contact)) is None:
            raise ContactNotUnderstood
        now = self._clock.now()
        kept_until = now + self._kept_for
        draft = await self._drafts.of_task(conversation_id, task)
        is_new = draft is None
        if draft is None:
            draft = await self._drafts.add(
                task,
                answers,
                contact,
                conversation_id=conversation_id,
                at=now,
                kept_until=kept_until,
            )
        else:
            self._drafts.change(draft, answers, contact, at=now, kept_until=kept_until)
        self._record(AuditAction.DRAFT_SAVED, draft.id, ENQUIRER)
        return SavedDraft(self._drafts.reference_of(draft), kept_until, is_new)

    async def send_code(
        self, typed_reference: str, *, conversation_id: uuid.UUID, attempt: str
    ) -> None:
        """Send a code to the contact of the draft, if there is one; nothing tells whether."""
        reference = _parsed(typed_reference)
        keys = [f"draft-code:{conversation_id}"]
        keys += [f"draft-code:{reference.characters}"] if reference else []
        allowance = await self._guesses.begin(attempt, keys, most=MOST_CODES, within=WITHIN)
        if not allowance.is_allowed or allowance.is_repeated or reference is None:
            return
        now = self._clock.now()
        draft = await self._drafts.by_reference(reference, now=now)
        if draft is None or draft.opened_by is not None:
            return
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        draft.code_digest = self._drafts.code_digest(draft.id, code)
        draft.code_expires_at = now + CODE_WORKS_FOR
        draft.code_tries = 0
        await self._queue_code(code, understood(self._drafts.contact_of(draft)))
        self._record(AuditAction.DRAFT_CODE_SENT, draft.id, ENQUIRER)

    async def open(
        self, typed_reference: str, code: str, *, conversation_id: uuid.UUID, attempt: str
    ) -> OpenedDraft | None:
        """The answers, once; None for a wrong reference and a wrong code alike."""
        reference = _parsed(typed_reference)
        keys = [f"draft-open:{conversation_id}"]
        allowance = await self._guesses.begin(attempt, keys, most=MOST_OPENINGS, within=WITHIN)
        if not allowance.is_allowed or reference is None:
            return None
        draft = await self._drafts.by_reference(reference, now=self._clock.now())
        if draft is None:
            return None
        if draft.opened_by is None and self._is_right(draft, code):
            draft.opened_by, draft.opened_in = attempt, conversation_id
            draft.kept_until = min(draft.kept_until, self._clock.now() + OPENED_KEPT_FOR)
            self._record(AuditAction.DRAFT_OPENED, draft.id, ENQUIRER)
        if draft.opened_by != attempt:
            return None
        await self._guesses.succeed(attempt)
        return OpenedDraft(draft.task, self._drafts.answers_of(draft))

    async def forget_sent(self, kind: EnquiryKind, conversation_id: uuid.UUID) -> None:
        """It was sent: its draft is of no more use."""
        tasks = _TASKS_OF_KIND.get(kind, ())
        self._record_deleted(await self._drafts.sent(conversation_id, tasks), "sent")

    async def delete_expired(self) -> int:
        """What was left alone for too long, and what was opened elsewhere; how many."""
        deleted = await self._drafts.expired(self._clock.now())
        self._record_deleted(deleted, "expired")
        return len(deleted)

    def _is_right(self, draft: Draft, code: str) -> bool:
        """Counts the try."""
        wanted, expires_at = draft.code_digest, draft.code_expires_at
        is_open = (
            wanted is not None
            and expires_at is not None
            and self._clock.now() < expires_at
            and draft.code_tries < CODE_TRIES
        )
        draft.code_tries += 1
        given = self._drafts.code_digest(draft.id, "".join(code.split()))
        return hmac.compare_digest(wanted or b"", given) and is_open

    async def _queue_code(self, code: str, contact: Contact) -> None:
        address = _address(contact)
        if address is None:
            return
        message = ResumeCodeByEmail(code) if "@" in address else ResumeCodeByText(code)
        await self._outbox.add(message, to=address)

    def _record_deleted(self, draft_ids: Iterable[uuid.UUID], why: str) -> None:
        for draft_id in draft_ids:
            self._record(AuditAction.DRAFT_DELETED, draft_id, SYSTEM, {"because": why})

    def _record(
        self,
        action: AuditAction,
        draft_id: uuid.UUID,
        actor: Actor,
        details: dict[str, str | int | bool | None] | None = None,
    ) -> None:
        self._trail.record(
            action, actor=actor, subject_kind=TABLE, subject_id=draft_id, details=details
        )


def _parsed(typed: str) -> DraftReference | None:
    try:
        return DraftReference.parse(typed)
    except ReferenceInvalid:
        return None


def _address(contact: Contact) -> str | None:
    """Where a code can go: a mobile number first, since it is at hand."""
    number = contact.phone_number
    return number if number and number.startswith("+447") else contact.email_address
