"""Everything a person can do with scripts they can do without, by plain forms."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from launch.stack import Stack
from logger.enquiries.callback import CallbackDetails
from tests.journeys import questions, words
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
    chat.skips(questions.HAPPENED, questions.CHILDREN)
    chat.answers_to(questions.ABOUT, words.ABOUT)
    chat.answers_to(questions.HOUSEHOLD, words.QUESTION_IN_BETWEEN)
    chat.skips(questions.HOUSEHOLD, questions.FAMILY_AWARE)
    chat.chooses_for(questions.WRITER, "I am a neighbour, relative or friend")
    chat.answers_to(questions.NAME, words.NAME)
    chat.skips(questions.RELATIONSHIP)
    chat.answers_to(questions.CONTACT, words.CONTACT)
    chat.chooses_for(questions.SAFE_CONTACT, "Calls and messages are fine")
    chat.chooses_for(questions.CHECK, "Change an answer")
    chat.chooses_for(questions.CHANGE, "Your name")
    chat.answers_to(questions.NAME, words.CORRECTED_NAME)
    chat.is_asked(questions.CHECK)
    chat.sees(f"Your name: {words.CORRECTED_NAME}")
    chat.choose(questions.SEND)

    reference = chat.reference()

    (enquiry,) = records.enquiries(chat.token())
    assert str(enquiry.reference) == reference
    assert enquiry.details.name == words.CORRECTED_NAME
    assert enquiry.details.phone_number == words.MOBILE
    eventually(lambda: len(records.messages_about(reference)) == 2, "both messages are sent")


def test_a_call_back_is_booked_by_plain_forms(chat: Chat, records: Records) -> None:
    chat.open()
    chat.say("can somebody ring me back please")
    chat.answers_to(questions.CALLBACK_PHONE, words.CONTACT)
    chat.is_asked(questions.CALLBACK_SLOT)
    offered = chat.page.locator(".fd-choices__group").first.get_by_role("button").all_inner_texts()
    assert len(offered) == 6
    chat.choose(offered[1])
    chat.answers_to(questions.CALLBACK_TOPIC, words.TOPIC)
    chat.answers_to(questions.CALLBACK_NAME, words.NAME)
    chat.chooses_for(questions.CALLBACK_MESSAGE, "Do not leave a message")
    chat.is_asked(questions.CHECK)
    for answered in (words.CONTACT, words.TOPIC, words.NAME, "Do not leave a message"):
        chat.sees(answered)
    chat.choose(questions.SEND)
    reference = chat.reference()

    (enquiry,) = records.enquiries(chat.token())
    details = enquiry.details
    assert isinstance(details, CallbackDetails)
    assert details.slot is not None
    assert details.slot.words == offered[1]
    assert (details.phone_number, details.may_leave_message) == (words.MOBILE, False)
    eventually(lambda: bool(records.emails_to_the_team(reference)), "the team is told")
    assert len(records.messages_about(reference)) == 1, "no text to a phone others may read"


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
    chat.page.wait_for_load_state()  # the style sheet hides the other way out

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
