"""At eleven at night before a holiday: nobody is promised what only the day shift can do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from launch.stack import Stack, temporary_stack
from tests.journeys import questions, words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(300, func_only=True)]

NIGHT_BEFORE_CHRISTMAS = datetime(2026, 12, 24, 23, 0, tzinfo=UTC)
READ_BY = "on Tuesday 29 December from 8:30am"
FIRST_SLOT = "Tuesday 29 December"
DUTY = "emergency duty team on 01244 977277"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A system of its own, in which it is that night."""
    away = NIGHT_BEFORE_CHRISTMAS - datetime.now(UTC)
    with temporary_stack({"CLOCK_OFFSET_SECONDS": str(int(away.total_seconds()))}) as stack:
        yield stack


def test_a_concern_is_promised_for_the_next_working_day_with_whom_to_ring_till_then(
    chat: Chat,
) -> None:
    chat.open()
    chat.say(words.WORRY)
    chat.chooses_for(questions.HAPPENED, questions.SEND_WHAT_THERE_IS)
    chat.chooses_for(questions.CHECK, questions.SEND)

    chat.reference()

    chat.sees(READ_BY)
    chat.sees(DUTY)


def test_a_call_back_is_offered_for_the_first_day_after_the_holidays(chat: Chat) -> None:
    chat.open()
    chat.say("can somebody ring me back please")
    chat.answers_to(questions.CALLBACK_PHONE, words.CONTACT)
    chat.is_asked(questions.CALLBACK_SLOT)

    first = chat.page.locator(".fd-choices__group").first.get_by_role("button").first

    assert first.inner_text().startswith(FIRST_SLOT)


def test_who_asks_for_a_person_is_told_when_one_will_read_it(chat: Chat) -> None:
    chat.open()

    chat.say("can i talk to a real person please")

    chat.sees(READ_BY)
    chat.sees(DUTY)


def test_danger_is_answered_with_999_and_with_who_works_at_night(opens: Opens, chat: Chat) -> None:
    chat.open()

    chat.say(words.DANGER)

    shown = chat.page.locator(".fd-message--safety")
    shown.get_by_text("ring 999").first.wait_for()
    for told in (READ_BY, DUTY):
        shown.get_by_text(told).first.wait_for()
