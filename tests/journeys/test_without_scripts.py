"""Everything a person can do with scripts they can do without, by plain forms."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from launch.stack import Stack
from tests.journeys import words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens
from tests.journeys.weather import stand_in_for_the_weather
from tests.records import Records, eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]


@pytest.fixture
def page(opens: Opens) -> Page:
    """A browser that runs no scripts."""
    return opens(java_script_enabled=False, viewport={"width": 1280, "height": 800})


def test_a_concern_is_reported_by_plain_forms(chat: Chat, records: Records) -> None:
    chat.open()
    chat.say(words.WORRY)
    chat.sees("Which child or family is it about?")
    chat.say(words.ABOUT)
    chat.say(words.QUESTION_IN_BETWEEN)
    chat.sees("What is your name?")
    chat.say(words.NAME)
    chat.say(words.CONTACT)
    chat.sees("Please check your answers.")
    chat.choose("Change an answer")
    chat.choose("My name")
    chat.say(words.CORRECTED_NAME)
    chat.sees(f"Your name: {words.CORRECTED_NAME}")
    chat.choose("Send to our team")

    reference = chat.reference()

    (enquiry,) = records.enquiries(chat.token())
    assert str(enquiry.reference) == reference
    assert enquiry.details.name == words.CORRECTED_NAME
    assert enquiry.details.phone_number == words.MOBILE
    eventually(lambda: len(records.messages_about(reference)) == 2, "both messages are sent")


def test_details_are_left_on_the_plain_form(chat: Chat, stack: Stack) -> None:
    page = chat.page
    page.goto(f"{stack.url}/leave-details")
    page.get_by_role("button", name="Send to our team").click()
    expect(page.get_by_role("alert")).to_contain_text("Tell us what it is about")

    page.get_by_label("What is it about?").fill(words.WORRY)
    page.get_by_role("button", name="Send to our team").click()

    expect(page.get_by_role("heading", name="We have your details")).to_be_visible()


def test_the_way_out_ends_the_chat(chat: Chat) -> None:
    stand_in_for_the_weather(chat.page)
    chat.open()
    chat.say(words.QUESTION)
    chat.sees("31st birthday")

    chat.page.get_by_role("button", name="Exit this page").click()

    chat.page.wait_for_url("https://www.bbc.co.uk/weather")
    chat.open()
    expect(chat.messages).to_have_count(0)
    assert chat.page.context.cookies(chat.url) == []


def test_the_chat_is_ended_and_started_anew(chat: Chat) -> None:
    chat.open()
    chat.say(words.QUESTION)
    chat.sees("31st birthday")
    chat.page.get_by_text("End this chat").first.click()
    chat.page.get_by_role("button", name="End this chat").click()
    expect(chat.page.get_by_role("heading", name="You have ended the chat")).to_be_visible()

    chat.page.get_by_role("button", name="Start a new chat").click()

    chat.sees("999")
    expect(chat.own).to_have_count(0)
