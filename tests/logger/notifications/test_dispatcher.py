"""Outbox to Notify, with real PostgreSQL, the real client and every fault of the sandbox."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from logger.audit.models import AuditEvent
from logger.database import Database
from logger.notifications.messages import AcknowledgedByEmail, HandoffWaiting
from logger.notifications.models import Heartbeat, Notification
from logger.notifications.repository import OutboxRepository
from logger.notifications.sender import Envelope
from logger.settings import Settings
from logger.unit_of_work import Transactions


async def heartbeat(database: Database) -> Heartbeat | None:
    async with database.begin() as session:
        return (await session.scalars(select(Heartbeat))).one_or_none()


async def ailing(database: Database, problem: str | None) -> None:
    async with asyncio.timeout(5):
        while True:
            beat = await heartbeat(database)
            if beat is not None and beat.problem == problem:
                return
            await asyncio.sleep(0.02)


async def test_a_queued_message_is_accepted_once_and_its_id_is_kept(
    dispatching: Any, queue: Any, reached: Any, accepted: Any, levers: httpx.AsyncClient
) -> None:
    async with dispatching():
        row_id = await queue()
        row = await reached(row_id, "accepted")

    (message,) = (await levers.get("/messages")).json()
    assert message["id"] == str(row.notify_id)
    assert message["reference"] == str(row_id)
    assert message["to"] == "someone@example.com"
    assert row.attempts == 1
    assert await accepted(row_id) == 1


async def test_a_message_is_sent_within_a_moment_of_its_commit(
    dispatching: Any, queue: Any, reached: Any
) -> None:
    async with dispatching():
        await asyncio.sleep(0.3)
        began = asyncio.get_running_loop().time()
        await reached(await queue(), "accepted")
        took = asyncio.get_running_loop().time() - began

    assert took < 2


async def test_a_change_that_is_rolled_back_tells_nobody(
    dispatching: Any, transactions: Transactions, levers: httpx.AsyncClient
) -> None:
    async with dispatching():
        with suppress(LookupError):
            async with transactions.begin() as unit:
                await unit.outbox.add(
                    AcknowledgedByEmail("SF-7K3M-9Q2X", "We read it."), to="someone@example.com"
                )
                raise LookupError
        await asyncio.sleep(0.3)

    assert (await levers.get("/messages")).json() == []


async def test_the_message_to_the_team_holds_only_what_it_may(
    dispatching: Any, transactions: Transactions, reached: Any, levers: httpx.AsyncClient
) -> None:
    message = HandoffWaiting("SF-7K3M-9Q2X", "concern", "urgent", "http://127.0.0.1:8000/console")

    async with dispatching():
        async with transactions.begin() as unit:
            row_id = await unit.outbox.add(message, to="front-door@example.com")
        await reached(row_id, "accepted")

    (sent,) = (await levers.get("/messages")).json()
    assert sent["subject"] == "Waiting for you, urgent: concern, reference SF-7K3M-9Q2X"
    assert "http://127.0.0.1:8000/console" in sent["body"]


@pytest.mark.parametrize(
    "fault",
    [
        "refuse",
        "accept-then-hang",
        "accept-then-drop",
        "accept-then-truncate",
        "accept-then-html",
        "error-after-accepting",
        "error-before-accepting",
        "not-notify",
        "rate-limit",
        "clock",
    ],
)
async def test_a_message_arrives_exactly_once_whatever_happens_on_the_way(
    dispatching: Any,
    queue: Any,
    reached: Any,
    accepted: Any,
    levers: httpx.AsyncClient,
    fault: str,
) -> None:
    await levers.post("/faults", json={"fault": fault, "times": 1})

    async with dispatching():
        row_id = await queue()
        await reached(row_id, "accepted")
        await asyncio.sleep(0.4)

    assert await accepted(row_id) == 1


async def test_a_message_waits_while_nothing_listens_at_notify(
    dispatching: Any,
    queue: Any,
    reached: Any,
    accepted: Any,
    make_sender: Any,
    free_tcp_port: int,
) -> None:
    async with dispatching(make_sender(url=f"http://127.0.0.1:{free_tcp_port}")):
        row_id = await queue()
        await asyncio.sleep(0.6)
    waiting = await reached(row_id, "waiting")

    async with dispatching():
        await reached(row_id, "accepted")

    assert waiting.problem == "not-connected"
    assert await accepted(row_id) == 1


async def test_everything_is_kept_while_notify_is_down_and_goes_out_once_it_is_back(
    dispatching: Any, queue: Any, reached: Any, accepted: Any, levers: httpx.AsyncClient
) -> None:
    await levers.post("/faults", json={"fault": "down"})
    async with dispatching():
        rows = [await queue() for _ in range(6)]
        await asyncio.sleep(1)
        await levers.delete("/faults")
        for row_id in rows:
            await reached(row_id, "accepted")

    assert [await accepted(row_id) for row_id in rows] == [1] * 6


async def test_a_refused_key_keeps_every_message_and_is_shown_until_it_is_put_right(
    dispatching: Any,
    queue: Any,
    reached: Any,
    accepted: Any,
    database: Database,
    levers: httpx.AsyncClient,
) -> None:
    await levers.post("/faults", json={"fault": "forbidden", "times": 3})
    async with dispatching():
        rows = [await queue() for _ in range(3)]
        await ailing(database, "key-refused")
        for row_id in rows:
            await reached(row_id, "accepted")
        await ailing(database, None)

    assert [await accepted(row_id) for row_id in rows] == [1, 1, 1]


async def test_the_day_limit_holds_a_message_over_midnight(
    dispatching: Any, queue: Any, database: Database, levers: httpx.AsyncClient
) -> None:
    await levers.post("/faults", json={"fault": "day-limit"})

    async with dispatching():
        row_id = await queue()
        async with asyncio.timeout(5):
            while True:
                async with database.begin() as session:
                    row = await session.get_one(Notification, row_id)
                if row.problem == "day-limited":
                    break
                await asyncio.sleep(0.02)

    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    assert row.state == "waiting"
    assert row.next_attempt_at > midnight + timedelta(days=1)


async def test_a_message_notify_will_never_take_is_kept_with_the_reason(
    dispatching: Any, queue: Any, reached: Any
) -> None:
    async with dispatching():
        row = await reached(await queue("nobody"), "rejected")

    assert row.problem == "ValidationError: email_address Not a valid email address"
    assert row.settled_at is not None


async def test_acceptance_and_rejection_leave_an_audit_event_each(
    dispatching: Any, queue: Any, reached: Any, database: Database
) -> None:
    async with dispatching():
        good, bad = await queue(), await queue("nobody")
        await reached(good, "accepted")
        await reached(bad, "rejected")

    async with database.begin() as session:
        events = (await session.scalars(select(AuditEvent))).all()
    told = {(event.action, event.subject_id) for event in events}
    assert ("notification.accepted", good) in told
    assert ("notification.rejected", bad) in told


async def test_two_dispatchers_share_the_work_and_send_nothing_twice(
    dispatching: Any, queue: Any, reached: Any, levers: httpx.AsyncClient
) -> None:
    rows = [await queue() for _ in range(60)]

    async with dispatching(), dispatching():
        for row_id in rows:
            await reached(row_id, "accepted", seconds=20)

    counts = (await levers.get("/counts")).json()["accepted"]
    assert counts == {str(row_id): 1 for row_id in rows}


async def test_a_mix_of_faults_leaves_every_message_accepted_exactly_once(
    dispatching: Any, queue: Any, reached: Any, levers: httpx.AsyncClient
) -> None:
    kinds = (
        "refuse",
        "accept-then-drop",
        "accept-then-truncate",
        "error-after-accepting",
        "error-before-accepting",
        "not-notify",
        "rate-limit",
    )
    for seed, kind in enumerate(kinds):
        wish = {"fault": kind, "times": None, "share": 0.03, "seed": seed}
        await levers.post("/faults", json=wish)
    rows = [await queue() for _ in range(80)]

    async with dispatching(), dispatching():
        for row_id in rows:
            await reached(row_id, "accepted", seconds=40)

    counts = (await levers.get("/counts")).json()["accepted"]
    assert counts == {str(row_id): 1 for row_id in rows}


async def test_a_message_left_by_a_dead_dispatcher_is_looked_up_before_it_is_sent(
    dispatching: Any,
    queue: Any,
    reached: Any,
    accepted: Any,
    make_sender: Any,
    database: Database,
    settings: Settings,
) -> None:
    row_id = await queue()
    now = datetime.now(UTC)
    async with database.begin() as session:
        (claim,) = await OutboxRepository(session).claim(
            uuid.uuid4(), 1, now=now, real_now=now, lease_expires_at=now
        )
    to, personalisation = claim.open(settings.data_keys)
    await make_sender().send(Envelope(row_id, claim.channel, claim.template, to, personalisation))

    async with dispatching():
        row = await reached(row_id, "accepted")

    assert row.fence == 2
    assert await accepted(row_id) == 1


async def test_who_comes_too_late_cannot_overwrite_what_another_wrote(
    queue: Any, database: Database
) -> None:
    await queue()
    now = datetime.now(UTC)
    claims = []
    for _ in range(2):
        async with database.begin() as session:
            claims += await OutboxRepository(session).claim(
                uuid.uuid4(), 1, now=now, real_now=now, lease_expires_at=now
            )
    late, current = claims

    async with database.begin() as session:
        was_late = await OutboxRepository(session).settle(late, {"state": "rejected"})
        was_current = await OutboxRepository(session).settle(current, {"state": "accepted"})

    assert (was_late, was_current) == (False, True)
    assert [claim.must_look_up for claim in claims] == [False, True]


async def test_what_nobody_can_be_asked_about_any_more_is_shown_and_not_sent_again(
    dispatching: Any, queue: Any, reached: Any, accepted: Any, database: Database
) -> None:
    row_id = await queue()
    long_ago = datetime.now(UTC) - timedelta(days=8)
    async with database.begin() as session:
        await session.execute(
            update(Notification).values(
                state="unknown", queued_at=long_ago, next_attempt_at=long_ago
            )
        )

    async with dispatching():
        row = await reached(row_id, "rejected")

    assert row.problem == "too-old-to-ask"
    assert await accepted(row_id) == 0


async def test_a_message_that_does_not_open_stays_and_stops_no_other(
    dispatching: Any, queue: Any, reached: Any, database: Database
) -> None:
    broken = await queue()
    async with database.begin() as session:
        await session.execute(
            update(Notification).where(Notification.id == broken).values(recipient=b"x" * 40)
        )

    async with dispatching():
        await reached(await queue(), "accepted")
        row = await reached(broken, "waiting")

    assert row.problem == "seal-broken"


async def test_the_dispatcher_says_that_it_lives(dispatching: Any, database: Database) -> None:
    async with dispatching():
        await ailing(database, None)
        beat = await heartbeat(database)

    assert beat is not None
    assert beat.process.startswith("dispatcher:")
    assert datetime.now(UTC) - beat.beat_at < timedelta(seconds=5)


async def test_what_is_on_its_way_is_written_down_before_the_dispatcher_stops(
    dispatching: Any, queue: Any, reached: Any, levers: httpx.AsyncClient
) -> None:
    await levers.post("/faults", json={"fault": "slow", "milliseconds": 300})
    async with dispatching():
        row_id = await queue()
        await reached(row_id, "sending")

    await reached(row_id, "accepted", seconds=0.5)
