"""/sandbox: what was sent, for people to read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from notifications_python_client.notifications import NotificationsAPIClient
from playwright.async_api import Browser, async_playwright, expect

from logger.notify_sandbox.app import RunningSandbox
from tests.journeys.conftest import OPTIONS, PATIENCE, chromium

Client = Callable[..., NotificationsAPIClient]

expect.set_options(timeout=PATIENCE)

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

    assert "<script>" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert "&lt;script&gt;" in shown


async def test_without_scripts_the_inbox_loads_itself_again_until_it_is_asked_to_stop(
    sandbox: RunningSandbox,
) -> None:
    live, still = await page(sandbox), await page(sandbox, "?live=no")

    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in live
    assert "http-equiv" not in still
    assert "<script" not in still


async def test_the_inbox_loads_nothing_from_elsewhere(sandbox: RunningSandbox) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{sandbox.url}/sandbox")
        style = await client.get(f"{sandbox.url}/sandbox/inbox.css")
        script = await client.get(f"{sandbox.url}/sandbox/inbox.js")

    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert style.headers["content-type"].startswith("text/css")
    assert script.headers["content-type"].startswith("text/javascript")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=list(OPTIONS))
        yield opened
        await opened.close()


async def test_in_a_browser_new_messages_and_statuses_appear_by_themselves(
    sandbox: RunningSandbox, levers: httpx.AsyncClient, notify: Client, browser: Browser
) -> None:
    shown = await browser.new_page()
    problems: list[str] = []
    shown.on("console", lambda message: problems.append(message.text))
    await shown.goto(f"{sandbox.url}/sandbox")
    await expect(shown.get_by_text("No messages yet.")).to_be_visible()

    await asyncio.to_thread(acknowledge, notify(), "SF-7K3M-9Q2X", "r-1")

    await expect(shown.get_by_role("status")).to_have_text("1 new message")
    article = shown.get_by_role("article", name="About SF-7K3M-9Q2X")
    await expect(article.locator(".status")).to_have_text("created")
    await levers.post("/clock", json={"advance_seconds": 300})
    await expect(article.locator(".status")).to_have_text("delivered")
    await expect(shown.get_by_text("No messages yet.")).to_have_count(0)
    violations = (await Axe().run(shown)).response["violations"]
    assert violations == []
    assert problems == []
