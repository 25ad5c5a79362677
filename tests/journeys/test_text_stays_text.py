"""What a person types is shown as they typed it, whatever it looks like to a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import questions, words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens, Works

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]


def expect_only_text(place: Locator) -> None:
    expect(place).to_contain_text(words.MARKUP)
    expect(place.locator("b, script, img")).to_have_count(0)


def expect_right_to_left(place: Locator) -> None:
    line = place.locator("[dir=auto]").filter(has_text=words.RIGHT_TO_LEFT).first
    assert line.evaluate("element => getComputedStyle(element).direction") == "rtl"


def test_markup_and_right_to_left_text_are_shown_as_text_in_chat_and_console(
    chat: Chat, opens: Opens, works: Works
) -> None:
    asked: list[str] = []
    chat.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    chat.open()
    chat.say("hello")
    chat.choose("Tell us about a worry")
    chat.answers_to(questions.WORRY, words.MARKUP)
    chat.skips(questions.HAPPENED, questions.CHILDREN)
    chat.answers_to(questions.ABOUT, words.RIGHT_TO_LEFT)
    chat.is_asked(questions.HOUSEHOLD)
    expect_only_text(chat.own.filter(has_text="alert"))
    expect_right_to_left(chat.own.last)
    chat.choose(questions.SEND_WHAT_THERE_IS)
    chat.is_asked(questions.CHECK)
    expect_only_text(chat.answers.last)
    chat.page.reload()
    expect_only_text(chat.answers.last)
    expect_only_text(chat.own.filter(has_text="alert"))
    chat.choose(questions.SEND)
    reference = chat.reference()

    adviser = works(opens(), "alex@example.com")
    adviser.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    adviser.opens(reference)

    for section in ("Details", "What was said"):
        expect_only_text(adviser.section(section))
        expect_right_to_left(adviser.section(section))
    assert asked == [], "no script of theirs has run"
