from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from logger.audit.models import AuditEvent
from logger.database import Database
from logger.handoffs.desk import PAGE
from logger.handoffs.grade import Grade, HandoffReason
from logger.handoffs.models import Handoff
from logger.handoffs.queues import Queue
from logger.handoffs.refusals import HandoffNotFound
from logger.handoffs.states import Change, HandoffState
from logger.handoffs.views import CaseFile, QueuePage
from logger.staff.members import Member, Role
from logger.unit_of_work import Transactions
from tests.logger.handoffs.cases import (
    SAFETY_TEXT,
    SAID,
    WORRY,
    concern,
    conversation,
    danger,
    only_handoff,
)
from tests.logger.staff.people import add_member


@pytest.fixture
async def sam(transactions: Transactions) -> Member:
    return await add_member(transactions)


async def queue(
    transactions: Transactions,
    reader: Member,
    state: HandoffState = HandoffState.WAITING,
    *,
    page: int = 1,
) -> QueuePage:
    async with transactions.begin() as work:
        return await work.desk.queue(Queue.FRONT_DOOR, state, page=page, reader=reader)


async def case_file(transactions: Transactions, handoff_id: uuid.UUID, reader: Member) -> CaseFile:
    async with transactions.begin() as work:
        return await work.desk.case_file(handoff_id, reader=reader)


async def opened(transactions: Transactions, grade: Grade, minutes_ago: int) -> uuid.UUID:
    conversation_id = await conversation(transactions)
    async with transactions.begin() as work:
        handoff = await work.handoffs.open_for_conversation(
            conversation_id, HandoffReason.ASKED_FOR_PERSON, grade=grade
        )
        handoff.opened_at -= timedelta(minutes=minutes_ago)
    return handoff.id


async def test_the_worst_come_first_and_of_those_the_oldest(
    transactions: Transactions, sam: Member
) -> None:
    routine = await opened(transactions, Grade.ROUTINE, 90)
    newer = await opened(transactions, Grade.IMMEDIATE, 1)
    older = await opened(transactions, Grade.IMMEDIATE, 5)
    urgent = await opened(transactions, Grade.URGENT, 60)

    shown = await queue(transactions, sam)

    assert [handoff.id for handoff in shown.handoffs] == [older, newer, urgent, routine]


async def test_the_queue_counts_and_filters_by_state(
    transactions: Transactions, sam: Member
) -> None:
    case = await concern(transactions)
    await opened(transactions, Grade.ROUTINE, 1)
    async with transactions.begin() as work:
        await work.casework.claim(case.handoff_id, version=1, by=sam)

    claimed = await queue(transactions, sam, HandoffState.CLAIMED)

    assert claimed.counts == {"waiting": 1, "claimed": 1, "closed": 0}
    (handoff,) = claimed.handoffs
    assert (handoff.reference, handoff.kind) == (case.reference, "concern")
    assert (handoff.claimed_by, handoff.is_mine) == ("Sam Ade", True)
    assert handoff.may == {Change.RELEASE, Change.CLOSE}


async def test_the_queue_is_shown_in_pages(
    transactions: Transactions, sam: Member, database: Database
) -> None:
    first = await opened(transactions, Grade.ROUTINE, 1)
    async with database.begin() as session:
        await session.execute(
            text(
                "INSERT INTO logger.handoff (id, conversation_id, reason, queue, grade, state,"
                " version, opened_at, due_at)"
                " SELECT gen_random_uuid(), conversation_id, 'r' || n, queue, grade, state, 1,"
                " opened_at + make_interval(secs => n), due_at"
                " FROM logger.handoff, generate_series(1, 60) n"
            )
        )

    pages = [await queue(transactions, sam, page=number) for number in (1, 2, 99)]

    assert [len(page.handoffs) for page in pages] == [PAGE, 11, 11]
    assert pages[0].handoffs[0].id == first
    assert (pages[2].number, pages[2].pages) == (2, 2)
    assert not {one.id for one in pages[0].handoffs} & {one.id for one in pages[1].handoffs}


