"""The token bucket that all dispatchers share, the limit of the day, and the night."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from logger.clock import Clock
from logger.database import Database
from logger.notifications.allowance import Allowance, Rate
from logger.notifications.messages import (
    AcknowledgedByText,
    Message,
    ResumeCodeByText,
    UrgentAlertByText,
)
from logger.notifications.models import Notification, SendAllowance
from logger.unit_of_work import Transactions

RATE = Rate(uuid.uuid4(), 2900)


async def left(database: Database, take: int = 0, rate: Rate = RATE) -> int:
    async with database.begin() as session:
        allowance = Allowance(session, rate)
        count = await allowance.left()
        await allowance.take(take)
        return count


@pytest.mark.parametrize(
    ("per_minute", "burst"), [(3000, 998), (2900, 967), (12_000, 998), (60, 20), (1, 1)]
)
def test_the_burst_stays_below_what_notify_lets_through(per_minute: int, burst: int) -> None:
    assert Rate(uuid.uuid4(), per_minute).burst == burst


def test_the_bucket_fills_by_the_minute_and_never_overflows() -> None:
    rate = Rate(uuid.uuid4(), 60)

    assert rate.tokens(0, timedelta(seconds=5)) == 5
    assert rate.tokens(18, timedelta(seconds=5)) == 20
    assert rate.tokens(3, timedelta(seconds=-5)) == 3


async def test_what_one_dispatcher_takes_the_others_do_not_have(database: Database) -> None:
    before = await left(database, take=900)
    after = await left(database)

    assert before == 967
    assert 67 <= after < 900


async def test_dispatchers_that_come_together_never_take_more_than_there_is(
    database: Database,
) -> None:
    slow = Rate(uuid.uuid4(), 30)

    async def take() -> int:
        async with database.begin() as session:
            allowance = Allowance(session, slow)
            count = min(3, await allowance.left())
            await allowance.take(count)
            return count

    taken = await asyncio.gather(*(take() for _ in range(8)))

    assert 10 <= sum(taken) <= 14


async def test_an_empty_bucket_holds_messages_and_a_full_one_lets_them_go(
    dispatching: Any, queue: Any, reached: Any, database: Database, make_sender: Any
) -> None:
    sender = make_sender()
    rate = Rate(sender.service_id, 2900)
    await left(database, rate=rate)
    async with database.begin() as session:
        await session.execute(
            update(SendAllowance).values(
                tokens=0, filled_at=datetime.now(UTC) + timedelta(seconds=2)
            )
        )
    row_id = await queue()

    async with dispatching(sender):
        await asyncio.sleep(0.8)
        await reached(row_id, "waiting", seconds=0.1)
        await reached(row_id, "accepted")


async def test_once_the_limit_of_the_day_is_reached_no_other_message_is_tried(
    dispatching: Any, queue: Any, reached: Any, database: Database, levers: httpx.AsyncClient
) -> None:
    async with database.begin() as session:
        await Allowance(session, RATE).hold("email", datetime.now(UTC))

    async with dispatching():
        row_id = await queue()
        await asyncio.sleep(0.5)
        row = await reached(row_id, "waiting")

    assert row.attempts == 0


async def test_the_limit_of_the_day_is_forgotten_at_midnight(database: Database) -> None:
    tonight = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    async with database.begin() as session:
        allowance = Allowance(session, RATE)
        await allowance.hold("sms", tonight)
        held = await allowance.held(tonight + timedelta(minutes=29))
        after = await allowance.held(tonight + timedelta(minutes=30))

    assert (list(held), list(after)) == (["sms"], [])


class TestAtNight:
    """The dispatcher's clock stands at half past ten at night."""

    @pytest.fixture
    def clock(self) -> Clock:
        night = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
        return Clock(night - datetime.now(UTC))

    async def queued(self, transactions: Transactions, message: Message) -> uuid.UUID:
        async with transactions.begin() as work:
            return await work.outbox.add(message, to="07700900123")

    async def test_a_text_to_the_public_waits_until_the_morning(
        self, dispatching: Any, transactions: Transactions, database: Database
    ) -> None:
        row_id = await self.queued(
            transactions, AcknowledgedByText("SF-7K3M-9Q2X", "on Tuesday 24 November")
        )

        async with dispatching(), asyncio.timeout(5):
            while True:
                async with database.begin() as session:
                    row = await session.get_one(Notification, row_id)
                if row.problem == "quiet-hours":
                    break
                await asyncio.sleep(0.02)

        assert row.state == "waiting"
        assert row.next_attempt_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        "message",
        [
            ResumeCodeByText("123456"),
            UrgentAlertByText("SF-7K3M-9Q2X", "http://127.0.0.1:8000/console"),
        ],
    )
    async def test_a_code_and_an_alert_to_staff_leave_at_once(
        self, dispatching: Any, transactions: Transactions, reached: Any, message: Message
    ) -> None:
        async with dispatching():
            await reached(await self.queued(transactions, message), "accepted")
