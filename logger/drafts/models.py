"""Drafts: answers of a task that was left before it was sent, to be opened on another device."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class Draft(Base):
    """Reference, contact and answers are sealed with the draft's own key.

    `opened_by` is the call that opened it, `opened_in` the conversation: it opens once.
    """

    __tablename__ = "draft"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("logger.conversation.id"), index=True
    )
    task: Mapped[str]
    reference_digest: Mapped[bytes] = mapped_column(unique=True)
    data_key: Mapped[bytes]
    reference: Mapped[bytes]
    contact: Mapped[bytes]
    answers: Mapped[bytes]
    saved_at: Mapped[datetime] = mapped_column(Instant)
    kept_until: Mapped[datetime] = mapped_column(Instant, index=True)
    code_digest: Mapped[bytes | None]
    code_expires_at: Mapped[datetime | None] = mapped_column(Instant)
    code_tries: Mapped[int] = mapped_column(server_default=text("0"))
    opened_by: Mapped[str | None]
    opened_in: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.conversation.id"))
