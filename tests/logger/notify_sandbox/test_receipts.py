"""Delivery receipts: what is told, when, and how often Notify tries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from notifications_python_client.notifications import NotificationsAPIClient

from logger.notify_sandbox.app import RunningSandbox
from tests.logger.notify_sandbox.receiver import Receiver, receiving

Client = Callable[..., NotificationsAPIClient]

SERVICE = "/services/11111111-2222-4333-8444-555555555555"
PLAIN = "5b9d5a0e-0000-4a0e-9d86-000000000003"
TOKEN = "the-token-both-sides-know"
MINUTES = 60


@pytest.fixture
async def receiver(sandbox: RunningSandbox, levers: httpx.AsyncClient) -> AsyncIterator[Receiver]:
    async with receiving() as made:
        answer = await levers.patch(
            SERVICE, json={"receipts": {"url": made.url, "token": TOKEN, "retry_seconds": 300}}
        )
        assert answer.status_code == 200
        yield made


async def send(notify: Client, address: str = "someone@example.com", reference: str = "r-1") -> Any:
    client = notify()
    return await asyncio.to_thread(
        client.send_email_notification, address, PLAIN, {"name": "Ann"}, reference
    )


async def advance(levers: httpx.AsyncClient, seconds: float) -> None:
    await levers.post("/clock", json={"advance_seconds": seconds})


async def fault(levers: httpx.AsyncClient, kind: str, **wish: Any) -> None:
    assert (await levers.post("/faults", json={"fault": kind, **wish})).status_code == 201


async def outcomes(levers: httpx.AsyncClient, wanted: dict[str, int]) -> None:
    """Wait until the receipts ended so."""
    found: dict[str, int] = {}
    for _ in range(200):
        found = (await levers.get("/receipts")).json()["outcomes"]
        if found == wanted:
            return
        await asyncio.sleep(0.05)
    assert found == wanted


async def test_a_service_is_told_once_what_became_of_its_message(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    sent = await send(notify)

    await advance(levers, 5 * MINUTES)
    [receipt] = await receiver.until(1)

    assert receipt == {
        "id": sent["id"],
        "reference": "r-1",
        "to": "someone@example.com",
        "status": "delivered",
        "created_at": receipt["created_at"],
        "completed_at": receipt["completed_at"],
        "sent_at": receipt["sent_at"],
        "notification_type": "email",
        "template_id": PLAIN,
        "template_version": 2,
    }
    assert receipt["created_at"] < receipt["sent_at"] < receipt["completed_at"]
    assert receiver.headers[0]["authorization"] == f"bearer {TOKEN}"
    assert receiver.headers[0]["user-agent"].startswith("python-requests/")
    await outcomes(levers, {"received": 1})


async def test_nothing_is_told_before_the_message_is_in_its_final_state(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await send(notify)

    await advance(levers, 3 * MINUTES)

    await outcomes(levers, {"waiting": 1})
    assert receiver.receipts == []


async def test_without_an_address_nobody_is_told(
    levers: httpx.AsyncClient, notify: Client, sandbox: RunningSandbox
) -> None:
    await send(notify)

    await advance(levers, 5 * MINUTES)

    assert (await levers.get("/receipts")).json() == {"receipts": [], "outcomes": {}}


@pytest.mark.parametrize("answer", [500, 503, 429, None])
async def test_a_receiver_in_trouble_is_tried_again_five_minutes_later(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client, answer: int | None
) -> None:
    receiver.answers = [answer, 204]
    await send(notify)
    await advance(levers, 5 * MINUTES)
    await receiver.until(1)
    await outcomes(levers, {"waiting": 1})
    assert len(receiver.receipts) == 1

    await advance(levers, 5 * MINUTES)

    first, second = await receiver.until(2)
    assert first == second
    await outcomes(levers, {"received": 1})


async def test_after_five_more_tries_a_receipt_is_dropped_for_good(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    receiver.answers = [503]
    await send(notify)

    for tries in range(1, 7):
        await advance(levers, 5 * MINUTES)
        await receiver.until(tries)
        await outcomes(levers, {"waiting": 1} if tries < 6 else {"given-up": 1})

    await advance(levers, 60 * MINUTES)
    await asyncio.sleep(0.1)
    assert len(receiver.receipts) == 6


@pytest.mark.parametrize("answer", [400, 401, 404, 408, 410, 413, 422])
async def test_a_receiver_that_says_no_is_never_asked_again(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client, answer: int
) -> None:
    receiver.answers = [answer]
    await send(notify)

    await advance(levers, 5 * MINUTES)
    await receiver.until(1)
    await outcomes(levers, {"refused": 1})

    await advance(levers, 60 * MINUTES)
    await asyncio.sleep(0.05)
    assert len(receiver.receipts) == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("temporary-failure", "temporary-failure"),
        ("permanent-failure", "permanent-failure"),
    ],
)
async def test_a_failure_on_demand_is_told_for_the_recipient_it_was_asked_for(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client, kind: str, status: str
) -> None:
    await fault(levers, kind, recipient="Team@example.com", times=None)
    await send(notify, "someone@example.com", "r-1")
    await send(notify, "team@example.com", "r-2")

    await advance(levers, 5 * MINUTES)

    told = {receipt["reference"]: receipt["status"] for receipt in await receiver.until(2)}
    assert told == {"r-1": "delivered", "r-2": status}


async def test_a_technical_failure_is_never_told_and_has_to_be_asked_for(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await fault(levers, "technical-failure")
    sent = await send(notify)
    client = notify()

    await advance(levers, 5 * MINUTES)

    found = await asyncio.to_thread(client.get_notification_by_id, sent["id"])
    assert (found["status"], found["sent_at"]) == ("technical-failure", None)
    await outcomes(levers, {})


@pytest.mark.parametrize(
    ("kind", "status"), [("stays-sending", "sending"), ("stays-pending", "pending")]
)
async def test_a_message_still_on_its_way_after_three_days_is_told_as_a_temporary_failure(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client, kind: str, status: str
) -> None:
    await fault(levers, kind)
    sent = await send(notify)
    client = notify()
    await advance(levers, 71 * 60 * MINUTES)
    found = await asyncio.to_thread(client.get_notification_by_id, sent["id"])
    assert found["status"] == status

    await advance(levers, 2 * 60 * MINUTES)

    assert (await receiver.until(1))[0]["status"] == "temporary-failure"


async def test_a_receipt_can_come_twice(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await fault(levers, "receipt-twice")
    await send(notify)

    await advance(levers, 5 * MINUTES)

    first, second = await receiver.until(2)
    assert first == second


async def test_a_receipt_can_come_late(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await fault(levers, "receipt-late", milliseconds=20 * MINUTES * 1000)
    await send(notify)
    await advance(levers, 20 * MINUTES)
    await outcomes(levers, {"waiting": 1})

    await advance(levers, 5 * MINUTES)

    assert len(await receiver.until(1)) == 1


async def test_a_receipt_can_come_before_the_sender_has_its_answer(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await fault(levers, "receipt-before-answer")

    sent = await send(notify)

    assert [receipt["id"] for receipt in receiver.receipts] == [sent["id"]]
    client = notify()
    found = await asyncio.to_thread(client.get_notification_by_id, sent["id"])
    assert found["status"] == "delivered"


async def test_a_receipt_can_be_lost(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await fault(levers, "receipt-lost")
    await send(notify)

    await advance(levers, 60 * MINUTES)

    await outcomes(levers, {"lost": 1})
    assert receiver.receipts == []


async def test_receipts_can_overtake_each_other(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await fault(levers, "receipt-out-of-order", times=None, milliseconds=MINUTES * 1000, seed=3)
    for number in range(6):
        await send(notify, reference=f"r-{number}")

    for _ in range(65):
        await advance(levers, 0 if receiver.receipts else 4 * MINUTES)
        await advance(levers, 1)
        await asyncio.sleep(0.02)

    order = [receipt["reference"] for receipt in await receiver.until(6)]
    assert sorted(order) != order


async def test_a_receipt_can_carry_the_wrong_token(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await fault(levers, "receipt-wrong-token")
    await send(notify)

    await advance(levers, 5 * MINUTES)

    await receiver.until(1)
    assert receiver.headers[0]["authorization"].startswith("bearer ")
    assert TOKEN not in receiver.headers[0]["authorization"]


async def test_a_receipt_can_be_about_a_message_nobody_sent(
    receiver: Receiver, levers: httpx.AsyncClient, notify: Client
) -> None:
    await fault(levers, "receipt-unknown-id")
    sent = await send(notify)

    await advance(levers, 5 * MINUTES)

    ids = {receipt["id"] for receipt in await receiver.until(2)}
    assert len(ids) == 2
    assert sent["id"] in ids
