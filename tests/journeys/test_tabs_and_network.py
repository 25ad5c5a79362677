"""Two tabs, a reload, a train in a tunnel: one conversation, each message once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.journeys import words
from tests.journeys.chat import Chat

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

FIRST = "hello"
SECOND = "thank you very much"


def test_two_tabs_of_one_conversation_stay_in_step(chat: Chat, stack: Stack) -> None:
    chat.open()
    other = Chat(chat.page.context.new_page(), stack.url)
    other.open()

    chat.say(FIRST)
    chat.sees("I am the assistant")
    expect(other.own).to_have_count(1)
    other.sees("I am the assistant")
    other.say(words.QUESTION)
    other.sees("31st birthday")
    chat.sees("31st birthday")

    assert_both_show_the_stored_conversation(chat, other)


def test_a_reload_shows_the_same_conversation_without_doubles(chat: Chat) -> None:
    chat.open()
    chat.say(FIRST)
    chat.sees("I am the assistant")
    chat.say(words.QUESTION)
    chat.sees("31st birthday")
    before = chat.messages.all_inner_texts()

    chat.page.reload()

    chat.sees("31st birthday")
    assert [shown(text) for text in chat.messages.all_inner_texts()] == [
        shown(text) for text in before
    ]
    chat.say(SECOND)
    chat.sees("You are welcome.")
    assert_both_show_the_stored_conversation(chat, chat)


def test_what_is_written_while_the_network_is_gone_arrives_once(chat: Chat) -> None:
    chat.open()
    chat.say(FIRST)
    chat.sees("I am the assistant")

    chat.page.context.set_offline(True)
    chat.say(words.QUESTION)
    expect(chat.own.last).to_contain_text("Not sent yet. Trying again.")
    chat.page.context.set_offline(False)

    chat.sees("31st birthday")
    expect(chat.own.last).not_to_contain_text("Not sent yet")
    chat.say(SECOND)
    chat.sees("You are welcome.")
    assert_both_show_the_stored_conversation(chat, chat)


def test_an_answer_that_got_lost_on_the_way_is_fetched_without_asking_twice(chat: Chat) -> None:
    lost: list[int] = []
    chat.open()
    chat.say(FIRST)
    chat.sees("I am the assistant")

    def lose(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]
            return
        lost.append(route.fetch().status)  # type: ignore[attr-defined]
        route.abort("connectionreset")  # type: ignore[attr-defined]

    chat.page.route("**/api/chat/messages", lose)
    chat.say(words.QUESTION)
    chat.sees("31st birthday")
    chat.page.unroute("**/api/chat/messages")
    chat.say(SECOND)
    chat.sees("You are welcome.")

    assert lost == [200]
    assert_both_show_the_stored_conversation(chat, chat)


def assert_both_show_the_stored_conversation(chat: Chat, other: Chat) -> None:
    with Enquirer(chat.url, chat.token()) as client:
        stored = client.transcript()
    for page in (chat, other):
        expect(page.messages).to_have_count(len(stored))
        for item, message in zip(page.messages.all(), stored, strict=True):
            expect(item).to_contain_text(message["text"].split("\n\n")[0])
            expect(item).to_have_attribute("data-seq", str(message["seq"]))


def shown(text: str) -> str:
    """Choices that a reload shows as buttons may have been spelt out before, and the reverse."""
    return text.partition("You could choose:")[0].strip()
