"""What staff may do with a handoff: claim it, release it, grade it, write a note, close it.

Each change names the version that its page showed. A change that lost the race changes nothing and
tells who was first.
"""

from __future__ import annotations

import uuid
from typing import Any, Final

from logger.audit.trail import Actor, AuditAction, Trail
from logger.clock import Clock
from logger.conversations.repository import ConversationRepository
from logger.conversations.service import ConversationService
from logger.enquiries.repository import EnquiryRepository
from logger.handoffs.grade import Grade
from logger.handoffs.models import Handoff
from logger.handoffs.queues import Queue, may_read, may_work
from logger.handoffs.refusals import (
    HandoffClosed,
    HandoffConflict,
    HandoffHeld,
    HandoffNotFound,
    HandoffNotHeld,
)
from logger.handoffs.repository import TABLE, HandoffRepository
from logger.handoffs.schemas import (
    Closing,
    FormIncomplete,
    Regrading,
    parse_note,
    parse_release_reason,
)
from logger.handoffs.states import (
    Change,
    HandoffState,
    Standing,
    possible,
    standings,
    transition,
)
from logger.handoffs.targets import Targets
from logger.staff.members import Member, Role
from logger.staff.refusals import RoleMayNot
from logger.staff.repository import StaffRepository

NOTE: Final = "note"
RELEASE: Final = "release"
REGRADE: Final = "regrade"


def standings_of(member: Member, handoff: Handoff) -> frozenset[Standing]:
    """What this member is to this handoff."""
    return standings(
        works_queue=may_work(member.role, Queue(handoff.queue)),
        is_supervisor=member.role == Role.SUPERVISOR,
        is_holder=handoff.claimed_by == member.id,
    )


