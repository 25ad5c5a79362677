"""What advisers see of handoffs: frozen, opened, with names in place of ids."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from logger.conversations.turns import ConversationView
from logger.enquiries.details import Answer
from logger.handoffs.grade import Grade
from logger.handoffs.outcomes import Outcome
from logger.handoffs.queues import Queue
from logger.handoffs.states import Change, HandoffState


@dataclass(frozen=True)
class HandoffView:
    """One handoff as its reader may see and change it; `may` is what this reader may do now.

    `escalated` is how many contacts have been told that nobody has claimed it. `answer_by` is the
    last day that the law leaves for an answer to a data rights request.
    """

    id: uuid.UUID
    reference: str | None
    kind: str | None
    reason: str
    queue: Queue
    grade: Grade
    state: HandoffState
    version: int
    opened_at: datetime
    due_at: datetime
    escalated: int
    claimed_by: str | None
    claimed_at: datetime | None
    is_mine: bool
    closed_by: str | None
    closed_at: datetime | None
    outcome: Outcome | None
    may: frozenset[Change]
    may_regrade: bool
    answer_by: date | None

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time has passed and nobody has closed it."""
        return self.state != HandoffState.CLOSED and now > self.due_at


@dataclass(frozen=True)
class QueuePage:
    """One page of a queue. `number` counts from 1.

    `waiting` says for every queue that its reader may look into how many wait there.
    """

    queue: Queue
    waiting: dict[Queue, int]
    state: HandoffState
    number: int
    handoffs: tuple[HandoffView, ...]
    counts: dict[HandoffState, int]
    pages: int


@dataclass(frozen=True)
class NoteOnCase:
    at: datetime
    by: str
    purpose: str
    text: str


@dataclass(frozen=True)
class SafetyFinding:
    """A verdict of the gate, the words that led to it, and what the person was shown then.

    `checked_by` says of each detector its name, its version and what it found.
    """

    at: datetime
    label: str
    said: str
    checked_by: tuple[str, ...]
    is_child: bool
    shown: str | None


@dataclass(frozen=True)
class MessageSent:
    """A notification: to whom, and how far it has got, both in plain words.

    `may_be_repeated`: it failed, and nothing was sent in its place since. `unreached`: and it was
    for the enquirer, who could not be reached by "email" or "text".
    """

    id: uuid.UUID
    what: str
    state: str
    at: datetime
    may_be_repeated: bool = False
    unreached: str | None = None
    try_number: int = 1


@dataclass(frozen=True)
class CaseEvent:
    """One line of the history. `action` is the code of the trail."""

    at: datetime
    action: str
    by: str
    detail: str | None


@dataclass(frozen=True)
class LinkedEnquiry:
    """Another enquiry that says the same, with the handoff it opened."""

    reference: str
    handoff_id: uuid.UUID


@dataclass(frozen=True)
class EnquiryOnCase:
    """What the enquirer gave. `contact_warning` is how they must not be reached, if they said so.

    `linked` may be the same enquiry sent again: nothing was merged.
    """

    answers: tuple[Answer, ...]
    contact_warning: str | None
    linked: tuple[LinkedEnquiry, ...]


@dataclass(frozen=True)
class CaseFile:
    """All that is known about one handoff; `others` came out of the same conversation.

    `unreached`: the ways, "email" or "text", by which the enquirer could not be reached.
    """

    handoff: HandoffView
    outcome_reason: str | None
    may_note: bool
    unreached: tuple[str, ...]
    enquiry: EnquiryOnCase | None
    others: tuple[HandoffView, ...]
    conversation: ConversationView
    findings: tuple[SafetyFinding, ...]
    messages: tuple[MessageSent, ...]
    notes: tuple[NoteOnCase, ...]
    history: tuple[CaseEvent, ...]
