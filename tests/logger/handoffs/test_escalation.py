"""An alert goes out at once, and the next contact is told when nobody claims it in time."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select

from logger.audit.models import AuditEvent
from logger.clock import Clock
from logger.database import Database
from logger.dispatch import escalate_all
from logger.encryption.keyring import Place
from logger.handoffs.grade import Grade, HandoffReason
from logger.notifications.models import Notification
from logger.notifications.outbox import TABLE, key_place
from logger.safety.verdict import DetectorVerdict, SafetyLabel, Verdict
from logger.settings import Settings
from logger.staff.members import Member
from logger.unit_of_work import Transactions
from tests.logger.handoffs.cases import SAID, conversation, only_handoff, stored
from tests.logger.staff.people import add_member

NIGHT_OF_A_BANK_HOLIDAY = datetime(2026, 12, 28, 23, 0, tzinfo=UTC)
SHOWN = "Ring 999."
Later = Callable[[float], Transactions]


class Sent(NamedTuple):
    template: str
    to: str
    words: dict[str, str]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With somebody to tell after the duty officer."""
    return replace(
        settings,
        duty_email="duty@example.com",
        duty_phone_number="07700900151",
        manager_email="manager@example.com",
        manager_phone_number="07700900152",
        data_protection_email="data@example.com",
    )


@pytest.fixture
def later(database: Database, settings: Settings) -> Later:
    """The same house so many minutes later."""

    def minutes(count: float) -> Transactions:
        return Transactions(database, settings, Clock(timedelta(minutes=count)))

    return minutes


@pytest.fixture
async def sam(transactions: Transactions) -> Member:
    return await add_member(transactions, "sam.ade@example.com")


async def tell(
    transactions: Transactions,
    conversation_id: uuid.UUID,
    label: SafetyLabel = SafetyLabel.DANGER_NOW,
    *,
    is_child: bool = False,
) -> None:
    """The gate finds this in a message of the conversation."""
    detectors = (
        DetectorVerdict("patterns", "p1", label, None, ("hitting-now",)),
        DetectorVerdict("classifier", "c1", label, 0.93),
        DetectorVerdict("other", "o1", SafetyLabel.NONE),
    )
    verdict = Verdict(label, "patterns", "p1", matched=(SAID,), detectors=detectors)
    async with transactions.begin() as work:
        await work.conversations.lock(conversation_id)
        await work.safety.add(
            replace(verdict, is_child=is_child),
            conversation_id=conversation_id,
            turn_id=None,
            shown=SHOWN,
        )


async def alerted(
    transactions: Transactions, label: SafetyLabel = SafetyLabel.DANGER_NOW
) -> uuid.UUID:
    """The handoff of a new conversation in which the gate found this."""
    conversation_id = await conversation(transactions)
    await tell(transactions, conversation_id, label)
    return await only_handoff(transactions, conversation_id)


async def sent(transactions: Transactions, settings: Settings, handoff_id: uuid.UUID) -> list[Sent]:
    """What was queued about it, oldest first."""
    async with transactions.begin() as work:
        rows = await work.session.scalars(
            select(Notification)
            .where(Notification.handoff_id == handoff_id)
            .order_by(Notification.queued_at)
        )
        return [Sent(row.template, _to(row, settings), work.outbox.words_of(row)) for row in rows]


def _to(row: Notification, settings: Settings) -> str:
    key = settings.data_keys.unwrap(row.data_key or b"", key_place(row.id))
    return key.open(row.recipient, Place(TABLE, row.id, "recipient"))


async def audited(transactions: Transactions, action: str) -> list[AuditEvent]:
    async with transactions.begin() as work:
        found = await work.session.scalars(
            select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.at)
        )
        return list(found)


async def test_danger_is_told_at_once_by_email_and_by_text(
    transactions: Transactions, settings: Settings
) -> None:
    handoff_id = await alerted(transactions)

    email, text = await sent(transactions, settings, handoff_id)
    handoff = await stored(transactions, settings, handoff_id)
    assert (email.template, email.to) == ("urgent_alert_email", settings.team_email)
    assert (text.template, text.to) == ("urgent_alert_sms", "07700900151")
    assert email.words["reference"] == text.words["reference"] == handoff.reference
    assert email.words["urgency"] == "immediate"
    assert email.words["found"] == "danger now"
    assert email.words["checked_by"] == "patterns p1, classifier c1"
    assert email.words["shown"] == "the advice for danger now"


