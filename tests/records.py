"""What the whole system has kept: opened with the logger's own code, and as Notify was given it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import asyncpg
import httpx
from sqlalchemy import select

from launch.stack import Stack
from logger.conversations import token as tokens
from logger.conversations.models import Conversation
from logger.enquiries.models import Enquiry
from logger.enquiries.repository import EnquiryRepository, EnquiryView
from logger.handoffs.models import Handoff
from logger.house import House
from logger.settings import Settings
from logger.unit_of_work import UnitOfWork

TEAM: Final = "front-door@example.com"
DUTY_PHONE: Final = "07700900150"
WITHIN: Final = 30.0


class Records:
    """Works beside Playwright too, which keeps an event loop of its own in the test's thread."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def enquiries(self, token: str) -> list[EnquiryView]:
        """Everything logged in the conversation of this token."""

        async def question(work: UnitOfWork) -> list[EnquiryView]:
            ids = await work.session.scalars(
                select(Enquiry.id)
                .join(Conversation)
                .where(Conversation.token_hash == tokens.hash_of(token))
            )
            rows = EnquiryRepository(
                work.session, work.settings.data_keys, work.settings.blind_index
            )
            found = [await rows.get(enquiry_id) for enquiry_id in ids.all()]
            return [enquiry for enquiry in found if enquiry is not None]

        return self._ask(question)

    def handoffs(self, token: str) -> list[tuple[uuid.UUID, str]]:
        """Id and reason of every handoff of the conversation of this token, oldest first."""

        async def question(work: UnitOfWork) -> list[tuple[uuid.UUID, str]]:
            found = await work.session.execute(
                select(Handoff.id, Handoff.reason)
                .join(Conversation, Conversation.id == Handoff.conversation_id)
                .where(Conversation.token_hash == tokens.hash_of(token))
                .order_by(Handoff.opened_at)
            )
            return [(row.id, row.reason) for row in found]

        return self._ask(question)

    def messages_about(self, reference: str) -> list[dict[str, Any]]:
        """Everything Notify was given that names this reference, newest first."""
        return [message for message in self._messages() if reference in message["body"]]

    def messages_to(self, recipient: str) -> list[dict[str, Any]]:
        """Everything Notify was given for this number or address, newest first."""
        return [message for message in self._messages() if message["to"] == recipient]

    def _messages(self) -> list[dict[str, Any]]:
        port = self._stack.machine.port("SANDBOX_ADMIN_PORT")
        answer = httpx.get(f"http://127.0.0.1:{port}/messages", trust_env=False, timeout=10)
        answer.raise_for_status()
        given: list[dict[str, Any]] = answer.json()
        return given

    def emails_to_the_team(self, reference: str) -> list[dict[str, Any]]:
        return [message for message in self.messages_about(reference) if message["to"] == TEAM]

    def let_leases_of_the_outbox_end(self) -> None:
        """As if two minutes had passed for what a dispatcher left behind, or tries again later.

        What was taken up in the last seconds is left alone: it may be on its way this moment.
        """

        async def hurry() -> None:
            connection = await asyncpg.connect(self._stack.environment["MIGRATION_DATABASE_URL"])
            try:
                await connection.execute(
                    "UPDATE logger.notification SET lease_expires_at = now() - interval '1 s'"
                    " WHERE state = 'sending' AND lease_expires_at < now() + interval '115 s'"
                )
                await connection.execute(
                    "UPDATE logger.notification SET next_attempt_at = now()"
                    " WHERE state IN ('waiting', 'unknown')"
                )
            finally:
                await connection.close()

        _in_a_thread(hurry)

    def unsent(self) -> int:
        """How many messages of the outbox are not settled yet."""

        async def count() -> int:
            connection = await asyncpg.connect(self._stack.environment["MIGRATION_DATABASE_URL"])
            try:
                found: int = await connection.fetchval(
                    "SELECT count(*) FROM logger.notification"
                    " WHERE state IN ('waiting', 'sending', 'unknown')"
                )
                return found
            finally:
                await connection.close()

        return _in_a_thread(count)

    def _ask[T](self, question: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        async def asked() -> T:
            house = House.build(Settings.from_env(self._stack.environment))
            try:
                async with house.transactions.begin() as work:
                    return await question(work)
            finally:
                await house.database.close()

        return _in_a_thread(asked)


def eventually(is_so: Callable[[], bool], what: str, within: float = WITHIN) -> None:
    """Wait until it is so; the test fails with `what` when it is not in time."""
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, f"{what}: not within {within:.0f} s"
        time.sleep(0.1)


def _in_a_thread[T](work: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()
