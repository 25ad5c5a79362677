"""A process is killed when its work is done and nobody has heard of it yet.

Each test holds the next step back with a lock on a table, as a slow disk would, and kills then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import asyncpg
import httpx
import pytest

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.faults.concern import (
    SEND,
    Answers,
    answer_up_to_the_check,
    check_that_all_happened_once,
)
from tests.records import Records, eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

STEP = 0.005  # seconds between two looks: the bot waits for its lock for two seconds only


class Database:
    """The owner's view: holds tables back, and sees how far the others have come."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def holding_back(self, table: str) -> AsyncIterator[None]:
        """Nobody can write to this table for so long; everybody can read it."""
        async with self._connection.transaction():
            await self._connection.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield

    async def count(self, table: str) -> int:
        found: int = await self._connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608  # ours
        return found

    async def until_one_more(self, table: str, than: int) -> None:
        await self._until(f"SELECT count(*) > {than} FROM {table}")  # noqa: S608  # ours

    async def until_somebody_waits(self) -> None:
        """Until a write waits for a table that is held back."""
        await self._until("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")

    async def _until(self, question: str) -> None:
        async with asyncio.timeout(10):
            while True:
                if await self._connection.fetchval(question):
                    return
                await asyncio.sleep(STEP)


@asynccontextmanager
async def owner_of(stack: Stack) -> AsyncIterator[Database]:
    connection = await asyncpg.connect(stack.environment["MIGRATION_DATABASE_URL"])
    try:
        yield Database(connection)
    finally:
        await connection.close()


async def test_a_bot_killed_after_the_concern_was_logged_does_not_log_it_again(
    stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_check(enquirer, answers)
    async with owner_of(stack) as database:
        logged = await database.count("logger.enquiry")

        async with database.holding_back("tracker.turns"):
            sending = asyncio.create_task(asyncio.to_thread(enquirer.choose, SEND))
            await database.until_one_more("logger.enquiry", logged)
            await asyncio.to_thread(stack.kill, "bot")
        await sending

    check_that_all_happened_once(stack, enquirer, records, answers)


async def test_a_web_process_killed_before_it_kept_the_bots_answer_gets_it_again(
    stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_check(enquirer, answers)
    async with owner_of(stack) as database, owner_of(stack) as other:
        logged, saved = (
            await database.count("logger.enquiry"),
            await database.count("tracker.turns"),
        )

        async with AsyncExitStack() as held:
            async with database.holding_back("tracker.turns"):
                sending = asyncio.create_task(asyncio.to_thread(enquirer.choose, SEND))
                await database.until_one_more("logger.enquiry", logged)
                await held.enter_async_context(other.holding_back("logger.turn"))
            await database.until_one_more("tracker.turns", saved)
            await database.until_somebody_waits()
            await asyncio.to_thread(stack.kill, "web")
        await sending

    check_that_all_happened_once(stack, enquirer, records, answers)


async def test_an_action_server_killed_before_it_passed_on_the_reference_gets_it_again(
    stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_check(enquirer, answers)
    async with owner_of(stack) as database:
        logged = await database.count("logger.enquiry")

        async with database.holding_back("logger.notification"):
            sending = asyncio.create_task(asyncio.to_thread(enquirer.choose, SEND))
            await database.until_somebody_waits()
            await asyncio.to_thread(stack.pause, "actions")
        await database.until_one_more("logger.enquiry", logged)
        await asyncio.to_thread(stack.kill, "actions")
        await sending

    check_that_all_happened_once(stack, enquirer, records, answers)


@contextmanager
def notify_that_takes_messages_and_says_nothing(stack: Stack, messages: int) -> Iterator[None]:
    port = stack.machine.port("SANDBOX_ADMIN_PORT")
    address = f"http://127.0.0.1:{port}/faults"
    wish = {"fault": "accept-then-hang", "times": messages}
    httpx.post(address, json=wish, trust_env=False).raise_for_status()
    try:
        yield
    finally:
        httpx.delete(address, trust_env=False).raise_for_status()


def test_a_dispatcher_killed_after_notify_took_the_messages_does_not_send_them_again(
    stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_check(enquirer, answers)

    with notify_that_takes_messages_and_says_nothing(stack, messages=2):
        enquirer.choose(SEND)
        reference = enquirer.wait_for_reference()
        eventually(lambda: len(records.messages_about(reference)) == 2, "Notify has both messages")
        stack.kill("dispatcher")

    check_that_all_happened_once(stack, enquirer, records, answers)
