"""What the gate decided about each message on which it fired or failed."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class SafetyVerdict(Base):
    """One verdict. `matched` is the enquirer's own words, sealed."""

    __tablename__ = "safety_verdict"
    __table_args__ = (Index("ix_safety_verdict_conversation_id", "conversation_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("logger.conversation.id"))
    turn_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.turn.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    label: Mapped[str]
    detector: Mapped[str]
    rule_set: Mapped[str]
    rules: Mapped[list[str]] = mapped_column(ARRAY(Text))
    data_key: Mapped[bytes | None]
    matched: Mapped[bytes | None]
