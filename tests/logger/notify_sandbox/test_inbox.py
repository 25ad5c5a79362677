"""/sandbox: what was sent, for people to read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
from notifications_python_client.notifications import NotificationsAPIClient

from logger.notify_sandbox.app import RunningSandbox

Client = Callable[..., NotificationsAPIClient]

TEMPLATE = "5b9d5a0e-0000-4a0e-9d86-000000000001"


async def page(sandbox: RunningSandbox, query: str = "") -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{sandbox.url}/sandbox{query}")
    assert answer.status_code == 200
    return answer.text


def acknowledge(client: NotificationsAPIClient, shown: str, reference: str) -> None:
    client.send_email_notification(
        "someone@example.com",
        TEMPLATE,
        {"name": shown, "next": "yes", "link": "https://council.example.com"},
        reference,
    )


async def test_an_empty_inbox_says_so(sandbox: RunningSandbox) -> None:
    assert "No messages yet." in await page(sandbox)


async def test_a_message_is_shown_with_its_recipient_subject_status_and_words(
    sandbox: RunningSandbox, notify: Client
) -> None:
    await asyncio.to_thread(acknowledge, notify(), "SF-7K3M-9Q2X", "r-1")

    shown = await page(sandbox)

    assert "someone@example.com" in shown
    assert "About SF-7K3M-9Q2X" in shown
    assert "<h3>What happens next</h3>" in shown
    assert ">created</strong>" in shown


async def test_the_newest_message_comes_first(sandbox: RunningSandbox, notify: Client) -> None:
    client = notify()
    await asyncio.to_thread(acknowledge, client, "SF-AAAA-AAAA", "r-1")
    await asyncio.to_thread(acknowledge, client, "SF-BBBB-BBBB", "r-2")

    shown = await page(sandbox)

    assert shown.index("SF-BBBB-BBBB") < shown.index("SF-AAAA-AAAA")


async def test_only_the_messages_of_one_reference_are_shown_on_request(
    sandbox: RunningSandbox, notify: Client
) -> None:
    client = notify()
    await asyncio.to_thread(acknowledge, client, "SF-AAAA-AAAA", "r-1")
    await asyncio.to_thread(acknowledge, client, "SF-BBBB-BBBB", "r-2")

    shown = await page(sandbox, "?reference=r-1")

    assert "SF-AAAA-AAAA" in shown
    assert "SF-BBBB-BBBB" not in shown


async def test_what_was_sent_is_never_read_as_html(sandbox: RunningSandbox, notify: Client) -> None:
    hostile = '<script>alert(1)</script> [x](javascript:alert(1)) "><img src=x onerror=alert(1)>'
    await asyncio.to_thread(acknowledge, notify(), hostile, hostile)

    shown = await page(sandbox)

    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert "&lt;script&gt;" in shown


async def test_the_inbox_refreshes_itself_until_it_is_asked_to_stop(
    sandbox: RunningSandbox,
) -> None:
    assert 'http-equiv="refresh" content="5"' in await page(sandbox)
    assert "http-equiv" not in await page(sandbox, "?live=no")


async def test_the_inbox_needs_no_script_and_loads_nothing_from_elsewhere(
    sandbox: RunningSandbox,
) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{sandbox.url}/sandbox")
        style = await client.get(f"{sandbox.url}/sandbox/inbox.css")

    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert style.headers["content-type"].startswith("text/css")
