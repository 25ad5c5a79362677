from __future__ import annotations

import asyncio
import uuid

import asyncpg
import pytest
from sqlalchemy import select, text

from logger.audit.models import AuditEvent
from logger.conversations.turns import ConversationState
from logger.database import Database
from logger.handoffs.grade import Grade, HandoffReason
from logger.handoffs.outcomes import Outcome
from logger.handoffs.refusals import (
    HandoffClosed,
    HandoffConflict,
    HandoffHeld,
    HandoffNotFound,
    HandoffNotHeld,
)
from logger.handoffs.schemas import Closing, FormIncomplete, Regrading
from logger.migrate import DatabaseUrls
from logger.settings import Settings
from logger.staff.members import Member, Role
from logger.staff.refusals import RoleMayNot
from logger.unit_of_work import Transactions
from tests.logger.handoffs.cases import WORRY, Case, concern, conversation, only_handoff, stored
from tests.logger.staff.people import add_member

CLOSING = Closing(Outcome.EARLY_HELP, "Rang the school; they had called it in.")


@pytest.fixture
async def sam(transactions: Transactions) -> Member:
    return await add_member(transactions, "sam.ade@example.com")


@pytest.fixture
async def kim(transactions: Transactions) -> Member:
    return await add_member(transactions, "kim.bell@example.com")


@pytest.fixture
async def lee(transactions: Transactions) -> Member:
    return await add_member(transactions, "lee.cole@example.com", Role.SUPERVISOR)


@pytest.fixture
async def dana(transactions: Transactions) -> Member:
    return await add_member(transactions, "dana@example.com", Role.DATA_PROTECTION)


@pytest.fixture
async def case(transactions: Transactions) -> Case:
    return await concern(transactions, "I am worried about a boy")


async def claim(transactions: Transactions, case: Case, by: Member, *, version: int = 1) -> None:
    async with transactions.begin() as work:
        await work.casework.claim(case.handoff_id, version=version, by=by)


async def release(
    transactions: Transactions, case: Case, by: Member, *, version: int = 2, reason: str = ""
) -> None:
    async with transactions.begin() as work:
        await work.casework.release(case.handoff_id, version=version, by=by, reason=reason)


async def close(transactions: Transactions, case: Case, by: Member, *, version: int = 2) -> None:
    async with transactions.begin() as work:
        await work.casework.close(case.handoff_id, CLOSING, version=version, by=by)


async def state_of(transactions: Transactions, conversation_id: uuid.UUID) -> ConversationState:
    async with transactions.begin() as work:
        return (await work.conversations.transcript(conversation_id)).state


async def actions(database: Database, subject_id: uuid.UUID) -> list[str]:
    async with database.begin() as session:
        found = await session.execute(
            select(AuditEvent.action)
            .where(AuditEvent.subject_id == subject_id)
            .order_by(AuditEvent.id)
        )
        return list(found.scalars())


async def test_of_two_advisers_who_claim_at_once_exactly_one_holds_it(
    transactions: Transactions, settings: Settings, sam: Member, kim: Member
) -> None:
    for _ in range(25):
        case = await concern(transactions)

        answers = await asyncio.gather(
            claim(transactions, case, sam), claim(transactions, case, kim), return_exceptions=True
        )

        lost = [answer for answer in answers if answer is not None]
        assert len(lost) == 1
        assert isinstance(lost[0], HandoffHeld)
        winner = sam if answers[0] is None else kim
        assert winner.name in lost[0].detail
        assert (await stored(transactions, settings, case.handoff_id)).claimed_by == winner.id


async def test_a_second_adviser_is_told_who_has_it(
    transactions: Transactions, case: Case, sam: Member, kim: Member
) -> None:
    await claim(transactions, case, sam)

    for version in (1, 2):
        with pytest.raises(HandoffHeld, match="Sam Ade claimed this at"):
            await claim(transactions, case, kim, version=version)


async def test_pressing_claim_twice_is_one_claim(
    transactions: Transactions, case: Case, sam: Member, database: Database
) -> None:
    await claim(transactions, case, sam)

    await claim(transactions, case, sam)

    assert (await actions(database, case.handoff_id)).count("handoff.claimed") == 1


