"""One SQLite file whose commits are on the disk, and shared by all who write at the same moment."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

_SOON: Final = 0.1  # seconds


class Disk:
    """Writes go into an open transaction; `settled` waits until it is on the disk.

    One fsync serves every request that is being answered at that moment, which is what lets the
    sandbox take hundreds of messages a second. Whoever reads sees only what is on the disk.
    """

    def __init__(self, file: Path, tables: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(tables)
        self._settling: asyncio.Future[None] | None = None
        self._soon: asyncio.TimerHandle | None = None

    def close(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
        self.settle()
        self._connection.close()

    def write(self, statement: str, values: Sequence[Any] = ()) -> int:
        """The number of the new row, if the statement made one."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        return self._connection.execute(statement, values).lastrowid or 0

    def read(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        self.settle()
        return self._connection.execute(statement, values)

    def settle(self) -> None:
        """Commit what is open; the disk has it when this returns."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def settle_soon(self) -> None:
        """Commit within a moment: for what may be done twice after a crash."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(_SOON, self._settle_at_last)

    async def settled(self) -> None:
        """Wait until everything written so far is on the disk; raises what the disk raised."""
        if self._settling is None:
            loop = asyncio.get_running_loop()
            self._settling = loop.create_future()
            loop.call_soon(self._settle_for_all, self._settling)
        await asyncio.shield(self._settling)

    def _settle_at_last(self) -> None:
        self._soon = None
        self.settle()

    def _settle_for_all(self, settling: asyncio.Future[None]) -> None:
        self._settling = None
        try:
            self.settle()
        except sqlite3.Error as problem:
            settling.set_exception(problem)
        else:
            settling.set_result(None)
