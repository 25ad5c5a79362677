"""Somebody is in danger while they write to us."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from launch.stack import Stack
from tests.journeys import questions, words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens, Works
from tests.records import DUTY_PHONE, Records, eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

LATE = 75_000  # milliseconds: the bot starts again, and the sweep comes round


def expect_999_first(chat: Chat) -> None:
    """The first thing said after the person's own words is the safety text."""
    reply = chat.own.last.locator("xpath=following-sibling::li[1]")
    expect(reply).to_contain_class("fd-message--safety")
    expect(reply).to_contain_text("ring 999")


def test_the_999_text_comes_before_any_other_answer(chat: Chat) -> None:
    chat.open()
    chat.say(words.DANGER)

    expect_999_first(chat)
    chat.sees("I can pass it on to our team now.")
    chat.choose("Tell the team about it")
    chat.is_asked(questions.HAPPENED)


def test_on_a_small_screen_the_999_text_is_not_scrolled_away_by_what_follows(
    opens: Opens, stack: Stack
) -> None:
    chat = Chat(opens(viewport={"width": 320, "height": 640}), stack.url)
    chat.open()
    chat.say("hello")
    chat.sees("I am the assistant")
    chat.page.route("**/api/chat/messages", lambda route: route.fetch())  # the stream is quicker

    chat.say(words.DANGER)

    chat.sees("I can pass it on to our team now.")
    head = chat.page.locator(".fd-message--safety .fd-message__head")
    expect(head).to_be_in_viewport(ratio=1)
    banner = chat.page.get_by_role("region", name="Emergency").bounding_box()
    place = head.bounding_box()
    assert banner is not None
    assert place is not None
    assert place["y"] >= banner["y"] + banner["height"]


def test_danger_told_inside_a_concern_gets_the_999_text_and_stays_the_answer(
    chat: Chat, records: Records
) -> None:
    chat.open()
    chat.say("hello")
    chat.choose("Tell us about a worry")
    chat.answers_to(questions.WORRY, words.DANGER)
    expect_999_first(chat)
    chat.skips(questions.HAPPENED, questions.CHILDREN)
    chat.answers_to(questions.ABOUT, words.ABOUT)
    chat.skips(questions.HOUSEHOLD)
    chat.chooses_for(questions.FAMILY_AWARE, questions.SEND_WHAT_THERE_IS)
    chat.is_asked(questions.CHECK)
    chat.sees(f"What worries you: {words.DANGER}")
    chat.choose(questions.SEND)
    reference = chat.reference()

    (enquiry,) = records.enquiries(chat.token())
    assert str(enquiry.reference) == reference
    assert enquiry.details.words()["Worry"] == words.DANGER
    assert enquiry.is_anonymous
    reasons = [reason for _, reason in records.handoffs(chat.token())]
    assert sorted(reasons) == ["safety", "task_finished"]


def test_danger_typed_where_a_name_was_asked_is_alerted_and_the_form_goes_on(
    chat: Chat, records: Records
) -> None:
    chat.open()
    chat.say(words.WORRY)
    chat.skips(questions.HAPPENED, questions.CHILDREN)
    chat.answers_to(questions.ABOUT, words.ABOUT)
    chat.skips(questions.HOUSEHOLD, questions.FAMILY_AWARE, questions.WRITER)

    chat.answers_to(questions.NAME, words.DANGER_FOR_A_NAME)

    expect_999_first(chat)
    chat.is_asked(questions.NAME)
    address = f"/handoffs/{handoff_for_safety(records, chat.token())}"
    eventually(lambda: is_texted(records, address), "the duty team has a text that leads to it")
    chat.say(words.NAME)
    chat.skips(questions.CONTACT)
    chat.is_asked(questions.CHECK)
    chat.sees(words.DANGER_FOR_A_NAME)
    chat.sees(f"Your name: {words.NAME}")
    chat.choose(questions.SEND)
    chat.reference()
    (enquiry,) = records.enquiries(chat.token())
    assert words.DANGER_FOR_A_NAME in (enquiry.details.words()["Worry"] or "")


@pytest.fixture
def stopped_bot(stack: Stack) -> Iterator[None]:
    stack.stop_process("bot")
    yield
    if stack.pid("bot") is None:
        stack.restart("bot", wait=False)
    stack.wait_until_ready()


@pytest.mark.usefixtures("stopped_bot")
def test_while_the_assistant_is_stopped_the_999_text_comes_and_an_adviser_sees_it_first(
    chat: Chat, opens: Opens, stack: Stack, records: Records, works: Works
) -> None:
    chat.open()
    chat.say(words.DANGER)
    expect_999_first(chat)
    chat.sees("I have kept your message")
    stack.restart("bot", wait=False)

    adviser = works(opens(), "alex@example.com")
    handoff_id = handoff_for_safety(records, chat.token())
    link = adviser.page.locator(f"a[href$='{handoff_id}']")
    adviser.finds(link)
    above = adviser.grades()[: rows_before(adviser.page, str(handoff_id)) + 1]
    assert set(above) == {"Immediate"}, "nothing less urgent stands before it"
    link.click()
    found = adviser.section("What the safety check found")
    expect(found).to_contain_text("hitting her right now")
    expect(found).to_contain_text("ring 999")
    expect(adviser.section("What was said")).to_contain_text(words.DANGER)

    expect(chat.answers.last).to_contain_text("I can pass it on to our team now.", timeout=LATE)
    expect(chat.page.locator(".fd-message--safety")).to_have_count(1)


def handoff_for_safety(records: Records, token: str) -> uuid.UUID:
    return next(handoff for handoff, reason in records.handoffs(token) if reason == "safety")


def is_texted(records: Records, address: str) -> bool:
    return any(address in text["body"] for text in records.messages_to(DUTY_PHONE))


def rows_before(page: Page, handoff_id: str) -> int:
    links = page.locator(".fd-queue tbody a").all()
    return next(i for i, a in enumerate(links) if handoff_id in (a.get_attribute("href") or ""))
