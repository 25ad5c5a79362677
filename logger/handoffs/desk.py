"""What staff read: the queue, and everything about one handoff. Each look leaves an audit event."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from logger.audit.repository import AuditRepository
from logger.audit.trail import Actor, AuditAction, Trail
from logger.conversations.service import ConversationService
from logger.conversations.turns import ConversationView, TurnView
from logger.enquiries.repository import EnquiryLine, EnquiryRepository, EnquiryView
from logger.handoffs.casework import standings_of
from logger.handoffs.grade import Grade
from logger.handoffs.history import History
from logger.handoffs.models import Handoff
from logger.handoffs.outcomes import Outcome
from logger.handoffs.queues import Queue, may_read, may_work, queues_read_by
from logger.handoffs.refusals import HandoffNotFound
from logger.handoffs.repository import TABLE, HandoffRepository
from logger.handoffs.states import HandoffState, possible
from logger.handoffs.views import (
    CaseFile,
    EnquiryOnCase,
    HandoffView,
    LinkedEnquiry,
    NoteOnCase,
    QueuePage,
    SafetyFinding,
)
from logger.safety.record import SafetyRecord, StoredVerdict
from logger.staff.members import Member
from logger.staff.repository import StaffRepository

PAGE: Final = 50
_QUEUES: Final = uuid.UUID("6f1d3c52-3f0e-4f0b-9a55-0c2f6a1d7e10")


class Desk:
    def __init__(
        self,
        handoffs: HandoffRepository,
        staff: StaffRepository,
        enquiries: EnquiryRepository,
        chats: ConversationService,
        safety: SafetyRecord,
        events: AuditRepository,
        trail: Trail,
    ) -> None:
        self._handoffs = handoffs
        self._staff = staff
        self._enquiries = enquiries
        self._chats = chats
        self._safety = safety
        self._history = History(events, staff)
        self._trail = trail

    async def queue(
        self, wanted: Queue | None, state: HandoffState, *, page: int, reader: Member
    ) -> QueuePage:
        """Worst and oldest first, fifty at a time; a page past the end shows the last one.

        A queue that the reader may not look into shows them their own.
        """
        readable = queues_read_by(reader.role)
        queue = wanted if wanted in readable else readable[0]
        counts = await self._handoffs.counts(queue)
        pages = max(1, -(-counts[state] // PAGE))
        number = min(max(page, 1), pages)
        rows = await self._handoffs.page(queue, state, offset=(number - 1) * PAGE, limit=PAGE)
        self._trail.record(
            AuditAction.QUEUE_VIEWED,
            actor=Actor.staff(reader.id),
            subject_kind="queue",
            subject_id=uuid.uuid5(_QUEUES, queue),
            details={"queue": queue, "state": state.value, "page": number, "shown": len(rows)},
        )
        views = await self._views(rows, reader)
        waiting = await self._handoffs.waiting(readable)
        return QueuePage(
            queue=queue,
            waiting={each: waiting[each] for each in readable},
            state=state,
            number=number,
            handoffs=tuple(views),
            counts=counts,
            pages=pages,
        )

    async def case_file(self, handoff_id: uuid.UUID, *, reader: Member) -> CaseFile:
        """Raises HandoffNotFound."""
        handoff = await self._handoffs.get(handoff_id)
        if handoff is None or not may_read(reader.role, Queue(handoff.queue)):
            raise HandoffNotFound
        self._record_view(handoff, reader)
        (view,) = await self._views([handoff], reader)
        conversation = await self._chats.transcript(handoff.conversation_id)
        verdicts = await self._safety.verdicts(handoff.conversation_id)
        messages = await self._handoffs.messages(handoff)
        return CaseFile(
            handoff=view,
            outcome_reason=self._handoffs.outcome_reason(handoff),
            may_note=may_work(reader.role, Queue(handoff.queue)),
            unreached=tuple(dict.fromkeys(m.unreached for m in messages if m.unreached)),
            enquiry=await self._enquiry(handoff, reader),
            others=tuple(await self._others(handoff, reader)),
            conversation=conversation,
            findings=tuple(_finding(verdict, conversation) for verdict in verdicts),
            messages=tuple(messages),
            notes=tuple(await self._notes(handoff)),
            history=tuple(await self._history.of(handoff, messages)),
        )

    async def _others(self, handoff: Handoff, reader: Member) -> list[HandoffView]:
        rows = await self._handoffs.others(handoff)
        readable = [row for row in rows if may_read(reader.role, Queue(row.queue))]
        return await self._views(readable, reader)

    def _record_view(self, handoff: Handoff, reader: Member) -> None:
        for action, kind, subject in (
            (AuditAction.HANDOFF_VIEWED, TABLE, handoff.id),
            (AuditAction.CONVERSATION_VIEWED, "conversation", handoff.conversation_id),
        ):
            self._trail.record(
                action, actor=Actor.staff(reader.id), subject_kind=kind, subject_id=subject
            )

    async def _enquiry(self, handoff: Handoff, reader: Member) -> EnquiryOnCase | None:
        if handoff.enquiry_id is None:
            return None
        enquiry = await self._enquiries.get(handoff.enquiry_id)
        if enquiry is None:
            return None
        return EnquiryOnCase(
            answers=tuple(enquiry.details.answers()),
            contact_warning=enquiry.details.contact_warning,
            linked=tuple(await self._linked(enquiry, reader)),
        )

    async def _linked(self, enquiry: EnquiryView, reader: Member) -> list[LinkedEnquiry]:
        """Those whose handoff this reader may open."""
        references = await self._enquiries.linked(enquiry)
        handoffs = {other: await self._handoffs.of_enquiry(other) for other in references}
        return [
            LinkedEnquiry(str(references[other]), handoff.id)
            for other, handoff in handoffs.items()
            if handoff is not None and may_read(reader.role, Queue(handoff.queue))
        ]

    async def _notes(self, handoff: Handoff) -> list[NoteOnCase]:
        notes = await self._handoffs.notes(handoff)
        names = await self._staff.names(note.by for note in notes)
        return [NoteOnCase(note.at, names[note.by], note.purpose, note.text) for note in notes]

    async def _views(self, rows: Sequence[Handoff], reader: Member) -> list[HandoffView]:
        enquiries = await self._enquiries.lines(
            {row.enquiry_id for row in rows if row.enquiry_id is not None}
        )
        names = await self._staff.names(_staff_of(rows))
        return [_view(row, reader, names, enquiries.get(row.enquiry_id or row.id)) for row in rows]


def _view(
    row: Handoff, reader: Member, names: dict[uuid.UUID, str], enquiry: EnquiryLine | None
) -> HandoffView:
    state = HandoffState(row.state)
    return HandoffView(
        id=row.id,
        reference=row.reference if enquiry is None else str(enquiry.reference),
        kind=None if enquiry is None else enquiry.kind.value,
        reason=row.reason,
        queue=Queue(row.queue),
        grade=Grade(row.grade),
        state=state,
        version=row.version,
        opened_at=row.opened_at,
        due_at=row.due_at,
        escalated=row.escalation_step,
        claimed_by=None if row.claimed_by is None else names[row.claimed_by],
        claimed_at=row.claimed_at,
        is_mine=row.claimed_by == reader.id,
        closed_by=None if row.closed_by is None else names[row.closed_by],
        closed_at=row.closed_at,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        may=possible(state, standings_of(reader, row)),
        may_regrade=state != HandoffState.CLOSED and may_work(reader.role, Queue(row.queue)),
        answer_by=None if enquiry is None else enquiry.due_on,
    )


def _staff_of(rows: Iterable[Handoff]) -> set[uuid.UUID | None]:
    return {staff_id for row in rows for staff_id in (row.claimed_by, row.closed_by)}


def _finding(verdict: StoredVerdict, conversation: ConversationView) -> SafetyFinding:
    """The matched words, or the whole message where the gate could not read it."""
    turn = next((turn for turn in conversation.turns if turn.id == verdict.turn_id), None)
    said = " … ".join(verdict.matched) or (turn.speech.text if turn else "")
    return SafetyFinding(
        at=verdict.at,
        label=verdict.label,
        said=said,
        checked_by=verdict.checked_by,
        is_child=verdict.is_child,
        shown=_shown_after(turn, conversation) or verdict.shown,
    )


def _shown_after(turn: TurnView | None, conversation: ConversationView) -> str | None:
    """The safety text that answered this message."""
    if turn is None or turn.message_id is None:
        return None
    return next(
        (
            reply.speech.text
            for reply in conversation.turns
            if reply.message_id == turn.message_id and reply.speech.safety is not None
        ),
        None,
    )
