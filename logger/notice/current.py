"""The version of the published notice in use, kept at hand: an answer costs no query for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from logger.database import Database
from logger.notice.repository import NoticeRepository
from logger.notice.wording import PublishedVersion

log: Final = structlog.get_logger()
LOOK_AGAIN: Final = 60.0


class CurrentNotice:
    """`version` is None until a notice has been imported. While PostgreSQL is away it stays."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.version: PublishedVersion | None = None

    async def refresh(self) -> None:
        try:
            async with self._database.begin() as session:
                self.version = await NoticeRepository(session).in_use(known=self.version)
        except (SQLAlchemyError, OSError) as problem:
            log.warning("notice.not-refreshed", problem=type(problem).__name__)

    async def keep_up(self, news: asyncio.Event) -> None:
        """Look whenever `news` is set, and now and then without it, until cancelled."""
        while True:
            news.clear()
            await self.refresh()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await news.wait()
