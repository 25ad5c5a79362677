"""Handoffs: what waits for an adviser, who holds it, and how it ended."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class Handoff(Base):
    """`version` rises with every change; a change names the version it saw (compare-and-set).

    `reference` is its own where there is no enquiry whose reference could be quoted.
    `escalation_step` counts the contacts told since it began to wait; `next_escalation_at` is when
    the next one is, unless somebody claims it; None when nobody is left or the grade can wait.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        Index("ix_handoff_queue", "state", "grade", "opened_at"),
        Index("ix_handoff_conversation_id", "conversation_id"),
        Index(
            "uq_handoff_open_reason",
            "conversation_id",
            "reason",
            unique=True,
            postgresql_where=text("state <> 'closed' AND enquiry_id IS NULL"),
        ),
        Index(
            "ix_handoff_escalation",
            "next_escalation_at",
            postgresql_where=text("state = 'waiting' AND next_escalation_at IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("logger.conversation.id"))
    enquiry_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.enquiry.id"))
    data_key: Mapped[bytes | None]
    reference: Mapped[str | None] = mapped_column(unique=True)
    reason: Mapped[str]
    queue: Mapped[str]
    grade: Mapped[int]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    escalation_step: Mapped[int] = mapped_column(server_default=text("0"))
    next_escalation_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.staff_member.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.staff_member.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None]
    outcome_reason: Mapped[bytes | None]


class HandoffNote(Base):
    """What an adviser wrote down, sealed with the handoff's key.

    `purpose`: note, release (why a supervisor took it from the one who held it), or regrade (why
    its grade was changed).
    """

    __tablename__ = "handoff_note"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    handoff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Handoff.id), index=True)
    written_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("logger.staff_member.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    purpose: Mapped[str]
    content: Mapped[bytes]
