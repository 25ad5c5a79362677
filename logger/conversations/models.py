"""Conversations, their turns, and the inbox of messages still to be answered."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant
from logger.notice.models import NoticeVersion


class Conversation(Base):
    """One enquirer's chat. The lease says who may work it now; the fence orders the workers."""

    __tablename__ = "conversation"
    __table_args__ = (Index("ix_conversation_last_activity_at", "last_activity_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes | None] = mapped_column(unique=True)
    data_key: Mapped[bytes | None]
    state: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(Instant)
    last_activity_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    asking: Mapped[str | None]
    next_seq: Mapped[int] = mapped_column(server_default=text("1"))
    lease_owner: Mapped[uuid.UUID | None]
    lease_expires_at: Mapped[datetime | None] = mapped_column(Instant)
    fence: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class Turn(Base):
    """One message of either side; what was said is sealed in `content`."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_turn_message", "conversation_id", "message_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Conversation.id))
    seq: Mapped[int]
    sender: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[bytes]
    message_id: Mapped[uuid.UUID | None]
    is_late: Mapped[bool] = mapped_column(server_default=text("false"))
    topic: Mapped[str | None]
    confidence: Mapped[float | None]
    clauses: Mapped[list[str]] = mapped_column(ARRAY(Text))
    choice_values: Mapped[list[str]] = mapped_column(ARRAY(Text))
    safety: Mapped[str | None]
    asking: Mapped[str | None]
    notice_version: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(NoticeVersion.id))


class InboxMessage(Base):
    """A message an enquirer sent, and whether the assistant has answered it yet.

    `state`: received, answered, fallback (answered calmly, the real reply is still to come), or
    abandoned (the assistant failed for so long that only an adviser answers it).
    """

    __tablename__ = "inbox_message"
    __table_args__ = (
        Index(
            "ix_inbox_message_unanswered",
            "next_attempt_at",
            postgresql_where=text("state IN ('received', 'fallback')"),
        ),
    )

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Conversation.id), primary_key=True
    )
    message_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    turn_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Turn.id))
    seq: Mapped[int]
    body_digest: Mapped[bytes]
    choice: Mapped[str | None]
    safety: Mapped[str | None]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    received_at: Mapped[datetime] = mapped_column(Instant)
    next_attempt_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
