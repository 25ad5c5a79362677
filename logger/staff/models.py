"""Staff of the contact centre, their sessions, and failed sign-ins."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class StaffMember(Base):
    """E-mail address and name are sealed; sign-in finds the row by the address's digest."""

    __tablename__ = "staff_member"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    email_digest: Mapped[bytes] = mapped_column(unique=True)
    data_key: Mapped[bytes | None]
    email_address: Mapped[bytes]
    name: Mapped[bytes]
    role: Mapped[str]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool]
    password_expires_at: Mapped[datetime | None] = mapped_column(Instant)
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    added_at: Mapped[datetime] = mapped_column(Instant)


class StaffSession(Base):
    """A signed-in browser; only a hash of its token is kept. All times are real time."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(StaffMember.id), index=True)
    csrf_token: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)


class SignInFailure(Base):
    """A try to sign in that has not succeeded, kept for as long as it slows the next one.

    `address_digest` is the origin: the network it came from, or the device if that has signed in to
    this account before (`is_known_device`).
    """

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_digest_at", "email_digest", "failed_at"),
        Index("ix_sign_in_failure_address_at", "address_digest", "failed_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    email_digest: Mapped[bytes]
    address_digest: Mapped[bytes]
    is_known_device: Mapped[bool]
    failed_at: Mapped[datetime] = mapped_column(Instant)
