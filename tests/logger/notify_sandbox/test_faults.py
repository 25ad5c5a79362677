"""What a sender sees of each fault, and what the sandbox stored of its message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import requests
from notifications_python_client.errors import APIError, HTTP503Error, HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from logger.notify_sandbox.app import RunningSandbox
from logger.notify_sandbox.faults import Fault, FaultKind

Client = Callable[..., NotificationsAPIClient]

TEMPLATE = "5b9d5a0e-0000-4a0e-9d86-000000000003"


def send(client: NotificationsAPIClient, reference: str = "r-1") -> Any:
    filled_in = {"name": "SF-7K3M-9Q2X"}
    return client.send_email_notification("someone@example.com", TEMPLATE, filled_in, reference)


async def fail_once(levers: httpx.AsyncClient, notify: Client, **wish: Any) -> APIError:
    answer = await levers.post("/faults", json=wish)
    assert answer.status_code == 201
    with pytest.raises(APIError) as failure:
        await asyncio.to_thread(send, notify(timeout=0.5))
    return failure.value


async def accepted(levers: httpx.AsyncClient) -> int:
    counts = (await levers.get("/counts", params={"reference": "r-1"})).json()
    return int(counts["accepted"]["r-1"])


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_an_error_before_accepting_stores_nothing(
    levers: httpx.AsyncClient, notify: Client, status: int
) -> None:
    failure = await fail_once(levers, notify, fault="error-before-accepting", status=status)

    assert failure.status_code == status
    assert failure.response is not None
    assert await accepted(levers) == 0


async def test_a_reset_before_accepting_stores_nothing(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    failure = await fail_once(levers, notify, fault="refuse")

    assert failure.response is None
    assert isinstance(failure.__cause__, requests.ConnectionError)
    assert await accepted(levers) == 0


async def test_a_page_notify_did_not_write_stores_nothing(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    failure = await fail_once(levers, notify, fault="not-notify")

    assert failure.status_code == 404
    assert failure.message == "Request failed"
    assert await accepted(levers) == 0


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        ("rate-limit", 429, "RateLimitError"),
        ("day-limit", 429, "TooManyRequestsError"),
        ("clock", 403, "AuthError"),
        ("forbidden", 403, "AuthError"),
    ],
)
async def test_a_refusal_on_demand_is_in_notifys_own_shape(
    levers: httpx.AsyncClient, notify: Client, fault: str, status: int, error: str
) -> None:
    failure = await fail_once(levers, notify, fault=fault)

    assert failure.status_code == status
    assert failure.message[0]["error"] == error
    assert await accepted(levers) == 0


async def test_an_error_after_accepting_hides_a_stored_message(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    failure = await fail_once(levers, notify, fault="error-after-accepting")

    assert isinstance(failure, HTTPError)
    assert failure.status_code == 500
    assert await accepted(levers) == 1


async def test_a_hang_after_accepting_hides_a_stored_message(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    failure = await fail_once(levers, notify, fault="accept-then-hang")

    assert isinstance(failure.__cause__, requests.ReadTimeout)
    assert await accepted(levers) == 1


async def test_a_dropped_connection_after_accepting_hides_a_stored_message(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    failure = await fail_once(levers, notify, fault="accept-then-drop")

    assert isinstance(failure, HTTP503Error)
    assert failure.response is None
    assert await accepted(levers) == 1


async def test_an_answer_cut_off_looks_to_the_client_like_a_503(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    failure = await fail_once(levers, notify, fault="accept-then-truncate")

    assert isinstance(failure, HTTP503Error)
    assert failure.response is None
    assert await accepted(levers) == 1


async def test_an_answer_that_is_no_json_hides_a_stored_message(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    failure = await fail_once(levers, notify, fault="accept-then-html")

    assert isinstance(failure, InvalidResponse)
    assert await accepted(levers) == 1


async def test_a_fault_strikes_as_often_as_it_was_asked_to(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    await fail_once(levers, notify, fault="error-before-accepting", times=1)

    await asyncio.to_thread(send, notify())

    assert await accepted(levers) == 1
    assert (await levers.get("/faults")).json()["faults"][0]["hits"] == 1


async def test_while_down_nothing_can_be_sent_or_asked_until_it_is_cleared(
    sandbox: RunningSandbox, levers: httpx.AsyncClient, notify: Client
) -> None:
    client = notify()
    await fail_once(levers, notify, fault="down")
    with pytest.raises(HTTP503Error):
        await asyncio.to_thread(client.get_all_notifications)
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(f"{sandbox.url}/_status")).status_code == 503

    await levers.delete("/faults")

    await asyncio.to_thread(send, client)
    assert await accepted(levers) == 1


async def test_a_closed_port_refuses_every_connection_until_it_is_opened_again(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    failure = await fail_once(levers, notify, fault="not-listening")
    assert isinstance(failure.__cause__, requests.ConnectionError)
    assert "refused" in str(failure.__cause__)
    assert await accepted(levers) == 0

    await levers.delete("/faults")

    await asyncio.to_thread(send, notify())
    assert await accepted(levers) == 1


async def test_a_closed_port_can_open_again_by_itself(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    await levers.post("/faults", json={"fault": "not-listening", "milliseconds": 100})
    client = notify()

    for _ in range(100):
        try:
            await asyncio.to_thread(send, client)
        except HTTP503Error:
            await asyncio.sleep(0.05)
        else:
            break

    assert await accepted(levers) == 1


@pytest.mark.parametrize(("status", "error"), [(500, "Exception"), (504, "EventletTimeout")])
async def test_notify_can_fail_in_its_own_words_and_forget_the_message(
    levers: httpx.AsyncClient, notify: Client, status: int, error: str
) -> None:
    failure = await fail_once(levers, notify, fault="notify-error-before-accepting", status=status)

    assert failure.status_code == status
    assert failure.message[0]["error"] == error
    assert await accepted(levers) == 0


async def test_a_look_up_can_fail_while_sending_works(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    await levers.post("/faults", json={"fault": "reading-fails", "status": 502})
    client = notify()
    await asyncio.to_thread(send, client)

    with pytest.raises(HTTPError) as failure:
        await asyncio.to_thread(client.get_all_notifications, reference="r-1")

    assert failure.value.status_code == 502
    found = await asyncio.to_thread(client.get_all_notifications, reference="r-1")
    assert len(found["notifications"]) == 1


async def test_a_fault_can_wait_for_a_certain_request(
    levers: httpx.AsyncClient, notify: Client
) -> None:
    await levers.post("/faults", json={"fault": "error-before-accepting", "after": 2})
    client = notify()
    await asyncio.to_thread(send, client)
    await asyncio.to_thread(send, client)

    with pytest.raises(HTTPError):
        await asyncio.to_thread(send, client)

    counts = (await levers.get("/counts")).json()
    assert counts == {"accepted": {"r-1": 2}, "total": 2, "more_than_once": {"r-1": 2}}


async def test_a_slow_answer_is_still_right(levers: httpx.AsyncClient, notify: Client) -> None:
    await levers.post("/faults", json={"fault": "slow", "milliseconds": 50})

    sent = await asyncio.to_thread(send, notify())

    assert sent["reference"] == "r-1"


@pytest.mark.parametrize("wish", [{}, {"fault": "earthquake"}, {"fault": "drop", "times": "often"}])
async def test_a_fault_nobody_knows_is_refused(
    levers: httpx.AsyncClient, wish: dict[str, Any]
) -> None:
    answer = await levers.post("/faults", json=wish)

    assert answer.status_code == 400


def test_a_share_of_the_requests_is_drawn_the_same_way_from_the_same_seed() -> None:
    draws = [
        [fault.strikes() for _ in range(200)]
        for fault in (
            Fault(FaultKind.DROP, times=None, share=0.1, seed=7),
            Fault(FaultKind.DROP, times=None, share=0.1, seed=7),
        )
    ]

    assert draws[0] == draws[1]
    assert 5 <= sum(draws[0]) <= 40