class Casework:
    def __init__(
        self,
        handoffs: HandoffRepository,
        staff: StaffRepository,
        enquiries: EnquiryRepository,
        conversations: ConversationRepository,
        chats: ConversationService,
        targets: Targets,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._handoffs = handoffs
        self._staff = staff
        self._enquiries = enquiries
        self._conversations = conversations
        self._chats = chats
        self._targets = targets
        self._trail = trail
        self._clock = clock

    async def claim(self, handoff_id: uuid.UUID, *, version: int, by: Member) -> None:
        """Hold it alone; pressing the button twice is no mistake.

        Raises HandoffNotFound, RoleMayNot, HandoffHeld, HandoffClosed, HandoffConflict.
        """
        handoff = await self._workable(handoff_id, by)
        if _is_repeated(handoff, version, HandoffState.CLAIMED, by=handoff.claimed_by, member=by):
            return
        await self._change(
            Change.CLAIM,
            handoff,
            version=version,
            by=by,
            to={"claimed_by": by.id, "claimed_at": self._clock.now()},
        )
        self._record(AuditAction.HANDOFF_CLAIMED, handoff, by)

    async def release(
        self, handoff_id: uuid.UUID, *, version: int, by: Member, reason: str = ""
    ) -> None:
        """Put it back into the queue. A supervisor who takes it from somebody else says why.

        Raises HandoffNotFound, RoleMayNot, FormIncomplete, HandoffConflict and its kinds.
        """
        handoff = await self._workable(handoff_id, by)
        holder = handoff.claimed_by
        is_taken_back = by.role == Role.SUPERVISOR and holder not in (None, by.id)
        await self._change(
            Change.TAKE_BACK if is_taken_back else Change.RELEASE,
            handoff,
            version=version,
            by=by,
            to={"claimed_by": None, "claimed_at": None, **self._ladder_again(handoff)},
        )
        details: dict[str, str | int | bool | None] = {}
        if is_taken_back:
            self._write(handoff, parse_release_reason(reason), by, purpose=RELEASE)
            details = {"taken_from": str(holder)}
        self._record(AuditAction.HANDOFF_RELEASED, handoff, by, details)

    async def regrade(
        self, handoff_id: uuid.UUID, regrading: Regrading, *, version: int, by: Member
    ) -> None:
        """Make it more or less urgent, and say why: it is due, and escalates, by its new grade.

        Raises HandoffNotFound, RoleMayNot, FormIncomplete, HandoffConflict and its kinds.
        """
        handoff = await self._workable(handoff_id, by)
        before, after = Grade(handoff.grade), regrading.grade
        if before == after and handoff.version == version:
            raise FormIncomplete({"grade": "It has this grade already. Choose another one."})
        since = self._clock.now() if after < before else handoff.opened_at
        if handoff.state == HandoffState.CLOSED or not await self._handoffs.change(
            handoff.id,
            state=HandoffState(handoff.state),
            version=version,
            to={
                "grade": after,
                "due_at": self._targets.due_at(after, since),
                **self._ladder_again(handoff, after),
            },
        ):
            raise await self._conflict(await self._known(handoff.id), Change.CLAIM, by)
        self._write(handoff, regrading.reason, by, purpose=REGRADE)
        self._record(
            AuditAction.HANDOFF_REGRADED, handoff, by, {"from": int(before), "to": int(after)}
        )

    def _ladder_again(self, handoff: Handoff, grade: Grade | None = None) -> dict[str, Any]:
        """Nobody holds it now, or it has another grade: the contacts are told from the first."""
        known = Grade(handoff.grade) if grade is None else grade
        return {
            "escalation_step": 0,
            "next_escalation_at": self._targets.escalates_at(known, self._clock.now()),
        }

    async def note(self, handoff_id: uuid.UUID, text: str, *, by: Member) -> None:
        """Add a note, in any state. Raises HandoffNotFound, RoleMayNot, FormIncomplete."""
        handoff = await self._workable(handoff_id, by)
        note = self._write(handoff, parse_note(text), by, purpose=NOTE)
        self._record(AuditAction.HANDOFF_NOTED, handoff, by, {"note": str(note)})

    async def close(
        self, handoff_id: uuid.UUID, closing: Closing, *, version: int, by: Member
    ) -> None:
        """End it, and its enquiry. The assistant takes the chat back once nothing of it is open.

        Raises HandoffNotFound, RoleMayNot, HandoffConflict and its kinds.
        """
        handoff = await self._workable(handoff_id, by)
        if _is_repeated(handoff, version, HandoffState.CLOSED, by=handoff.closed_by, member=by):
            return
        # The conversation first, as the web chat locks it: so the two never wait for each other.
        await self._conversations.locked(handoff.conversation_id)
        await self._change(
            Change.CLOSE,
            handoff,
            version=version,
            by=by,
            to={
                "closed_by": by.id,
                "closed_at": self._clock.now(),
                "outcome": closing.outcome.value,
                "outcome_reason": self._handoffs.sealed_outcome_reason(handoff, closing.reason),
            },
        )
        self._record(AuditAction.HANDOFF_CLOSED, handoff, by, {"outcome": closing.outcome.value})
        if handoff.enquiry_id is not None:
            await self._enquiries.close(handoff.enquiry_id)
        if not await self._handoffs.has_other_open(handoff):
            await self._chats.return_to_assistant(handoff.conversation_id)

    async def _workable(self, handoff_id: uuid.UUID, by: Member) -> Handoff:
        """Raises HandoffNotFound, RoleMayNot."""
        handoff = await self._known(handoff_id)
        check_may_work(by, Queue(handoff.queue))
        return handoff

    async def _known(self, handoff_id: uuid.UUID) -> Handoff:
        handoff = await self._handoffs.get(handoff_id)
        if handoff is None:
            raise HandoffNotFound
        return handoff

    async def _change(
        self, change: Change, handoff: Handoff, *, version: int, by: Member, to: dict[str, Any]
    ) -> None:
        """Compare and set, along the declared transitions only."""
        known = transition(change)
        may = change in possible(HandoffState(handoff.state), standings_of(by, handoff))
        if not may or not await self._handoffs.change(
            handoff.id, state=known.source, version=version, to={"state": known.target, **to}
        ):
            raise await self._conflict(await self._known(handoff.id), change, by)

    async def _conflict(self, handoff: Handoff, change: Change, by: Member) -> HandoffConflict:
        """Who was first, as the record stands now."""
        names = await self._staff.names([handoff.claimed_by, handoff.closed_by])
        if handoff.closed_by is not None:
            return HandoffClosed(names[handoff.closed_by])
        if handoff.claimed_by not in (None, by.id) and handoff.claimed_at is not None:
            return HandoffHeld(names[handoff.claimed_by], handoff.claimed_at)
        if handoff.claimed_by is None and change != Change.CLAIM:
            return HandoffNotHeld()
        return HandoffConflict()

    def _write(self, handoff: Handoff, text: str, by: Member, *, purpose: str) -> uuid.UUID:
        return self._handoffs.add_note(
            handoff, text, by=by.id, at=self._clock.now(), purpose=purpose
        )

    def _record(
        self,
        action: AuditAction,
        handoff: Handoff,
        by: Member,
        details: dict[str, str | int | bool | None] | None = None,
    ) -> None:
        self._trail.record(
            action,
            actor=Actor.staff(by.id),
            subject_kind=TABLE,
            subject_id=handoff.id,
            details=details,
        )


def check_may_work(member: Member, queue: Queue) -> None:
    """Raises HandoffNotFound where they may not even know of it, RoleMayNot."""
    if not may_read(member.role, queue):
        raise HandoffNotFound
    if not may_work(member.role, queue):
        raise RoleMayNot("You can read this queue. Others work on it.")


def _is_repeated(
    handoff: Handoff,
    version: int,
    state: HandoffState,
    *,
    by: uuid.UUID | None,
    member: Member,
) -> bool:
    """The very change that is asked for has just been made by the same person."""
    return handoff.state == state and by == member.id and handoff.version == version + 1
