"""The outbox: notifications to be sent, and what became of each."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class Notification(Base):
    """One outbox row; its id is the `reference` that Notify is given.

    `state`: waiting, sending, unknown (Notify may have it: look up first), accepted, rejected,
    withheld (it may not leave: the enquirer's safe contact forbids it).
    `notify_status`: Notify's own word (created, sending, delivered, ...), once accepted.
    `recipient_digest`: a keyed hash of the phone number, by which the texts to it are counted.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index(
            "ix_notification_due",
            "next_attempt_at",
            postgresql_where=text("state IN ('waiting', 'sending', 'unknown')"),
        ),
        Index("ix_notification_handoff_id", "handoff_id"),
        Index(
            "ix_notification_recipient",
            "recipient_digest",
            "queued_at",
            postgresql_where=text("channel = 'sms'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    template: Mapped[str]
    channel: Mapped[str]
    handoff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.handoff.id"))
    enquiry_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.enquiry.id"))
    data_key: Mapped[bytes | None]
    recipient: Mapped[bytes]
    recipient_digest: Mapped[bytes | None]
    personalisation: Mapped[bytes]
    state: Mapped[str]
    queued_at: Mapped[datetime] = mapped_column(Instant)
    next_attempt_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    lease_owner: Mapped[uuid.UUID | None]
    lease_expires_at: Mapped[datetime | None] = mapped_column(Instant)
    fence: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    notify_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    notify_status: Mapped[str | None]
    problem: Mapped[str | None]
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


class Heartbeat(Base):
    """A process without a port says here that it lives (real time), and what ails it."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(Instant)
    problem: Mapped[str | None]
