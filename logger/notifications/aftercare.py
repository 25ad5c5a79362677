"""What happens once Notify has a message: receipts are read, and what nobody told is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from logger.notifications.deliveries import Poll
from logger.notifications.sender import Accepted, NotThere, Sender
from logger.unit_of_work import Transactions

RECEIPTS_AT_ONCE: Final = 200
ASK_AT_ONCE: Final = 4
EVERY: Final = 1.0
DATABASE_TROUBLE: Final = (SQLAlchemyError, OSError, TimeoutError)

log: Final = structlog.get_logger()


class Asks(Protocol):
    """Whoever can say what became of a message."""

    async def status_of(self, poll: Poll) -> str | None: ...


class AsksNotify:
    """None when Notify does not say: it is asked again in an hour."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def status_of(self, poll: Poll) -> str | None:
        found = await self._sender.find(poll.notify_id)
        match found:
            case Accepted():
                return found.status
            case NotThere():
                log.warning("notification.not-at-notify", id=str(poll.id))
            case _:
                log.warning("notification.not-asked", id=str(poll.id), problem=found.problem)
        return None


class Aftercare:
    """Jobs of the dispatcher's process. Any number may run: each takes what no other has locked."""

    def __init__(self, transactions: Transactions, asks: Asks, *, every: float = EVERY) -> None:
        self._transactions = transactions
        self._asks = asks
        self._every = every

    async def run(self) -> None:
        """Until cancelled. A lost database is waited for."""
        async with asyncio.TaskGroup() as jobs:
            for job in (self.apply_receipts, self.ask, self.follow_up):
                jobs.create_task(self._keep(job))

    async def apply_receipts(self) -> bool:
        """Some of those that came; whether there may be more."""
        async with self._transactions.begin() as work:
            return await work.deliveries.apply_receipts(RECEIPTS_AT_ONCE) == RECEIPTS_AT_ONCE

    async def ask(self) -> bool:
        """After some of those that nobody told us of; whether there may be more."""
        async with self._transactions.begin() as work:
            polls = await work.deliveries.to_be_asked(ASK_AT_ONCE)
        await asyncio.gather(*(self._ask(poll) for poll in polls))
        return len(polls) == ASK_AT_ONCE

    async def follow_up(self) -> bool:
        """See to one message that failed; whether there may be more."""
        async with self._transactions.begin() as work:
            return await work.follow_up.take_one()

    async def _ask(self, poll: Poll) -> None:
        status = await self._asks.status_of(poll)
        if status is not None:
            async with self._transactions.begin() as work:
                said = await work.deliveries.note_answer(poll, status)
            log.info("notification.asked", id=str(poll.id), status=status, came_of_it=said)

    async def _keep(self, job: Callable[[], Awaitable[bool]]) -> None:
        while True:
            try:
                is_more = await job()
            except DATABASE_TROUBLE as problem:
                log.warning("aftercare.failed", problem=type(problem).__name__)
                is_more = False
            if not is_more:
                await asyncio.sleep(self._every)
