"""What no receipt tells is asked for."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from logger.notifications.aftercare import Aftercare, AsksNotify
from logger.notifications.models import Notification
from logger.unit_of_work import Transactions


@pytest.fixture
async def aftercare(transactions: Transactions, make_sender: Any) -> Aftercare:
    return Aftercare(transactions, AsksNotify(make_sender()), every=0.05)


async def changed(transactions: Transactions, row_id: uuid.UUID, **to: Any) -> None:
    async with transactions.begin() as work:
        await work.session.execute(
            update(Notification).where(Notification.id == row_id).values(**to)
        )


async def row_of(transactions: Transactions, row_id: uuid.UUID) -> Notification:
    async with transactions.begin() as work:
        return await work.session.get_one(Notification, row_id)


async def sent(dispatching: Any, queue: Any, reached: Any) -> Notification:
    async with dispatching():
        row: Notification = await reached(await queue(), "accepted")
    return row


async def test_nothing_is_asked_for_ten_minutes(
    dispatching: Any, queue: Any, reached: Any, aftercare: Aftercare, transactions: Transactions
) -> None:
    row = await sent(dispatching, queue, reached)

    await aftercare.ask()

    assert row.accepted_at is not None
    assert row.next_poll_at == row.accepted_at + timedelta(minutes=10)
    assert (await row_of(transactions, row.id)).notify_status == "created"


@pytest.mark.parametrize("fate", ["technical-failure", "permanent-failure", "temporary-failure"])
async def test_a_failure_that_nobody_told_is_found(
    dispatching: Any,
    queue: Any,
    reached: Any,
    aftercare: Aftercare,
    transactions: Transactions,
    levers: httpx.AsyncClient,
    fate: str,
) -> None:
    await levers.post("/faults", json={"fault": fate})
    row = await sent(dispatching, queue, reached)
    await levers.post("/clock", json={"advance_seconds": 60})
    await changed(transactions, row.id, next_poll_at=row.accepted_at)

    await aftercare.ask()

    found = await row_of(transactions, row.id)
    assert (found.notify_status, found.next_poll_at) == (fate, None)
    assert found.needs_follow_up


async def test_what_is_still_on_its_way_is_asked_for_again_in_an_hour(
    dispatching: Any, queue: Any, reached: Any, aftercare: Aftercare, transactions: Transactions
) -> None:
    row = await sent(dispatching, queue, reached)
    await changed(transactions, row.id, next_poll_at=row.accepted_at)

    await aftercare.ask()

    again = (await row_of(transactions, row.id)).next_poll_at
    assert again is not None
    assert row.accepted_at is not None
    assert timedelta(minutes=59) < again - row.accepted_at < timedelta(minutes=61)


async def test_after_four_days_nobody_asks_any_more(
    dispatching: Any, queue: Any, reached: Any, aftercare: Aftercare, transactions: Transactions
) -> None:
    row = await sent(dispatching, queue, reached)
    assert row.accepted_at is not None
    long_ago = row.accepted_at - timedelta(hours=96)
    await changed(transactions, row.id, next_poll_at=long_ago, accepted_at=long_ago)

    await aftercare.ask()

    assert (await row_of(transactions, row.id)).next_poll_at is None


async def test_what_notify_does_not_know_or_does_not_say_stops_nobody(
    dispatching: Any,
    queue: Any,
    reached: Any,
    aftercare: Aftercare,
    transactions: Transactions,
    levers: httpx.AsyncClient,
) -> None:
    row = await sent(dispatching, queue, reached)
    await changed(transactions, row.id, next_poll_at=row.accepted_at, notify_id=uuid.uuid4())
    await aftercare.ask()
    await changed(transactions, row.id, next_poll_at=row.accepted_at, notify_id=row.notify_id)
    await levers.post("/faults", json={"fault": "reading-fails", "times": 1})
    await aftercare.ask()

    assert (await row_of(transactions, row.id)).notify_status == "created"


async def test_the_jobs_run_until_they_are_stopped(
    dispatching: Any,
    queue: Any,
    reached: Any,
    aftercare: Aftercare,
    transactions: Transactions,
    levers: httpx.AsyncClient,
) -> None:
    row = await sent(dispatching, queue, reached)
    await levers.post("/clock", json={"advance_seconds": 60})
    await changed(transactions, row.id, next_poll_at=row.accepted_at)

    running = asyncio.create_task(aftercare.run())
    async with asyncio.timeout(5):
        while True:
            if (await row_of(transactions, row.id)).notify_status == "delivered":
                break
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
