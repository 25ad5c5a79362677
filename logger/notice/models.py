"""The versions of the published notice. It is a public document and stands here in plain text."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from logger.database import Base, Instant


class NoticeVersion(Base):
    """The one that has been in use for the shortest time is the one in use now."""

    __tablename__ = "notice_version"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Identity(always=True), unique=True)
    sha256: Mapped[bytes] = mapped_column(unique=True)
    imported_at: Mapped[datetime] = mapped_column(Instant)
    imported_by: Mapped[str]
    in_use_since: Mapped[datetime] = mapped_column(Instant)


class NoticeClause(Base):
    """One passage in the notice's order; `clause_id` is empty where none of our clauses covers it.

    `blocks` is a list of [kind, text].
    """

    __tablename__ = "notice_clause"

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(NoticeVersion.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    clause_id: Mapped[str | None]
    heading: Mapped[str | None]
    blocks: Mapped[list[Any]] = mapped_column(JSONB)
