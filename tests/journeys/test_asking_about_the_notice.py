"""A parent wants to know how long we keep what we know about their child."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.journeys import words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_a_parent_on_a_phone_learns_how_long_special_needs_records_are_kept(
    opens: Opens, stack: Stack
) -> None:
    chat = Chat(opens(**PHONE), stack.url)
    chat.open()
    assert chat.page.context.cookies() == [], "only writing starts a conversation"

    chat.say(words.QUESTION)

    chat.sees("31st birthday")
    source = chat.answers.last.get_by_role("link", name="Retention period", exact=True)
    with chat.page.expect_popup() as opened:
        source.click()
    notice = opened.value
    expect(notice).to_have_url(f"{stack.url}/notice#retention")
    expect(notice.locator("#retention")).to_be_in_viewport()
    expect(notice.locator("#retention")).to_contain_text("31st birthday")


def test_the_public_api_gives_the_same_answer_with_its_topic_and_its_clause(
    enquirer: Enquirer,
) -> None:
    enquirer.start()

    (answer,) = enquirer.say(words.QUESTION)

    assert answer["topic"] == "retention_send"
    assert "31st birthday" in answer["text"]
    assert [clause["url"] for clause in answer["clauses"]] == ["/notice#retention"]