async def test_what_was_raised_since_the_page_was_opened_has_to_be_looked_at_again(
    transactions: Transactions, sam: Member
) -> None:
    conversation_id = await conversation(transactions, "help")
    async with transactions.begin() as work:
        await work.handoffs.open_for_conversation(conversation_id, HandoffReason.ASKED_FOR_PERSON)
    async with transactions.begin() as work:
        await work.handoffs.open_for_conversation(
            conversation_id, HandoffReason.ASKED_FOR_PERSON, grade=Grade.IMMEDIATE
        )
    case = Case(conversation_id, await only_handoff(transactions, conversation_id), "")

    with pytest.raises(HandoffConflict):
        await claim(transactions, case, sam)
    await claim(transactions, case, sam, version=2)


async def test_what_nobody_knows_cannot_be_claimed(transactions: Transactions, sam: Member) -> None:
    with pytest.raises(HandoffNotFound):
        await claim(transactions, Case(uuid.uuid4(), uuid.uuid4(), ""), sam)


async def test_what_is_released_can_be_claimed_by_another(
    transactions: Transactions, settings: Settings, case: Case, sam: Member, kim: Member
) -> None:
    await claim(transactions, case, sam)

    await release(transactions, case, sam)

    await claim(transactions, case, kim, version=3)
    assert (await stored(transactions, settings, case.handoff_id)).claimed_by == kim.id


async def test_an_adviser_cannot_release_or_close_what_another_holds(
    transactions: Transactions, case: Case, sam: Member, kim: Member
) -> None:
    await claim(transactions, case, sam)

    with pytest.raises(HandoffHeld):
        await release(transactions, case, kim, reason="I want it")
    with pytest.raises(HandoffHeld):
        await close(transactions, case, kim)


async def test_a_supervisor_takes_it_back_with_a_reason_only(
    transactions: Transactions, settings: Settings, case: Case, sam: Member, lee: Member
) -> None:
    await claim(transactions, case, sam)

    with pytest.raises(FormIncomplete):
        await release(transactions, case, lee)
    assert (await stored(transactions, settings, case.handoff_id)).claimed_by == sam.id
    await release(transactions, case, lee, reason="Sam is off sick")

    assert (await stored(transactions, settings, case.handoff_id)).state == "waiting"
    with pytest.raises(HandoffNotHeld):
        await close(transactions, case, sam, version=3)
    async with transactions.begin() as work:
        file = await work.desk.case_file(case.handoff_id, reader=lee)
    assert [(note.purpose, note.by, note.text) for note in file.notes] == [
        ("release", "Lee Cole", "Sam is off sick")
    ]
    assert "taken back from Sam Ade" in [event.detail for event in file.history]


async def test_a_supervisor_cannot_close_what_another_holds(
    transactions: Transactions, case: Case, sam: Member, lee: Member
) -> None:
    await claim(transactions, case, sam)

    with pytest.raises(HandoffHeld):
        await close(transactions, case, lee)


async def test_the_data_protection_team_changes_nothing(
    transactions: Transactions, case: Case, dana: Member
) -> None:
    with pytest.raises(RoleMayNot):
        await claim(transactions, case, dana)
    with pytest.raises(RoleMayNot):
        async with transactions.begin() as work:
            await work.casework.note(case.handoff_id, "a note", by=dana)


async def test_closing_closes_the_enquiry_and_gives_the_chat_back_to_the_assistant(
    transactions: Transactions, settings: Settings, database: Database, case: Case, sam: Member
) -> None:
    async with transactions.begin() as work:
        await work.conversations.wait_for_adviser(case.conversation_id)
    await claim(transactions, case, sam)

    await close(transactions, case, sam)

    handoff = await stored(transactions, settings, case.handoff_id)
    assert (handoff.state, handoff.outcome, handoff.closed_by) == ("closed", "early_help", sam.id)
    async with database.begin() as session:
        assert (
            await session.execute(text("SELECT state FROM logger.enquiry"))
        ).scalar() == "closed"
    assert await state_of(transactions, case.conversation_id) == ConversationState.ASSISTANT


