"""`python -m logger dispatch`: the outbox, and the chores that need no browser."""

from __future__ import annotations

import asyncio
import sys
from typing import Final

import structlog
import uvloop
from sqlalchemy.exc import SQLAlchemyError

from logger import logs
from logger.house import House
from logger.notifications import dispatcher
from logger.notifications.aftercare import ASK_AT_ONCE, Aftercare, AsksNotify
from logger.notifications.api_key import ApiKeyInvalid
from logger.notifications.retry import Timings
from logger.notifications.templates import TemplatesInvalid
from logger.organisation import OrganisationInvalid
from logger.settings import Settings, SettingsInvalid
from logger.unit_of_work import Transactions

log: Final = structlog.get_logger()
CHORES_EVERY: Final = 60.0
ESCALATE_EVERY: Final = 5.0
DATABASE_TROUBLE: Final = (SQLAlchemyError, OSError, TimeoutError)


def main() -> int:
    """Exit codes: 0 stopped, 2 settings."""
    logs.configure()
    try:
        uvloop.run(dispatch(Settings.from_env()))
    except (SettingsInvalid, OrganisationInvalid, ApiKeyInvalid, TemplatesInvalid) as problem:
        sys.stderr.write(f"The dispatcher did not start: {problem}\n")
        return 2
    return 0


async def dispatch(settings: Settings) -> None:
    """Dispatch until SIGTERM or SIGINT."""
    house = House.build(settings)
    asking = dispatcher.sender_of(settings, Timings(), threads=ASK_AT_ONCE)
    aftercare = Aftercare(house.transactions, AsksNotify(asking))
    jobs = [
        asyncio.create_task(_do_chores(house)),
        asyncio.create_task(_escalate(house)),
        asyncio.create_task(aftercare.run()),
    ]
    try:
        await dispatcher.run(settings)
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        asking.close()
        await house.database.close()


async def _do_chores(house: House) -> None:
    """End conversations in which nobody has written for long, delete drafts left for too long."""
    while True:
        try:
            async with house.transactions.begin() as work:
                ended = await work.conversations.end_idle()
            async with house.transactions.begin() as work:
                deleted = await work.drafts.delete_expired()
                await work.guesses.forget_old()
                await work.receipts.forget_old()
        except DATABASE_TROUBLE as problem:
            log.warning("chores.failed", problem=type(problem).__name__)
        else:
            if ended:
                log.info("conversations.ended-idle", count=ended)
            if deleted:
                log.info("drafts.deleted", count=deleted)
        await asyncio.sleep(CHORES_EVERY)


async def _escalate(house: House) -> None:
    """Tell the next contact of what nobody has claimed in time, until cancelled."""
    while True:
        try:
            told = await escalate_all(house.transactions)
        except DATABASE_TROUBLE as problem:
            log.warning("escalation.failed", problem=type(problem).__name__)
        else:
            if told:
                log.info("handoffs.escalated", count=told)
        await asyncio.sleep(ESCALATE_EVERY)


async def escalate_all(transactions: Transactions) -> int:
    """Each handoff in a transaction of its own; how many were looked at."""
    count = 0
    while True:
        async with transactions.begin() as work:
            if not await work.escalation.take_one():
                return count
        count += 1
