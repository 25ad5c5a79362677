"""The enquiry store: each thing logged, sealed, with the digests it can be found by."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, true
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class Enquiry(Base):
    """Details and reference are sealed with the enquiry's own key.

    `may_be_messaged`: whether an e-mail or text to the enquirer may leave (their safe contact).
    `acknowledged`: "email" or "sms" when one was queued. `due_on`: the day the law sets for an
    answer. `linked_to`: an earlier enquiry that says the same.
    """

    __tablename__ = "enquiry"
    __table_args__ = (Index("ix_enquiry_kind_logged_at", "kind", "logged_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("logger.conversation.id"), index=True
    )
    kind: Mapped[str]
    state: Mapped[str]
    logged_at: Mapped[datetime] = mapped_column(Instant)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    body_digest: Mapped[bytes]
    reference_digest: Mapped[bytes] = mapped_column(unique=True)
    data_key: Mapped[bytes | None]
    reference: Mapped[bytes]
    details: Mapped[bytes]
    details_version: Mapped[int]
    is_anonymous: Mapped[bool]
    may_be_messaged: Mapped[bool] = mapped_column(server_default=true())
    acknowledged: Mapped[str | None]
    due_on: Mapped[date | None]
    linked_to: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("logger.enquiry.id"), index=True)


class EnquiryDigest(Base):
    """A keyed hash of what an enquiry can be found by: phone number, e-mail address, postcode,
    and postcode with a date of birth."""

    __tablename__ = "enquiry_digest"
    __table_args__ = (Index("ix_enquiry_digest_look_up", "column", "digest"),)

    enquiry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Enquiry.id), primary_key=True)
    column: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