async def test_a_case_file_has_details_transcript_and_messages(
    transactions: Transactions, sam: Member, database: Database
) -> None:
    case = await concern(transactions, "a boy is left alone", email="jo@example.com")
    async with database.begin() as session:
        await session.execute(
            text(
                "UPDATE logger.notification SET state = 'accepted', notify_status = 'delivered'"
                " WHERE template = 'handoff_email'"
            )
        )

    file = await case_file(transactions, case.handoff_id, sam)

    assert file.enquiry is not None
    details = {answer.label: answer.value for answer in file.enquiry.answers}
    assert details["Worry"] == WORRY
    assert details["Name"] == "Jo Marlow"
    assert [turn.speech.text for turn in file.conversation.turns] == [
        "Hello",
        "a boy is left alone",
    ]
    assert {message.what: message.state for message in file.messages} == {
        "Email to the team": "delivered",
        "Email to the enquirer": "waiting to be sent",
    }
    assert file.handoff.reference == case.reference


async def test_what_the_gate_found_is_shown_with_the_words_and_the_answer(
    transactions: Transactions, sam: Member
) -> None:
    conversation_id = await danger(transactions)

    file = await case_file(transactions, await only_handoff(transactions, conversation_id), sam)

    (finding,) = file.findings
    assert (finding.label, finding.said) == ("danger_now", "hitting her now")
    assert finding.shown == SAFETY_TEXT
    assert file.handoff.grade == Grade.IMMEDIATE
    assert SAID in [turn.speech.text for turn in file.conversation.turns]


async def test_the_history_names_who_did_what_and_several_looks_are_one_line(
    transactions: Transactions, sam: Member
) -> None:
    case = await concern(transactions)
    lee = await add_member(transactions, "lee.cole@example.com", Role.SUPERVISOR)
    for reader in (sam, sam, sam, lee):
        await case_file(transactions, case.handoff_id, reader)
    async with transactions.begin() as work:
        await work.casework.claim(case.handoff_id, version=1, by=sam)

    file = await case_file(transactions, case.handoff_id, lee)

    told = [(event.action, event.by) for event in file.history]
    assert ("conversation.started", "Enquirer") in told
    assert ("enquiry.logged", "Assistant") in told
    assert told[-4:] == [
        ("handoff.viewed", "Sam Ade"),
        ("handoff.viewed", "Lee Cole"),
        ("handoff.claimed", "Sam Ade"),
        ("handoff.viewed", "Lee Cole"),
    ]
    assert [event.detail for event in file.history if event.action == "notification.queued"] == [
        "Email to the team"
    ]


async def test_every_look_at_queue_handoff_and_transcript_is_recorded(
    transactions: Transactions, sam: Member, database: Database
) -> None:
    case = await concern(transactions)

    await queue(transactions, sam)
    await case_file(transactions, case.handoff_id, sam)

    async with database.begin() as session:
        found = await session.execute(
            select(AuditEvent).where(AuditEvent.actor_id == sam.id).order_by(AuditEvent.id)
        )
        looks = [(event.action, event.subject_id) for event in found.scalars()]
    assert looks[0][0] == "queue.viewed"
    assert looks[1:] == [
        ("handoff.viewed", case.handoff_id),
        ("conversation.viewed", case.conversation_id),
    ]


async def test_the_data_protection_team_reads_and_may_change_nothing(
    transactions: Transactions,
) -> None:
    case = await concern(transactions)
    dana = await add_member(transactions, "dana@example.com", Role.DATA_PROTECTION)

    file = await case_file(transactions, case.handoff_id, dana)

    assert file.handoff.may == frozenset()
    assert not file.may_note
    assert len((await queue(transactions, dana)).handoffs) == 1


async def test_another_queue_is_not_shown(
    transactions: Transactions, sam: Member, database: Database
) -> None:
    await concern(transactions)
    async with database.begin() as session:
        await session.execute(update(Handoff).values(queue="complaints"))

    shown = await queue(transactions, sam)

    assert shown.handoffs == ()
    assert sum(shown.counts.values()) == 0


async def test_an_unknown_handoff_is_not_found(transactions: Transactions, sam: Member) -> None:
    with pytest.raises(HandoffNotFound):
        await case_file(transactions, uuid.uuid4(), sam)