async def test_the_chat_goes_on_waiting_while_something_else_of_it_is_open(
    transactions: Transactions, case: Case, sam: Member
) -> None:
    async with transactions.begin() as work:
        await work.conversations.wait_for_adviser(case.conversation_id)
        other = await work.handoffs.open_for_conversation(
            case.conversation_id, HandoffReason.ASKED_FOR_PERSON
        )
    await claim(transactions, case, sam)
    await close(transactions, case, sam)
    assert await state_of(transactions, case.conversation_id) == ConversationState.WAITING

    second = Case(case.conversation_id, other.id, "")
    await claim(transactions, second, sam)
    await close(transactions, second, sam)

    assert await state_of(transactions, case.conversation_id) == ConversationState.ASSISTANT


async def test_two_that_are_closed_at_once_leave_no_chat_waiting(
    transactions: Transactions, sam: Member, kim: Member
) -> None:
    for _ in range(10):
        case = await concern(transactions)
        async with transactions.begin() as work:
            await work.conversations.wait_for_adviser(case.conversation_id)
            other = await work.handoffs.open_for_conversation(
                case.conversation_id, HandoffReason.ASKED_FOR_PERSON
            )
        second = Case(case.conversation_id, other.id, "")
        await claim(transactions, case, sam)
        await claim(transactions, second, kim)

        await asyncio.gather(close(transactions, case, sam), close(transactions, second, kim))

        assert await state_of(transactions, case.conversation_id) == ConversationState.ASSISTANT


async def test_a_chat_that_has_ended_stays_ended(
    transactions: Transactions, database: Database, case: Case, sam: Member
) -> None:
    async with database.begin() as session:
        await session.execute(text("UPDATE logger.conversation SET state = 'ended'"))
    await claim(transactions, case, sam)

    await close(transactions, case, sam)

    assert await state_of(transactions, case.conversation_id) == ConversationState.ENDED


async def test_what_is_closed_stays_closed(
    transactions: Transactions, case: Case, sam: Member, kim: Member, lee: Member
) -> None:
    await claim(transactions, case, sam)
    await close(transactions, case, sam)
    await close(transactions, case, sam)

    for who in (kim, lee):
        with pytest.raises(HandoffClosed, match="Sam Ade has closed this"):
            await claim(transactions, case, who, version=3)
        with pytest.raises(HandoffClosed):
            await release(transactions, case, who, version=3, reason="again")


async def test_every_change_leaves_an_audit_event_and_a_refused_one_none(
    transactions: Transactions, database: Database, case: Case, sam: Member, kim: Member
) -> None:
    await claim(transactions, case, sam)
    with pytest.raises(HandoffHeld):
        await claim(transactions, case, kim)
    async with transactions.begin() as work:
        await work.casework.note(case.handoff_id, "Rang twice", by=kim)
    await release(transactions, case, sam)
    await claim(transactions, case, kim, version=3)
    await close(transactions, case, kim, version=4)

    assert await actions(database, case.handoff_id) == [
        "handoff.opened",
        "handoff.claimed",
        "handoff.noted",
        "handoff.released",
        "handoff.claimed",
        "handoff.closed",
    ]


async def test_words_of_staff_and_enquirers_are_not_in_the_database_in_clear(
    transactions: Transactions, urls: DatabaseUrls, case: Case, sam: Member, lee: Member
) -> None:
    await claim(transactions, case, sam)
    async with transactions.begin() as work:
        await work.casework.note(case.handoff_id, "The aunt lives in Frodsham", by=sam)
    await release(transactions, case, lee, reason="Sam knows the family")
    await claim(transactions, case, lee, version=3)
    await close(transactions, case, lee, version=4)
    owner = await asyncpg.connect(urls.owner.render_as_string(hide_password=False))
    try:
        tables = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'logger'")
        rows = [
            row[0]
            for (table,) in tables
            for row in await owner.fetch(f"SELECT t::text FROM logger.{table} t")  # noqa: S608 - our own names
        ]
    finally:
        await owner.close()

    everything = "\n".join(rows)
    for words in (
        WORRY,
        "number nine",
        "Marlow",
        "worried about a boy",
        "Frodsham",
        "knows the family",
        "Rang the school",
        case.reference,
        "sam.ade",
        "Sam Ade",
    ):
        assert words not in everything
        assert words.encode().hex() not in everything
    assert "handoff.noted" in everything


