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
from logger.notifications.api_key import ApiKeyInvalid
from logger.notifications.templates import TemplatesInvalid
from logger.settings import Settings, SettingsInvalid

log: Final = structlog.get_logger()
CHORES_EVERY: Final = 60.0


def main() -> int:
    """Exit codes: 0 stopped, 2 settings."""
    logs.configure()
    try:
        uvloop.run(dispatch(Settings.from_env()))
    except (SettingsInvalid, ApiKeyInvalid, TemplatesInvalid) as problem:
        sys.stderr.write(f"The dispatcher did not start: {problem}\n")
        return 2
    return 0


async def dispatch(settings: Settings) -> None:
    """Dispatch until SIGTERM or SIGINT."""
    house = House.build(settings)
    chores = asyncio.create_task(_do_chores(house))
    try:
        await dispatcher.run(settings)
    finally:
        chores.cancel()
        await asyncio.gather(chores, return_exceptions=True)
        await house.database.close()


async def _do_chores(house: House) -> None:
    """End conversations in which nobody has written for long, until cancelled."""
    while True:
        try:
            async with house.transactions.begin() as work:
                ended = await work.conversations.end_idle()
        except (SQLAlchemyError, OSError, TimeoutError) as problem:
            log.warning("chores.failed", problem=type(problem).__name__)
        else:
            if ended:
                log.info("conversations.ended-idle", count=ended)
        await asyncio.sleep(CHORES_EVERY)
