"""The pages for people who do not see, or enlarge what they see."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.journeys import words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens, Works

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

NARROW = 320  # CSS pixels: a window of 1,280 at 400 %


def check_accessible(page: Page) -> None:
    results = Axe().run(page)
    found = [
        f"{violation['id']}: {node['html']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == []


def test_axe_finds_nothing_wrong_with_the_pages_of_an_enquirer(chat: Chat, stack: Stack) -> None:
    page = chat.page
    chat.open()
    check_accessible(page)
    chat.say("hello")
    chat.sees("I am the assistant")
    expect(chat.choice("Tell us about a worry")).to_be_enabled()
    check_accessible(page)
    chat.say(words.DANGER)
    chat.sees("I can pass it on to our team now.")
    check_accessible(page)
    page.get_by_text("End this chat").first.click()
    page.get_by_role("button", name="End this chat").click()
    expect(page.get_by_role("heading", name="You have ended the chat")).to_be_visible()
    check_accessible(page)

    for path in ("/notice", "/leave-details"):
        page.goto(f"{stack.url}{path}")
        check_accessible(page)
    page.get_by_role("button", name="Send to our team").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_accessible(page)
    page.get_by_label("What is it about?").fill(words.QUESTION)
    page.get_by_role("button", name="Send to our team").click()
    expect(page.get_by_role("heading", name="We have your details")).to_be_visible()
    check_accessible(page)


def test_axe_finds_nothing_wrong_with_the_pages_of_an_adviser(
    page: Page, stack: Stack, enquirer: Enquirer, works: Works
) -> None:
    enquirer.start()
    enquirer.choose("raise_concern")
    for answer in (words.DANGER, words.ABOUT, words.NAME, words.CONTACT):
        enquirer.say(answer)
    enquirer.choose("affirm")
    reference = enquirer.wait_for_reference()

    page.goto(stack.console_url)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    check_accessible(page)
    adviser = works(page, "sam@example.com")
    check_accessible(page)
    page.goto(f"{stack.console_url}/change-password")
    check_accessible(page)
    adviser.opens(reference)
    check_accessible(page)
    adviser.claims()
    adviser.is_told("You have this now.")
    check_accessible(page)


def test_nothing_has_to_be_scrolled_sideways_at_400_per_cent(opens: Opens, stack: Stack) -> None:
    page = opens(viewport={"width": NARROW, "height": 640})
    chat = Chat(page, stack.url)
    chat.open()
    assert width_of(page) <= NARROW
    chat.say("hello")
    chat.sees("I am the assistant")
    assert width_of(page) <= NARROW
    chat.say("a-word-that-does-not-end-" * 12)
    expect(chat.own).to_have_count(2)
    assert width_of(page) <= NARROW
    for path in ("/notice", "/leave-details"):
        page.goto(f"{stack.url}{path}")
        assert width_of(page) <= NARROW


def width_of(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width