async def test_the_words_of_a_person_stay_in_the_console(
    transactions: Transactions, settings: Settings
) -> None:
    handoff_id = await alerted(transactions)

    for message in await sent(transactions, settings, handoff_id):
        assert SAID not in " ".join(message.words.values())


async def test_the_email_says_that_a_child_was_answered_as_one(
    transactions: Transactions, settings: Settings
) -> None:
    conversation_id = await conversation(transactions)
    await tell(transactions, conversation_id, is_child=True)

    handoff_id = await only_handoff(transactions, conversation_id)
    email = (await sent(transactions, settings, handoff_id))[0]
    assert email.words["shown"] == "the advice for danger now in words for a child"


async def test_what_is_urgent_but_not_immediate_sends_no_text_at_first(
    transactions: Transactions, settings: Settings
) -> None:
    handoff_id = await alerted(transactions, SafetyLabel.ABUSE_DISCLOSURE)

    assert [m.template for m in await sent(transactions, settings, handoff_id)] == [
        "urgent_alert_email"
    ]


async def test_danger_told_after_abuse_raises_the_one_handoff_and_tells_the_duty_officer(
    transactions: Transactions, settings: Settings
) -> None:
    conversation_id = await conversation(transactions)
    await tell(transactions, conversation_id, SafetyLabel.ABUSE_DISCLOSURE)
    before = await stored(transactions, settings, await only_handoff(transactions, conversation_id))

    await tell(transactions, conversation_id, SafetyLabel.DANGER_NOW)

    handoff = await stored(
        transactions, settings, await only_handoff(transactions, conversation_id)
    )
    assert handoff.grade == Grade.IMMEDIATE
    assert handoff.due_at < before.due_at
    templates = [m.template for m in await sent(transactions, settings, handoff.id)]
    assert templates.count("urgent_alert_sms") == 1


async def test_danger_told_twice_texts_the_duty_officer_once(
    transactions: Transactions, settings: Settings
) -> None:
    conversation_id = await conversation(transactions)
    await tell(transactions, conversation_id)
    await tell(transactions, conversation_id)

    handoff_id = await only_handoff(transactions, conversation_id)
    assert len(await sent(transactions, settings, handoff_id)) == 2


async def test_nobody_is_told_before_the_time_has_passed(
    transactions: Transactions, settings: Settings, later: Later
) -> None:
    handoff_id = await alerted(transactions)

    assert await escalate_all(later(9)) == 0
    assert len(await sent(transactions, settings, handoff_id)) == 2


async def test_the_duty_officer_and_then_the_manager_are_told_once_each(
    transactions: Transactions, settings: Settings, later: Later
) -> None:
    handoff_id = await alerted(transactions)

    looked_at = [await escalate_all(later(minutes)) for minutes in (11, 12, 22, 23, 40, 600)]

    _, _, *escalations = await sent(transactions, settings, handoff_id)
    assert looked_at == [1, 0, 1, 0, 0, 0]
    assert [(message.template, message.to) for message in escalations] == [
        ("escalation_email", "duty@example.com"),
        ("escalation_sms", "07700900151"),
        ("escalation_email", "manager@example.com"),
        ("escalation_sms", "07700900152"),
    ]
    assert escalations[0].words["waited"] == "11 minutes"
    assert escalations[2].words["waited"] == "22 minutes"


async def test_each_step_leaves_an_audit_event_that_the_history_tells(
    transactions: Transactions, sam: Member, later: Later
) -> None:
    handoff_id = await alerted(transactions)
    await escalate_all(later(11))
    await escalate_all(later(22))

    events = await audited(transactions, "handoff.escalated")
    assert [event.details for event in events] == [
        {"told": "duty_officer", "step": 1},
        {"told": "manager", "step": 2},
    ]
    async with later(23).begin() as work:
        case = await work.desk.case_file(handoff_id, reader=sam)
    told = [event.detail for event in case.history if event.action == "handoff.escalated"]
    assert told == ["told the duty officer", "told the manager"]
    assert case.handoff.escalated == 2


