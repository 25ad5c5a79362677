"""What the commands that work on the store have in common: one connection, plain sentences."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

from logger.clock import Clock
from logger.database import Database
from logger.errors import Refusal
from logger.settings import Settings, SettingsInvalid
from logger.unit_of_work import Transactions


def run(work: Callable[[Transactions], Awaitable[str]], *, undone: str) -> int:
    """Print what `work` says; 1: turned down, 2: the settings are wrong (`undone` begins it)."""
    try:
        said = asyncio.run(_with_store(work, Settings.from_env()))
    except SettingsInvalid as problem:
        sys.stderr.write(f"{undone}: {problem}.\n")
        return 2
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.detail}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


async def _with_store(work: Callable[[Transactions], Awaitable[str]], settings: Settings) -> str:
    database = Database(settings.database_url, pool_size=1)
    try:
        return await work(Transactions(database, settings, Clock(settings.clock_offset)))
    finally:
        await database.close()
