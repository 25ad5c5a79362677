"""At eleven at night on a bank holiday: who reads it when, and whom to ring till then."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from logger.clock import Clock
from logger.conversations.turns import Sender
from logger.database import Database
from logger.handoffs.models import Handoff
from logger.settings import Settings
from logger.staff.members import Member
from logger.unit_of_work import Transactions
from tests.logger.staff.people import add_member

NIGHT_OF_A_BANK_HOLIDAY = datetime(2026, 12, 28, 23, 0, tzinfo=UTC)
TOLD = "on Tuesday 29 December from 8:30am"
DUTY = "emergency duty team on 01244 977277 (not checked yet)"
DANGER = "he is hitting her right now"


@pytest.fixture
def chat_settings() -> dict[str, str]:
    away = NIGHT_OF_A_BANK_HOLIDAY - datetime.now(UTC)
    return {"CLOCK_OFFSET_SECONDS": str(int(away.total_seconds()))}


@pytest.fixture
def clock(web_settings: Settings) -> Clock:
    return Clock(web_settings.clock_offset)


@pytest.fixture
async def sam(transactions: Transactions) -> Member:
    return await add_member(transactions)


async def test_danger_is_answered_with_who_reads_it_when_and_the_emergency_duty_team(
    chatter: Any,
) -> None:
    first, *_ = (await chatter.say(DANGER)).json()["messages"]

    assert first["safety"] == "danger_now"
    assert "999" in first["text"]
    assert TOLD in first["text"]
    assert DUTY in first["text"]


async def test_what_the_person_was_shown_is_kept_with_the_verdict(
    chatter: Any, transactions: Transactions, sam: Member
) -> None:
    first, *_ = (await chatter.say(DANGER)).json()["messages"]

    async with transactions.begin() as work:
        handoff = (await work.session.scalars(select(Handoff))).one()
        (verdict,) = await work.safety.verdicts(handoff.conversation_id)
        case = await work.desk.case_file(handoff.id, reader=sam)
    assert verdict.shown == first["text"]
    assert [finding.shown for finding in case.findings] == [first["text"]]


async def test_the_calm_answer_of_a_failing_assistant_promises_no_more_than_is_so(
    chatter: Any, bot: Any
) -> None:
    bot.fails_with = "bot-failed"

    (answer,) = (await chatter.say("when do you open")).json()["messages"]

    assert f"One of our team will read it {TOLD}." in answer["text"]
    assert DUTY in answer["text"]


async def test_danger_while_the_assistant_fails_is_answered_as_it_was_decided(
    chatter: Any, bot: Any
) -> None:
    bot.fails_with = "bot-failed"

    first, second = (await chatter.say(DANGER)).json()["messages"]

    assert first["safety"] == "danger_now"
    assert TOLD in first["text"]
    assert TOLD in second["text"]


async def test_left_details_say_who_reads_them_when(http: httpx.AsyncClient) -> None:
    form = {"message_id": str(uuid.uuid4()), "about": "I need help with my son"}

    page = (await http.post("/leave-details", data=form)).text

    assert f"will read what you wrote {TOLD}." in page
    assert DUTY in page


async def test_left_details_that_tell_of_danger_are_kept_with_what_was_shown(
    http: httpx.AsyncClient, transactions: Transactions
) -> None:
    form = {"message_id": str(uuid.uuid4()), "about": DANGER}

    page = (await http.post("/leave-details", data=form)).text

    async with transactions.begin() as work:
        handoff = (
            await work.session.scalars(select(Handoff).where(Handoff.reason == "safety"))
        ).one()
        (verdict,) = await work.safety.verdicts(handoff.conversation_id)
    assert verdict.shown is not None
    assert TOLD in verdict.shown
    assert TOLD in page


async def test_the_safety_text_goes_out_once_whatever_is_sent_again(
    chatter: Any, database: Database, transactions: Transactions
) -> None:
    message_id = str(uuid.uuid4())

    first = (await chatter.say(DANGER, message_id=message_id)).json()["messages"]
    again = (await chatter.say(DANGER, message_id=message_id)).json()["messages"]

    assert first == again
    async with transactions.begin() as work:
        handoff = (await work.session.scalars(select(Handoff))).one()
        chat = await work.conversations.transcript(handoff.conversation_id)
    said = [turn.speech.safety for turn in chat.turns if turn.sender == Sender.ASSISTANT]
    assert said.count("danger_now") == 1
