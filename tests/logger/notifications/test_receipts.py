"""Receipts over HTTP into the inbox, and out of it onto the notifications."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select, text, update

from logger.app import MAX_FORM_BYTES
from logger.clock import Clock
from logger.console.answers import refused
from logger.database import Database
from logger.errors import Refusal
from logger.house import House
from logger.notifications import receipts_api
from logger.notifications.models import DeliveryReceipt, Notification
from logger.organisation import Organisation
from logger.settings import Settings
from logger.unit_of_work import Transactions
from tests.conftest import free_port

Sanic.test_mode = True
NEW, OLD = "the-new-token-of-a-test", "the-old-token-of-a-test"
Post = Callable[..., Awaitable[int]]


@pytest.fixture
async def address(
    settings: Settings, database: Database, clock: Clock, transactions: Transactions
) -> AsyncIterator[str]:
    """Where Notify finds us."""
    ours = replace(settings, notify_receipt_tokens=(NEW, OLD))
    house = House(ours, database, clock, transactions, Organisation.read())
    app: Sanic[Any, Any] = Sanic(f"receipts-{uuid.uuid4().hex}", configure_logging=False)
    app.config.update(
        AUTO_EXTEND=False, ACCESS_LOG=False, MOTD=False, REQUEST_MAX_SIZE=MAX_FORM_BYTES
    )
    app.blueprint(receipts_api.blueprint(house))
    app.exception(Refusal)(refused)
    port = free_port()
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.start_serving()
    yield f"http://127.0.0.1:{port}"
    server.close()
    await server.wait_closed()


@pytest.fixture
async def post(address: str) -> AsyncIterator[Post]:
    """Bring a receipt as Notify does; the status of the answer."""
    async with httpx.AsyncClient(base_url=address, timeout=20) as http:

        async def bring(body: Any, token: str = f"Bearer {NEW}") -> int:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            answer = await http.post(
                "/notify/receipts",
                content=content,
                headers={"authorization": token.encode("latin-1")},
            )
            return answer.status_code

        yield bring


def told(notify_id: uuid.UUID, status: str, reference: uuid.UUID | None = None) -> dict[str, Any]:
    return {
        "id": str(notify_id),
        "reference": None if reference is None else str(reference),
        "to": "someone@example.com",
        "status": status,
        "created_at": "2026-11-23T09:00:00.000000Z",
        "notification_type": "email",
    }


async def accepted_by_notify(transactions: Transactions, row_id: uuid.UUID) -> uuid.UUID:
    notify_id = uuid.uuid4()
    async with transactions.begin() as work:
        now = work.clock.now()
        await work.session.execute(
            update(Notification)
            .where(Notification.id == row_id)
            .values(
                state="accepted",
                notify_id=notify_id,
                notify_status="created",
                accepted_at=now,
                next_poll_at=now + timedelta(minutes=10),
            )
        )
    return notify_id


async def apply(transactions: Transactions) -> int:
    async with transactions.begin() as work:
        return await work.deliveries.apply_receipts(200)


async def row_of(transactions: Transactions, row_id: uuid.UUID) -> Notification:
    async with transactions.begin() as work:
        return await work.session.get_one(Notification, row_id)


async def inbox(transactions: Transactions) -> list[DeliveryReceipt]:
    async with transactions.begin() as work:
        found = await work.session.scalars(
            select(DeliveryReceipt).order_by(DeliveryReceipt.received_at)
        )
        return list(found)


async def test_a_receipt_is_kept_and_then_applied(
    post: Post, transactions: Transactions, queue: Any
) -> None:
    row_id = await queue()
    notify_id = await accepted_by_notify(transactions, row_id)

    answer = await post(told(notify_id, "delivered", row_id))
    await apply(transactions)

    row = await row_of(transactions, row_id)
    assert answer == 204
    assert (row.notify_status, row.next_poll_at) == ("delivered", None)
    assert row.completed_at is not None


@pytest.mark.parametrize(
    ("token", "answer"),
    [
        (f"Bearer {NEW}", 204),
        (f"bearer {OLD}", 204),
        ("Bearer nothing-of-ours", 401),
        (f"Basic {NEW}", 401),
        (NEW, 401),
        ("Bearer", 401),
        ("", 401),
        ("Bearer é", 401),
    ],
)
async def test_the_new_and_the_old_token_open_and_nothing_else_does(
    post: Post, transactions: Transactions, token: str, answer: int
) -> None:
    assert await post(told(uuid.uuid4(), "delivered"), token) == answer
    assert len(await inbox(transactions)) == (answer == 204)


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1024 * 1024])
async def test_what_is_too_long_is_refused(
    post: Post, transactions: Transactions, size: int
) -> None:
    assert await post(b"x" * size) == 413
    assert await inbox(transactions) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\x00\xfe",
        b"null",
        b"[1, 2]",
        b"[" * 60_000,
        b'{"id": 7, "status": "delivered"}',
        b'{"id": "nobody", "status": "delivered"}',
        json.dumps({"id": str(uuid.uuid4()), "status": {"x": 1}}).encode(),
        json.dumps({"status": "delivered"}).encode(),
    ],
)
async def test_whatever_it_holds_is_kept_and_breaks_nothing(
    post: Post, transactions: Transactions, settings: Settings, body: bytes
) -> None:
    assert await post(body) == 204

    await apply(transactions)

    (row,) = await inbox(transactions)
    assert (row.outcome, row.next_try_at) == ("unreadable", None)
    async with transactions.begin() as work:
        assert work.receipts.body_of(row) == body


@pytest.mark.parametrize(
    ("field", "value"),
    [("created_at", "yesterday"), ("completed_at", 7), ("to", None), ("reference", ["x"])],
)
async def test_a_field_of_the_wrong_type_does_not_hide_the_status(
    post: Post, transactions: Transactions, queue: Any, field: str, value: object
) -> None:
    row_id = await queue()
    notify_id = await accepted_by_notify(transactions, row_id)

    await post(told(notify_id, "delivered") | {field: value})
    await apply(transactions)

    assert (await row_of(transactions, row_id)).notify_status == "delivered"


async def test_an_unknown_status_changes_nothing(
    post: Post, transactions: Transactions, queue: Any
) -> None:
    row_id = await queue()
    notify_id = await accepted_by_notify(transactions, row_id)

    assert await post(told(notify_id, "eaten-by-a-dog", row_id)) == 204
    await apply(transactions)

    (receipt,) = await inbox(transactions)
    assert receipt.outcome == "unknown-status"
    assert (await row_of(transactions, row_id)).notify_status == "created"


async def test_an_unknown_id_waits_and_is_applied_once_it_is_known(
    post: Post, transactions: Transactions, queue: Any
) -> None:
    row_id = await queue()
    notify_id = uuid.uuid4()
    assert await post(told(notify_id, "delivered")) == 204
    await apply(transactions)
    (waiting,) = await inbox(transactions)

    async with transactions.begin() as work:
        await work.session.execute(
            update(Notification)
            .where(Notification.id == row_id)
            .values(state="accepted", notify_id=notify_id, notify_status="created")
        )
        await work.session.execute(update(DeliveryReceipt).values(next_try_at=work.clock.now()))
    await apply(transactions)

    assert (waiting.outcome, waiting.next_try_at is not None) == (None, True)
    assert (await row_of(transactions, row_id)).notify_status == "delivered"


async def test_a_receipt_nobody_ever_knows_is_given_up_after_four_days(
    post: Post, transactions: Transactions
) -> None:
    await post(told(uuid.uuid4(), "delivered"))
    async with transactions.begin() as work:
        await work.session.execute(
            update(DeliveryReceipt).values(received_at=work.clock.now() - timedelta(hours=97))
        )

    await apply(transactions)

    (row,) = await inbox(transactions)
    assert (row.outcome, row.next_try_at) == ("unknown-id", None)


@pytest.mark.parametrize("state", ["waiting", "sending", "unknown"])
async def test_a_receipt_before_our_own_commit_says_that_notify_has_it(
    post: Post, transactions: Transactions, queue: Any, state: str
) -> None:
    row_id, notify_id = await queue(), uuid.uuid4()
    async with transactions.begin() as work:
        await work.session.execute(update(Notification).values(state=state))

    await post(told(notify_id, "delivered", row_id))
    await apply(transactions)

    row = await row_of(transactions, row_id)
    assert (row.state, row.notify_id, row.notify_status) == ("accepted", notify_id, "delivered")


async def test_a_receipt_that_overtakes_the_201_is_not_undone_by_it(
    dispatching: Any,
    queue: Any,
    levers: httpx.AsyncClient,
    reached: Any,
    transactions: Transactions,
    post: Post,
) -> None:
    await levers.post("/faults", json={"fault": "slow", "milliseconds": 300, "times": 1})
    async with dispatching():
        row_id = await queue()
        await reached(row_id, "sending")
        await post(told(uuid.uuid4(), "delivered", row_id))
        await apply(transactions)
        await asyncio.sleep(0.6)

    row = await row_of(transactions, row_id)
    assert (row.state, row.notify_status) == ("accepted", "delivered")


@pytest.mark.parametrize(
    "way",
    [
        ["sending", "delivered"],
        ["delivered", "sending"],
        ["delivered", "delivered"],
        ["delivered", "permanent-failure"],
        ["delivered", "created", "pending"],
    ],
)
async def test_receipts_in_any_order_and_twice_end_in_the_first_final_status(
    post: Post, transactions: Transactions, queue: Any, way: list[str]
) -> None:
    row_id = await queue()
    notify_id = await accepted_by_notify(transactions, row_id)

    for status in way:
        assert await post(told(notify_id, status, row_id)) == 204
        await apply(transactions)

    assert (await row_of(transactions, row_id)).notify_status == "delivered"


async def test_a_receipt_of_another_copy_changes_nothing(
    post: Post, transactions: Transactions, queue: Any
) -> None:
    row_id = await queue()
    await accepted_by_notify(transactions, row_id)

    await post(told(uuid.uuid4(), "permanent-failure", row_id))
    await apply(transactions)

    assert (await row_of(transactions, row_id)).notify_status == "created"


async def test_notify_is_asked_to_come_again_while_we_cannot_keep_it(
    post: Post, transactions: Transactions, database: Database
) -> None:
    async with database.begin() as session:
        await session.execute(text("LOCK TABLE logger.delivery_receipt IN EXCLUSIVE MODE"))
        answer = await post(told(uuid.uuid4(), "delivered"))

    assert answer == 503


async def test_the_recipient_is_sealed(post: Post, transactions: Transactions) -> None:
    await post(told(uuid.uuid4(), "delivered"))

    (row,) = await inbox(transactions)
    assert b"someone" not in row.body


async def test_a_storm_of_receipts_is_kept_to_the_last(
    post: Post, transactions: Transactions
) -> None:
    answers = await asyncio.gather(*(post(told(uuid.uuid4(), "delivered")) for _ in range(100)))

    assert set(answers) == {204}
    assert len(await inbox(transactions)) == 100
