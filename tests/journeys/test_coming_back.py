"""Somebody comes back: to what they began on another device, or to ask how it is going."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.journeys import questions, words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens, Works
from tests.records import Records, eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

DRAFT = re.compile(r"DR-[0-9A-Z]{4}-[0-9A-Z]{4}")


def test_what_was_saved_is_opened_on_another_device_with_the_code_that_was_sent(
    chat: Chat, opens: Opens, stack: Stack, records: Records
) -> None:
    chat.open()
    chat.say(words.WORRY)
    chat.answers_to(questions.HAPPENED, words.HAPPENED)
    chat.chooses_for(questions.CHILDREN, questions.SAVE)
    chat.answers_to(questions.DRAFT_CONTACT, words.OTHER_MOBILE)
    chat.is_asked(questions.CHILDREN)
    saved = chat.answers.filter(has_text="I have saved your answers until").inner_text()
    found = DRAFT.search(saved)
    assert found is not None
    assert records.enquiries(chat.token()) == []

    other = Chat(opens(), stack.url)
    other.open()
    other.say("open what I saved")
    other.answers_to(questions.DRAFT_REFERENCE, found.group())
    other.is_asked(questions.DRAFT_CODE)
    other.say(code_sent_to(records, words.OTHER_MOBILE))
    other.is_asked(questions.CHILDREN)
    other.choose(questions.SEND_WHAT_THERE_IS)
    other.is_asked(questions.CHECK)
    for answered in (words.WORRY, words.HAPPENED):
        other.sees(answered)
    other.choose(questions.SEND)
    other.reference()

    (enquiry,) = records.enquiries(other.token())
    assert enquiry.details.words()["Worry"] == words.WORRY
    assert enquiry.details.words()["What happened and when"] == words.HAPPENED


def code_sent_to(records: Records, mobile: str) -> str:
    """The newest one; it comes as a text message."""
    number = mobile.replace(" ", "")
    for_it = (number, number.replace("0", "+44", 1))
    eventually(lambda: any(records.messages_to(n) for n in for_it), "a code is sent")
    texts = [text for n in for_it for text in records.messages_to(n)]
    found = re.search(r"\d{6}", texts[0]["body"])
    assert found is not None
    return found.group()


def test_the_status_is_told_to_whoever_has_reference_and_proof_and_to_nobody_else(
    chat: Chat, opens: Opens, enquirer: Enquirer, works: Works
) -> None:
    reference = reported(enquirer)
    chat.open()
    ask_for_status(chat, reference, words.OTHER_MOBILE)
    chat.sees("I could not find that.")
    expect(chat.answers.last).not_to_contain_text("team to read it")

    ask_for_status(chat, reference, words.TEACHERS_CONTACT)
    chat.sees("It is waiting for someone in our team to read it.")
    expect(chat.answers.last).not_to_contain_text("Mill Lane")

    adviser = works(opens(), "alex@example.com")
    adviser.opens(reference)
    adviser.claims()
    adviser.is_told("You have this now.")
    ask_for_status(chat, reference, words.TEACHERS_CONTACT)
    chat.sees("Someone in our team is working on it.")


def test_a_reference_with_one_wrong_character_is_said_to_be_mistyped(
    chat: Chat, enquirer: Enquirer
) -> None:
    reference = reported(enquirer)
    last = "2" if reference[-1] != "2" else "3"
    chat.open()

    ask_for_status(chat, reference[:-1] + last, words.TEACHERS_CONTACT)

    expect(
        chat.answers.filter(has_text="One letter or number in that reference is not right")
    ).to_be_visible()
    chat.is_asked(questions.STATUS_REFERENCE)


def reported(enquirer: Enquirer) -> str:
    """The reference of a concern from somebody on `words.TEACHERS_CONTACT`."""
    enquirer.start()
    enquirer.say(words.IN_ONE_BREATH)
    enquirer.choose("finish")
    enquirer.choose("affirm")
    return enquirer.wait_for_reference()


def ask_for_status(chat: Chat, reference: str, proof: str) -> None:
    chat.say("how is my report going?")
    chat.answers_to(questions.STATUS_REFERENCE, reference)
    chat.answers_to(questions.STATUS_PROOF, proof)
