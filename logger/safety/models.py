"""What the gate decided about each message on which it fired or failed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class SafetyVerdict(Base):
    """One verdict. `matched` is the enquirer's own words, `shown` what they were answered; sealed.

    `detectors`: what each detector said, as [{detector, version, label, score, rules}].
    """

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
    detectors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    is_child: Mapped[bool] = mapped_column(server_default=text("false"))
    shown: Mapped[bytes | None]
