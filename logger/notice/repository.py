"""Every query over the versions of the published notice."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from logger.database import SCHEMA
from logger.notice.models import NoticeClause, NoticeVersion
from logger.notice.published import Block, BlockKind
from logger.notice.wording import Passage, PublishedVersion

NOTICE_CHANNEL: Final = "notice"

_ONE_AT_A_TIME: Final = text(f"LOCK TABLE {SCHEMA}.notice_version IN SHARE ROW EXCLUSIVE MODE")
_LATEST_FIRST: Final = (NoticeVersion.in_use_since.desc(), NoticeVersion.number.desc())
_ANNOUNCE: Final = text("SELECT pg_notify(:channel, :channel)").bindparams(channel=NOTICE_CHANNEL)


class NoticeRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def hold(self) -> None:
        """Until the transaction ends nobody else imports; who reads is not held up."""
        await self._session.execute(_ONE_AT_A_TIME)

    async def add(
        self, sha256: bytes, passages: Sequence[Passage], *, by: str, at: datetime
    ) -> PublishedVersion:
        version = NoticeVersion(
            id=uuid.uuid4(), sha256=sha256, imported_at=at, imported_by=by, in_use_since=at
        )
        self._session.add(version)
        await self._session.flush()
        self._session.add_all(
            NoticeClause(
                version_id=version.id,
                position=position,
                clause_id=passage.clause,
                heading=passage.heading,
                blocks=[[block.kind.value, block.text] for block in passage.blocks],
            )
            for position, passage in enumerate(passages, start=1)
        )
        await self._announce()
        return _view(version, passages)

    async def use_again(self, version: PublishedVersion, at: datetime) -> None:
        row = await self._session.get_one(NoticeVersion, version.id)
        row.in_use_since = at
        await self._announce()

    async def of_file(self, sha256: bytes) -> PublishedVersion | None:
        found = await self._session.execute(
            select(NoticeVersion).where(NoticeVersion.sha256 == sha256)
        )
        version = found.scalar_one_or_none()
        return None if version is None else await self._opened(version)

    async def in_use(self, *, known: PublishedVersion | None = None) -> PublishedVersion | None:
        """The version in use; `known` itself, without reading its words again, if it is that."""
        found = await self._session.execute(select(NoticeVersion).order_by(*_LATEST_FIRST).limit(1))
        version = found.scalar_one_or_none()
        if version is None:
            return None
        is_known = known is not None and (known.id, known.in_use_since) == (
            version.id,
            version.in_use_since,
        )
        return known if is_known else await self._opened(version)

    async def all(self) -> list[PublishedVersion]:
        """The one in use first."""
        found = await self._session.execute(select(NoticeVersion).order_by(*_LATEST_FIRST))
        return [await self._opened(version) for version in found.scalars()]

    async def _opened(self, version: NoticeVersion) -> PublishedVersion:
        found = await self._session.execute(
            select(NoticeClause)
            .where(NoticeClause.version_id == version.id)
            .order_by(NoticeClause.position)
        )
        return _view(version, [_passage(clause) for clause in found.scalars()])

    async def _announce(self) -> None:
        """Wake whoever keeps the version in use at hand, in every process, at commit."""
        await self._session.flush()
        await self._session.execute(_ANNOUNCE)


def _passage(clause: NoticeClause) -> Passage:
    blocks: list[Any] = clause.blocks
    return Passage(
        clause.clause_id,
        clause.heading,
        tuple(Block(BlockKind(kind), words) for kind, words in blocks),
    )


def _view(version: NoticeVersion, passages: Sequence[Passage]) -> PublishedVersion:
    return PublishedVersion(
        id=version.id,
        number=version.number,
        sha256=version.sha256,
        imported_at=version.imported_at,
        imported_by=version.imported_by,
        in_use_since=version.in_use_since,
        passages=tuple(passages),
    )