async def test_the_audit_trail_can_be_neither_changed_nor_deleted(
    urls: DatabaseUrls, case: Case
) -> None:
    service = await asyncpg.connect(urls.service.render_as_string(hide_password=False))
    try:
        assert await service.fetchval("SELECT count(*) FROM logger.audit_event")
        for statement in (
            "UPDATE logger.audit_event SET action = 'nothing'",
            "DELETE FROM logger.audit_event",
            "TRUNCATE logger.audit_event",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await service.execute(statement)
    finally:
        await service.close()


async def regrade(
    transactions: Transactions,
    case: Case,
    by: Member,
    grade: Grade,
    *,
    version: int = 1,
    reason: str = "He is at his nan's and safe.",
) -> None:
    async with transactions.begin() as work:
        await work.casework.regrade(
            case.handoff_id, Regrading(grade, reason), version=version, by=by
        )


async def test_a_grade_is_changed_with_a_reason_that_is_kept(
    transactions: Transactions, settings: Settings, database: Database, case: Case, sam: Member
) -> None:
    before = await stored(transactions, settings, case.handoff_id)

    await regrade(transactions, case, sam, Grade.ROUTINE)

    after = await stored(transactions, settings, case.handoff_id)
    assert (before.grade, after.grade) == (Grade.SAME_DAY, Grade.ROUTINE)
    assert after.due_at > before.due_at
    assert after.version == 2
    async with transactions.begin() as work:
        file = await work.desk.case_file(case.handoff_id, reader=sam)
    assert [(note.purpose, note.text) for note in file.notes] == [
        ("regrade", "He is at his nan's and safe.")
    ]
    changed = [event for event in file.history if event.action == "handoff.regraded"]
    assert [(event.by, event.detail) for event in changed] == [
        (sam.name, "from same day to routine")
    ]


async def test_what_is_made_more_urgent_is_due_and_escalated_from_now_on(
    transactions: Transactions, settings: Settings, case: Case, sam: Member
) -> None:
    await regrade(transactions, case, sam, Grade.IMMEDIATE)

    after = await stored(transactions, settings, case.handoff_id)
    assert after.next_escalation_at is not None
    assert after.opened_at < after.next_escalation_at < after.due_at


async def test_a_grade_is_changed_only_as_the_page_showed_it(
    transactions: Transactions, settings: Settings, case: Case, sam: Member, kim: Member
) -> None:
    await regrade(transactions, case, kim, Grade.URGENT)

    with pytest.raises(HandoffConflict):
        await regrade(transactions, case, sam, Grade.ROUTINE, version=1)

    assert (await stored(transactions, settings, case.handoff_id)).grade == Grade.URGENT


async def test_of_two_who_change_the_grade_at_once_one_is_told(
    transactions: Transactions, case: Case, sam: Member, kim: Member
) -> None:
    outcomes = await asyncio.gather(
        regrade(transactions, case, sam, Grade.URGENT),
        regrade(transactions, case, kim, Grade.ROUTINE),
        return_exceptions=True,
    )

    assert sorted(type(outcome) for outcome in outcomes if outcome) == [HandoffConflict]


async def test_the_grade_that_it_has_is_no_change(
    transactions: Transactions, case: Case, sam: Member
) -> None:
    with pytest.raises(FormIncomplete):
        await regrade(transactions, case, sam, Grade.SAME_DAY)


async def test_what_is_closed_keeps_its_grade(
    transactions: Transactions, case: Case, sam: Member
) -> None:
    await claim(transactions, case, sam)
    await close(transactions, case, sam)

    with pytest.raises(HandoffClosed):
        await regrade(transactions, case, sam, Grade.URGENT, version=3)


async def test_the_data_protection_team_changes_no_grade_at_the_front_door(
    transactions: Transactions, case: Case, dana: Member
) -> None:
    with pytest.raises(RoleMayNot):
        await regrade(transactions, case, dana, Grade.URGENT)
