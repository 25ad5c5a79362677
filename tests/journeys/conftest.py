"""A real browser in front of the whole system, and people who use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.journeys.chat import Chat
from tests.journeys.console import Adviser
from tests.records import Records

OPTIONS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
STAFF: Final = (
    ("alex@example.com", "adviser", "Alex Adviser"),
    ("sam@example.com", "adviser", "Sam Second"),
    ("dana@example.com", "data_protection", "Dana Data"),
)
PATIENCE: Final = 20_000  # milliseconds; this machine may be busy
MISSING: Final = (
    "The journeys need Chromium, and it is not installed: run `sudo apt-get install chromium`."
)

expect.set_options(timeout=PATIENCE)

Opens = Callable[..., Page]
Works = Callable[[Page, str], Adviser]


def chromium() -> str:
    """Where Chromium is. Without it a test is skipped, except where nothing may be skipped."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file: as long as Playwright runs, no other event loop may run in this thread."""
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    """Opens an empty page in a browser profile of its own: another person, or another device.

    No page may break a script or run into its own content security policy.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def hear(message: Any) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    def open_page(**options: Any) -> Page:
        context = browser.new_context(locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on("console", hear)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(opens: Opens) -> Page:
    """A browser on a desk."""
    return opens(viewport={"width": 1280, "height": 800})


@pytest.fixture
def chat(page: Page, stack: Stack) -> Chat:
    return Chat(page, stack.url)


@pytest.fixture
def enquirer(stack: Stack) -> Iterator[Enquirer]:
    """Somebody who uses the public API instead of the page."""
    with Enquirer(stack.url) as enquirer:
        yield enquirer


@pytest.fixture
def records(stack: Stack) -> Records:
    return Records(stack)


@pytest.fixture(scope="session")
def one_time_passwords(stack: Stack) -> dict[str, str]:
    """By e-mail address, for two advisers and one of the data protection team."""
    passwords = {}
    for email, role, name in STAFF:
        said = stack.logger_command("staff", "add", email, "--role", role, "--name", name)
        passwords[email] = said.rpartition(": ")[2].strip()
    return passwords


@pytest.fixture(scope="session")
def passwords() -> dict[str, str]:
    """The passwords the advisers have chosen so far."""
    return {}


@pytest.fixture
def works(stack: Stack, one_time_passwords: dict[str, str], passwords: dict[str, str]) -> Works:
    """Lets an adviser sign in on a page; the first time with the one-time password."""

    def sign_in(page: Page, email: str) -> Adviser:
        adviser = Adviser(page, stack.console_url)
        if email in passwords:
            adviser.sign_in(email, passwords[email])
        else:
            adviser.sign_in(email, one_time_passwords[email])
            passwords[email] = adviser.must_choose_a_password()
        expect(page.get_by_role("heading", name="Queue", exact=True)).to_be_visible()
        return adviser

    return sign_in
