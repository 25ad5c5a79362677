"""Which queue a handoff goes to, who is written to, and who may look into it."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from logger.handoffs.grade import GRADE_OF_REASON, HandoffReason
from logger.handoffs.queues import Queue, may_read, may_work, queue_of, queues_read_by, reason_of
from logger.handoffs.refusals import HandoffNotFound
from logger.handoffs.states import HandoffState
from logger.settings import Settings
from logger.staff.members import Member, Role
from logger.staff.refusals import RoleMayNot
from logger.unit_of_work import Transactions
from tests.logger.handoffs.cases import conversation
from tests.logger.staff.people import add_member


async def opened(transactions: Transactions, reason: HandoffReason) -> uuid.UUID:
    conversation_id = await conversation(transactions)
    async with transactions.begin() as work:
        handoff = await work.handoffs.open_for_conversation(conversation_id, reason)
    return handoff.id


@pytest.fixture
async def dana(transactions: Transactions) -> Member:
    return await add_member(transactions, "dana@example.com", Role.DATA_PROTECTION)


@pytest.fixture
async def sam(transactions: Transactions) -> Member:
    return await add_member(transactions)


@pytest.mark.parametrize("reason", HandoffReason)
def test_every_reason_has_a_grade_and_a_queue(reason: HandoffReason) -> None:
    assert GRADE_OF_REASON[reason]
    assert queue_of(reason) in set(Queue)


@pytest.mark.parametrize(
    ("kind", "queue"),
    [
        ("data_rights_request", Queue.DATA_PROTECTION),
        ("data_breach", Queue.DATA_PROTECTION),
        ("service_complaint", Queue.COMPLAINTS),
        ("concern", Queue.FRONT_DOOR),
        ("callback", Queue.FRONT_DOOR),
    ],
)
def test_the_kind_of_an_enquiry_says_which_queue_it_goes_to(kind: str, queue: Queue) -> None:
    assert queue_of(reason_of(kind, HandoffReason.TASK_FINISHED)) == queue


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_some_queue_and_works_none_that_it_cannot_read(role: Role) -> None:
    assert queues_read_by(role)
    assert all(may_read(role, queue) for queue in Queue if may_work(role, queue))


async def test_the_data_protection_team_works_its_own_queue(
    transactions: Transactions, dana: Member
) -> None:
    handoff_id = await opened(transactions, HandoffReason.DATA_RIGHT)

    async with transactions.begin() as work:
        shown = await work.desk.queue(None, HandoffState.WAITING, page=1, reader=dana)
        await work.casework.claim(handoff_id, version=1, by=dana)

    assert shown.queue == Queue.DATA_PROTECTION
    assert [handoff.id for handoff in shown.handoffs] == [handoff_id]
    assert shown.waiting[Queue.DATA_PROTECTION] == 1


async def test_advisers_know_nothing_of_the_data_protection_queue(
    transactions: Transactions, sam: Member
) -> None:
    handoff_id = await opened(transactions, HandoffReason.BREACH)

    async with transactions.begin() as work:
        shown = await work.desk.queue(
            Queue.DATA_PROTECTION, HandoffState.WAITING, page=1, reader=sam
        )
        with pytest.raises(HandoffNotFound):
            await work.desk.case_file(handoff_id, reader=sam)
        with pytest.raises(HandoffNotFound):
            await work.casework.claim(handoff_id, version=1, by=sam)

    assert shown.queue == Queue.FRONT_DOOR
    assert Queue.DATA_PROTECTION not in shown.waiting


async def test_the_data_protection_team_reads_the_front_door_and_changes_nothing_there(
    transactions: Transactions, dana: Member
) -> None:
    handoff_id = await opened(transactions, HandoffReason.ASKED_FOR_PERSON)

    async with transactions.begin() as work:
        case = await work.desk.case_file(handoff_id, reader=dana)
        with pytest.raises(RoleMayNot):
            await work.casework.claim(handoff_id, version=1, by=dana)

    assert not case.handoff.may_regrade


async def test_every_queue_may_have_a_mailbox_of_its_own(settings: Settings) -> None:
    assert settings.complaints_email == settings.team_email
    assert replace(settings, complaints_email="c@example.com").complaints_email == "c@example.com"
