"""The exact wording of the published notice, beside an answer and on its page."""

from __future__ import annotations

import asyncio
import os
import uuid
from typing import Any

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright, expect
from sqlalchemy import select

from logger.conversations.models import Turn
from logger.unit_of_work import Transactions
from tests.journeys.conftest import OPTIONS, chromium
from tests.logger.notice.made_up import PAGE, TEXT
from tests.logger.webchat.conftest import started


async def import_notice(transactions: Transactions, http: httpx.AsyncClient, text: str) -> str:
    """Import it while the web process runs; returns its page, once there is one."""
    async with transactions.begin() as work:
        await work.notice.bring_in(text.encode(), by="Kim Ade")
    for _ in range(100):
        page = await http.get("/notice/wording")
        if page.status_code == 200:
            return page.text
        await asyncio.sleep(0.05)
    raise AssertionError("the web process has not heard of the notice")


async def versions_of_turns(transactions: Transactions) -> list[uuid.UUID | None]:
    async with transactions.begin() as work:
        found = await work.session.execute(select(Turn.notice_version).order_by(Turn.seq))
        return list(found.scalars())


async def test_without_an_imported_notice_nothing_is_said_of_it(
    http: httpx.AsyncClient, chatter: Any, transactions: Transactions
) -> None:
    (answer,) = (await chatter.say("how long do you keep it")).json()["messages"]

    assert answer["clauses"] == [
        {"id": "retention", "heading": "Retention period", "url": "/notice#retention"}
    ]
    assert (await http.get("/notice/wording")).status_code == 404
    assert "exact wording" not in (await http.get("/notice")).text
    assert set(await versions_of_turns(transactions)) == {None}


async def test_an_answer_offers_the_exact_wording_and_keeps_its_version(
    http: httpx.AsyncClient, transactions: Transactions
) -> None:
    await import_notice(transactions, http, TEXT)
    chatter = await started(http)

    (answer,) = (await chatter.say("how long do you keep it")).json()["messages"]

    assert answer["clauses"][0]["wording_url"] == "/notice/wording#retention"
    async with transactions.begin() as work:
        (version,) = await work.notice.versions()
    hello, about_the_notice, said, answered = await versions_of_turns(transactions)
    assert (hello, said) == (None, None)
    assert (about_the_notice, answered) == (version.id, version.id)


async def test_a_clause_that_the_notice_does_not_have_offers_no_wording(
    http: httpx.AsyncClient, chatter: Any, transactions: Transactions
) -> None:
    await import_notice(transactions, http, "Your rights\n\nYou have the right to a kite.")

    (answer,) = (await chatter.say("how long do you keep it")).json()["messages"]

    assert "wording_url" not in answer["clauses"][0]


async def test_the_chat_without_scripts_links_to_the_exact_wording(
    http: httpx.AsyncClient, transactions: Transactions
) -> None:
    await import_notice(transactions, http, TEXT)

    form = {"message_id": str(uuid.uuid4()), "text": "how long do you keep it"}
    page = await http.post("/", data=form, follow_redirects=True)

    assert 'href="/notice/wording#retention"' in page.text
    assert "Read the exact wording" in page.text


async def test_the_page_quotes_every_clause_under_its_anchor(
    http: httpx.AsyncClient, transactions: Transactions
) -> None:
    page = await import_notice(transactions, http, TEXT)

    assert "as published, imported on " in page
    assert page.count("<blockquote") == 7
    for anchor in ("retention", "sharing-police", "rights-contact", "rights-complain"):
        assert page.count(f' id="{anchor}"') == 1
    assert '<li class="fd-words" id="sharing-health" tabindex="-1">Health service' in page
    assert "The published notice has this heading and nothing under it." in page
    assert 'href="/notice#retention"' in page
    notice = (await http.get("/notice")).text
    assert 'href="/notice/wording"' in notice
    assert 'href="/notice/wording#retention"' in notice
    assert 'href="/notice/wording#sources"' not in notice


async def test_no_markup_of_the_published_page_reaches_ours(
    http: httpx.AsyncClient, transactions: Transactions
) -> None:
    page = await import_notice(transactions, http, PAGE)

    assert "alert(1)" not in page
    assert "stolen" not in page
    assert "onclick" not in page
    assert "&lt;script&gt;alert(&#34;kite&#34;)&lt;/script&gt;" in page


@pytest.mark.parametrize("path", ["/notice/wording", "/notice"])
async def test_the_wording_stays_readable_when_a_version_follows(
    http: httpx.AsyncClient, transactions: Transactions, path: str
) -> None:
    await import_notice(transactions, http, "Your rights\n\nYou have the right to a kite.")
    await import_notice(transactions, http, TEXT)

    for _ in range(100):
        page = (await http.get(path)).text
        if "wording#retention" in page or 'id="retention"' in page:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the web process has not heard of the second version")


async def test_a_person_reads_the_exact_wording_from_the_chat(
    web: str, http: httpx.AsyncClient, transactions: Transactions
) -> None:
    await import_notice(transactions, http, TEXT)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(OPTIONS))
        page = await browser.new_page(locale="en-GB", viewport={"width": 390, "height": 844})
        await page.goto(web)
        await page.get_by_role("textbox", name="Your message").fill("how long do you keep it")
        await page.get_by_role("button", name="Send", exact=True).last.click()
        link = page.get_by_role("link", name="Read the exact wording of “Retention period”")
        async with page.expect_popup() as opened:
            await link.click()
        wording = await opened.value

        await expect(wording).to_have_url(f"{web}/notice/wording#retention")
        await expect(wording.locator("#retention")).to_be_in_viewport()
        await expect(wording.locator("#retention")).to_contain_text("Red kites: for 3 summers")
        found = await Axe().run(wording)
        assert found.violations_count == 0, found.generate_report()
        await wording.goto(f"{web}/notice/wording#sharing-police")
        await expect(wording.locator("#sharing-police")).to_be_in_viewport()
        if folder := os.environ.get("SCREENSHOTS"):
            await wording.screenshot(path=f"{folder}/wording.png")
            await page.screenshot(path=f"{folder}/chat.png", full_page=True)
        await browser.close()
