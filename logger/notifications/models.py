"""The outbox: notifications to be sent, and what became of each."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class Notification(Base):
    """One outbox row; its id is the `reference` that Notify is given.

    `state`: waiting, sending, unknown (Notify may have it: look up first), accepted, rejected,
    withheld (it may not leave: the enquirer's safe contact forbids it).
    `notify_status`: Notify's own word (created, sending, delivered, ...), once accepted.
    `recipient_digest`: a keyed hash of the phone number or address, by which the texts to it are
    counted, and a team mailbox that fails is known again.
    `next_poll_at`: when Notify is asked what became of it, unless a receipt says so before.
    `completed_at`: when we learnt its final status. `failed_at`: it was rejected or not delivered;
    `needs_follow_up`: and nobody has been told of that yet.
    `follows_id`: the first one of which this is another try. `sent_again_by`: who wanted it.
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
            postgresql_where=text("recipient_digest IS NOT NULL"),
        ),
        Index(
            "ix_notification_poll",
            "next_poll_at",
            postgresql_where=text("next_poll_at IS NOT NULL"),
        ),
        Index(
            "ix_notification_failed", "failed_at", postgresql_where=text("failed_at IS NOT NULL")
        ),
        Index("ix_notification_follow_up", "failed_at", postgresql_where=text("needs_follow_up")),
        Index(
            "ix_notification_follows_id",
            "follows_id",
            postgresql_where=text("follows_id IS NOT NULL"),
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
    next_poll_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    needs_follow_up: Mapped[bool] = mapped_column(default=False, server_default=false())
    follows_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.notification.id"))
    sent_again_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.staff_member.id"))


class DeliveryReceipt(Base):
    """What Notify told us, exactly as it came, sealed: it names the recipient.

    `next_try_at`: when it is applied, or applied again while its message is not known; None once
    `outcome` says what came of it.
    """

    __tablename__ = "delivery_receipt"
    __table_args__ = (
        Index(
            "ix_delivery_receipt_next_try_at",
            "next_try_at",
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    data_key: Mapped[bytes]
    body: Mapped[bytes]
    next_try_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None]


class SendAllowance(Base):
    """How many messages may be sent at once, for all dispatchers together (real time)."""

    __tablename__ = "send_allowance"

    service_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    filled_at: Mapped[datetime] = mapped_column(Instant)


class SendHold(Base):
    """Notify takes no more of this channel until then: its limit of the day is reached."""

    __tablename__ = "send_hold"

    channel: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(Instant)


class Heartbeat(Base):
    """A process without a port says here that it lives (real time), and what ails it."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(Instant)
    problem: Mapped[str | None]
