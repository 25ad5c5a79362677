"""Wakes whoever follows a conversation or the notice, here, when any process changed it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import asyncpg
import structlog

from logger.conversations.repository import EVENTS_CHANNEL
from logger.database import Database
from logger.notice.repository import NOTICE_CHANNEL

log: Final = structlog.get_logger()
RECONNECT_AFTER: Final = 0.5


class Hub:
    """One LISTEN connection for the process. A lost connection wakes everyone: they look again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followers: dict[str, set[asyncio.Event]] = {}

    @contextmanager
    def following(self, subject: uuid.UUID | str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the subject changed; the follower clears it.

        The subject is a conversation's id, or NOTICE_CHANNEL for the published notice.
        """
        key, event = str(subject), asyncio.Event()
        self._followers.setdefault(key, set()).add(event)
        try:
            yield event
        finally:
            self._followers[key].discard(event)
            if not self._followers[key]:
                del self._followers[key]

    async def run(self) -> None:
        """Listen until cancelled, over as many connections as it takes."""
        while True:
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
                log.warning("hub.connection-lost", problem=type(problem).__name__)
            self._wake_all()
            await asyncio.sleep(RECONNECT_AFTER)

    async def _listen(self) -> None:
        connection = await self._database.listen()
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _: closed.set())
        try:
            for channel in (EVENTS_CHANNEL, NOTICE_CHANNEL):
                await connection.add_listener(channel, self._wake)
            self._wake_all()
            await closed.wait()
        finally:
            await connection.close(timeout=1)

    def _wake(self, _connection: Any, _pid: int, _channel: str, subject: Any) -> None:
        for event in self._followers.get(str(subject), ()):
            event.set()

    def _wake_all(self) -> None:
        for events in self._followers.values():
            for event in events:
                event.set()


async def changed(event: asyncio.Event, within: float) -> bool:
    """Wait for the event and clear it; False when nothing happened in `within` seconds."""
    try:
        async with asyncio.timeout(within):
            await event.wait()
    except TimeoutError:
        return False
    event.clear()
    return True
