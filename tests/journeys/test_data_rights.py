"""A parent wants their records deleted: a request in law, with a clock that starts today."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from launch.stack import Stack
from logger.enquiries.details import day_words
from tests.journeys import questions, words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens, Works
from tests.records import Records

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]


def test_a_request_to_delete_reaches_the_data_protection_team_with_the_day_the_law_sets(
    chat: Chat, opens: Opens, stack: Stack, records: Records, works: Works
) -> None:
    chat.open()
    chat.say("delete everything you hold about me")
    chat.answers_to(questions.RIGHTS_NAME, words.NAME)
    chat.answers_to(questions.RIGHTS_IDENTITY, words.IDENTITY)
    chat.chooses_for(questions.RIGHTS_REPLY_BY, "By post")
    chat.answers_to(questions.RIGHTS_CONTACT, words.CONTACT)
    chat.chooses_for(questions.RIGHTS_SAFE_CONTACT, "Calls and messages are fine")
    chat.is_asked(questions.CHECK)
    chat.sees("Delete something")
    chat.choose(questions.SEND)
    chat.sees("A person decides about it.")
    reference = chat.reference()

    (enquiry,) = records.enquiries(chat.token())
    assert enquiry.due_on is not None
    officer = works(opens(), "dana@example.com")
    officer.opens(reference)
    details = officer.section("Details")
    for given in ("To have it erased", "Data protection", words.IDENTITY, "By post"):
        expect(details).to_contain_text(given)
    expect(details).to_contain_text(day_words(enquiry.due_on))

    adviser = works(opens(), "alex@example.com")
    expect(adviser.page.get_by_role("link", name=reference)).to_have_count(0)
