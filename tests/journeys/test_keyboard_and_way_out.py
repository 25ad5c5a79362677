"""Somebody who uses only the keyboard, and somebody who has to leave the page at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.journeys import words
from tests.journeys.chat import Chat
from tests.journeys.weather import stand_in_for_the_weather
from tests.records import eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

MOST_STEPS = 40


def go_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press the key until the target has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{key} does not lead to {target}")


def has_focus_within(page: Page, selector: str) -> bool:
    found: bool = page.evaluate(
        "selector => document.activeElement.closest(selector) !== null", selector
    )
    return found


def test_a_person_writes_and_chooses_with_the_keyboard_alone(chat: Chat) -> None:
    page = chat.page
    chat.open()
    go_to(page, chat.box)
    page.keyboard.type("hello")
    go_to(page, page.get_by_role("button", name="Send", exact=True))
    page.keyboard.press("Enter")
    chat.sees("I am the assistant")
    expect(chat.box).to_be_focused()
    expect(chat.box).to_have_value("")

    go_to(page, chat.choice("Tell us about a worry"), "Shift+Tab")
    page.keyboard.press("Enter")

    chat.sees("What are you worried about?")
    assert has_focus_within(page, "#log"), "the focus stays where the choice was made"
    go_to(page, chat.choice("Stop and send nothing"))
    page.keyboard.press("Enter")
    chat.sees("I have stopped.")
    assert has_focus_within(page, "#log")
    go_to(page, chat.box)


def test_new_messages_and_the_typing_state_are_announced(chat: Chat) -> None:
    page = chat.page
    held: list[Route] = []
    chat.open()
    chat.say("hello")
    chat.sees("I am the assistant")
    expect(page.get_by_role("log", name="Messages")).to_contain_text("I am the assistant")
    page.route("**/api/chat/messages", lambda route: held.append(route))

    chat.say(words.QUESTION)

    announced = page.get_by_role("status").filter(has_text="Assistant is typing")
    expect(announced).to_have_count(1)
    held[0].continue_()
    chat.sees("31st birthday")
    expect(announced).to_have_count(0)


@pytest.mark.parametrize("way", ["three times Shift", "the button"])
def test_who_leaves_this_page_quickly_leaves_nothing_behind(
    way: str, chat: Chat, stack: Stack
) -> None:
    page = chat.page
    stand_in_for_the_weather(page)
    chat.open()
    chat.say(words.QUESTION)
    chat.sees("31st birthday")
    token = chat.token()

    if way == "the button":
        page.get_by_role("button", name="Exit this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")

    page.wait_for_url("https://www.bbc.co.uk/weather")
    with Enquirer(stack.url, token) as client:
        eventually(lambda: not client.is_known(), "the conversation is closed")
    page.go_back()
    expect(page.get_by_role("heading", name="Chat with us")).to_be_visible()
    expect(chat.messages).to_have_count(0)
    assert words.QUESTION not in page.content()
