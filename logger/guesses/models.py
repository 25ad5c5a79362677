"""Tries at something that only its owner should know: a reference with its proof, a code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class Guess(Base):
    """One attempt, once for each thing it counts against: a conversation, a reference."""

    __tablename__ = "guess"
    __table_args__ = (Index("ix_guess_key_digest_at", "key_digest", "at"),)

    attempt: Mapped[str] = mapped_column(primary_key=True)
    key_digest: Mapped[bytes] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
