"""Who did what to which record, written in the transaction of the change itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.models import AuditEvent
from logger.clock import Clock


class AuditAction(StrEnum):
    CONVERSATION_STARTED = "conversation.started"
    CONVERSATION_ENDED = "conversation.ended"
    CONVERSATION_VIEWED = "conversation.viewed"
    SAFETY_GATE_FIRED = "safety.gate-fired"
    SAFETY_GATE_FAILED = "safety.gate-failed"
    ENQUIRY_LOGGED = "enquiry.logged"
    ENQUIRY_STATUS_TOLD = "enquiry.status-told"
    DRAFT_SAVED = "draft.saved"
    DRAFT_CODE_SENT = "draft.code-sent"
    DRAFT_OPENED = "draft.opened"
    DRAFT_DELETED = "draft.deleted"
    HANDOFF_OPENED = "handoff.opened"
    HANDOFF_RAISED = "handoff.raised"
    HANDOFF_REPEATED = "handoff.repeated"
    HANDOFF_ESCALATED = "handoff.escalated"
    HANDOFF_REGRADED = "handoff.regraded"
    HANDOFF_TEXT_JOINED = "handoff.text-joined"
    HANDOFF_VIEWED = "handoff.viewed"
    HANDOFF_CLAIMED = "handoff.claimed"
    HANDOFF_RELEASED = "handoff.released"
    HANDOFF_NOTED = "handoff.noted"
    HANDOFF_CLOSED = "handoff.closed"
    QUEUE_VIEWED = "queue.viewed"
    NOTIFICATION_QUEUED = "notification.queued"
    NOTIFICATION_ACCEPTED = "notification.accepted"
    NOTIFICATION_REJECTED = "notification.rejected"
    NOTIFICATION_WITHHELD = "notification.withheld"
    NOTIFICATION_DELIVERED = "notification.delivered"
    NOTIFICATION_FAILED = "notification.failed"
    NOTIFICATION_TRIED_AGAIN = "notification.tried-again"
    NOTIFICATION_SENT_AGAIN = "notification.sent-again"
    NOTIFICATION_FALLBACK_TOLD = "notification.fallback-told"
    NOTICE_IMPORTED = "notice.imported"
    NOTICE_USED_AGAIN = "notice.used-again"
    STAFF_ADDED = "staff.added"
    STAFF_DISABLED = "staff.disabled"
    STAFF_PASSWORD_RESET = "staff.password-reset"  # noqa: S105 - the name of an event
    STAFF_SIGNED_IN = "staff.signed-in"
    STAFF_SIGN_IN_FAILED = "staff.sign-in-failed"
    STAFF_SIGNED_OUT = "staff.signed-out"
    STAFF_PASSWORD_CHANGED = "staff.password-changed"  # noqa: S105 - the name of an event


@dataclass(frozen=True)
class Actor:
    """Who acts: an enquirer, the assistant, a member of staff, or the system itself."""

    kind: str
    id: uuid.UUID | None = None

    @classmethod
    def staff(cls, staff_id: uuid.UUID) -> Actor:
        return cls("staff", staff_id)


ENQUIRER: Final = Actor("enquirer")
ASSISTANT: Final = Actor("assistant")
SYSTEM: Final = Actor("system")


class Trail:
    """Adds audit events to the caller's transaction. `details` holds ids and codes, never words."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def record(
        self,
        action: AuditAction,
        *,
        actor: Actor,
        subject_kind: str,
        subject_id: uuid.UUID,
        details: dict[str, str | int | bool | None] | None = None,
    ) -> None:
        self._session.add(
            AuditEvent(
                at=self._clock.now(),
                action=action.value,
                actor_kind=actor.kind,
                actor_id=actor.id,
                subject_kind=subject_kind,
                subject_id=subject_id,
                details=details or {},
            )
        )
