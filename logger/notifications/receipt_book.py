"""Writes receipts down together: those that come while a commit is on its way share the next."""

from __future__ import annotations

import asyncio
from typing import Final

from logger.unit_of_work import Transactions

MOST_AT_ONCE: Final = 200


class ReceiptBook:
    """A thousand a second may come after an outage, and a commit for each would be too slow."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def keep(self, body: bytes) -> None:
        """Returns once it is committed; raises what the database raised."""
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((body, kept))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await kept

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                async with self._transactions.begin() as work:
                    await work.receipts.keep([body for body, _ in batch])
            except Exception as problem:  # it goes to each who waits for it
                _tell(batch, problem)
            else:
                _tell(batch, None)


def _tell(batch: list[tuple[bytes, asyncio.Future[None]]], problem: Exception | None) -> None:
    for _, kept in batch:
        if kept.done():
            continue  # who waited has gone
        if problem is None:
            kept.set_result(None)
        else:
            kept.set_exception(problem)