async def test_what_somebody_has_claimed_is_not_escalated(
    transactions: Transactions, sam: Member, later: Later
) -> None:
    handoff_id = await alerted(transactions)
    async with transactions.begin() as work:
        await work.casework.claim(handoff_id, version=1, by=sam)

    assert await escalate_all(later(60)) == 0


async def test_what_is_released_again_starts_with_the_first_contact(
    transactions: Transactions, settings: Settings, sam: Member, later: Later
) -> None:
    handoff_id = await alerted(transactions)
    await escalate_all(later(11))
    async with later(12).begin() as work:
        await work.casework.claim(handoff_id, version=1, by=sam)
    async with later(30).begin() as work:
        await work.casework.release(handoff_id, version=2, by=sam)

    assert await escalate_all(later(39)) == 0
    assert await escalate_all(later(41)) == 1
    assert (await sent(transactions, settings, handoff_id))[-1].to == "07700900151"


async def test_two_dispatchers_tell_a_contact_once(
    transactions: Transactions, later: Later
) -> None:
    for _ in range(5):
        await alerted(transactions)

    looked_at = await asyncio.gather(*(escalate_all(later(11)) for _ in range(4)))

    assert sum(looked_at) == 5
    assert len(await audited(transactions, "handoff.escalated")) == 5


async def test_a_claim_of_the_same_moment_is_not_lost_to_the_escalation(
    transactions: Transactions, settings: Settings, sam: Member, later: Later
) -> None:
    handoff_id = await alerted(transactions)

    async def claim() -> None:
        async with later(11).begin() as work:
            await work.casework.claim(handoff_id, version=1, by=sam)

    await asyncio.gather(claim(), escalate_all(later(11)))

    assert (await stored(transactions, settings, handoff_id)).claimed_by == sam.id


async def test_what_came_later_in_a_conversation_is_not_escalated_beside_the_first(
    transactions: Transactions, later: Later
) -> None:
    conversation_id = await conversation(transactions)
    await tell(transactions, conversation_id)
    async with transactions.begin() as work:
        await work.handoffs.open_for_conversation(
            conversation_id, HandoffReason.GATE_FAILED, grade=Grade.IMMEDIATE
        )

    await escalate_all(later(11))

    assert len(await audited(transactions, "handoff.escalated")) == 1


async def test_without_a_manager_the_duty_officer_is_the_last_to_be_told(
    database: Database, settings: Settings, transactions: Transactions
) -> None:
    alone = replace(settings, manager_email="", manager_phone_number="")
    handoff_id = await alerted(transactions)

    for minutes in (11, 22, 33):
        await escalate_all(Transactions(database, alone, Clock(timedelta(minutes=minutes))))

    assert len(await sent(transactions, settings, handoff_id)) == 4


async def test_a_breach_goes_to_the_data_protection_team_and_never_to_the_duty_officer(
    transactions: Transactions, settings: Settings, later: Later
) -> None:
    conversation_id = await conversation(transactions)
    async with transactions.begin() as work:
        handoff = await work.handoffs.open_for_conversation(conversation_id, HandoffReason.BREACH)
    await escalate_all(later(31))

    messages = await sent(transactions, settings, handoff.id)
    assert handoff.queue == "data_protection"
    assert [message.to for message in messages] == [
        "data@example.com",
        "manager@example.com",
        "07700900152",
    ]


async def test_at_eleven_at_night_on_a_bank_holiday_danger_is_due_by_the_clock(
    database: Database, settings: Settings
) -> None:
    night = Clock(NIGHT_OF_A_BANK_HOLIDAY - datetime.now(UTC))
    at_night = Transactions(database, settings, night)

    danger = await stored(at_night, settings, await alerted(at_night))
    conversation_id = await conversation(at_night)
    async with at_night.begin() as work:
        asked = await work.handoffs.open_for_conversation(
            conversation_id, HandoffReason.ASKED_FOR_PERSON
        )

    assert danger.due_at - danger.opened_at == timedelta(minutes=30)
    assert asked.due_at == datetime(2026, 12, 29, 12, 30, tzinfo=UTC)
    (email, text) = await sent(at_night, settings, danger.id)
    assert (email.template, text.to) == ("urgent_alert_email", "07700900151")
    assert email.words["due"] == "by 11:30pm today"
