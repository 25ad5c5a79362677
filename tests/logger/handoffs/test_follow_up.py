"""What follows when a message could not be delivered."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from logger.handoffs.follow_up import TRY_AGAIN_AFTER
from logger.handoffs.refusals import MessageNotFailed
from logger.handoffs.views import CaseFile
from logger.notifications.alarms import Alarms
from logger.notifications.models import Notification
from logger.staff.members import Member
from logger.unit_of_work import Transactions
from tests.logger.handoffs.cases import Case, concern
from tests.logger.staff.people import add_member


@pytest.fixture
async def sam(transactions: Transactions) -> Member:
    return await add_member(transactions)


@pytest.fixture
async def case(transactions: Transactions) -> Case:
    return await concern(transactions, "there is a boy", email="jo@example.com")


async def rows(transactions: Transactions, template: str) -> list[Notification]:
    async with transactions.begin() as work:
        found = await work.session.scalars(
            select(Notification)
            .where(Notification.template == template)
            .order_by(Notification.next_attempt_at)
        )
        return list(found)


async def becomes(transactions: Transactions, row_id: uuid.UUID, status: str) -> None:
    """Notify told this of it, and the job has seen to it."""
    async with transactions.begin() as work:
        now = work.clock.now()
        values: dict[str, Any] = {
            "state": "accepted",
            "notify_status": status,
            "failed_at": None if status == "delivered" else now,
            "needs_follow_up": status != "delivered",
        }
        await work.session.execute(
            update(Notification).where(Notification.id == row_id).values(**values)
        )
    while await follow_up(transactions):
        pass


async def follow_up(transactions: Transactions) -> bool:
    async with transactions.begin() as work:
        return await work.follow_up.take_one()


async def case_file(transactions: Transactions, case: Case, reader: Member) -> CaseFile:
    async with transactions.begin() as work:
        return await work.desk.case_file(case.handoff_id, reader=reader)


async def failing(transactions: Transactions) -> int:
    async with transactions.begin() as work:
        return await Alarms(work.session, work.clock.now()).failing_addresses()


async def test_an_enquirer_who_cannot_be_reached_is_shown_on_the_handoff(
    transactions: Transactions, case: Case, sam: Member
) -> None:
    (acknowledgement,) = await rows(transactions, "acknowledgement_email")
    before = await case_file(transactions, case, sam)

    await becomes(transactions, acknowledgement.id, "permanent-failure")

    assert before.unreached == ()
    assert (await case_file(transactions, case, sam)).unreached == ("email",)
    assert len(await rows(transactions, "acknowledgement_email")) == 1
    assert await failing(transactions) == 0


async def test_a_temporary_failure_is_tried_three_more_times_over_a_day(
    transactions: Transactions, case: Case, sam: Member
) -> None:
    (first,) = await rows(transactions, "acknowledgement_email")
    tried = [first]
    for wait in TRY_AGAIN_AFTER:
        await becomes(transactions, tried[-1].id, "temporary-failure")
        *_, again = await rows(transactions, "acknowledgement_email")
        assert again.follows_id == first.id
        waits = again.next_attempt_at - again.queued_at
        assert abs(waits - wait) < timedelta(seconds=5)
        assert (await case_file(transactions, case, sam)).unreached == ()
        tried.append(again)

    await becomes(transactions, tried[-1].id, "temporary-failure")

    assert len(await rows(transactions, "acknowledgement_email")) == 4
    assert sum(TRY_AGAIN_AFTER, timedelta()) == timedelta(days=1)
    assert (await case_file(transactions, case, sam)).unreached == ("email",)


async def test_another_try_says_the_same_to_the_same_address(
    transactions: Transactions, case: Case
) -> None:
    (first,) = await rows(transactions, "acknowledgement_email")
    await becomes(transactions, first.id, "temporary-failure")
    _, again = await rows(transactions, "acknowledgement_email")

    async with transactions.begin() as work:
        assert work.outbox.words_of(again) == work.outbox.words_of(first)
        assert work.outbox.recipient_of(again) == "jo@example.com"
    assert again.personalisation != first.personalisation


@pytest.mark.parametrize("status", ["permanent-failure", "technical-failure", "temporary-failure"])
async def test_a_team_address_that_fails_is_told_to_the_fallback_contact_once(
    transactions: Transactions, case: Case, status: str
) -> None:
    (to_team,) = await rows(transactions, "handoff_email")

    await becomes(transactions, to_team.id, status)
    await becomes(transactions, to_team.id, status)

    (told,) = await rows(transactions, "staff_unreachable_email")
    async with transactions.begin() as work:
        assert work.outbox.recipient_of(told) == "duty@example.com"
        assert work.outbox.words_of(told)["reference"] == case.reference
    assert told.handoff_id == case.handoff_id


async def test_a_team_address_that_fails_rings_until_something_is_delivered_there(
    transactions: Transactions, case: Case
) -> None:
    (to_team,) = await rows(transactions, "handoff_email")
    await becomes(transactions, to_team.id, "permanent-failure")
    rings = await failing(transactions)

    await concern(transactions, "there is a girl")
    (later,) = [row for row in await rows(transactions, "handoff_email") if row.id != to_team.id]
    await becomes(transactions, later.id, "delivered")

    assert rings == 1
    assert await failing(transactions) == 0


async def test_a_fallback_contact_that_fails_too_tells_nobody_else(
    transactions: Transactions, case: Case
) -> None:
    (to_team,) = await rows(transactions, "handoff_email")
    await becomes(transactions, to_team.id, "permanent-failure")
    (told,) = await rows(transactions, "staff_unreachable_email")

    await becomes(transactions, told.id, "permanent-failure")

    assert len(await rows(transactions, "staff_unreachable_email")) == 1
    assert await failing(transactions) == 2


async def test_what_failed_is_sent_again_by_hand_once(
    transactions: Transactions, case: Case, sam: Member
) -> None:
    (failed,) = await rows(transactions, "acknowledgement_email")
    await becomes(transactions, failed.id, "permanent-failure")

    async with transactions.begin() as work:
        again = await work.sending_again.send(case.handoff_id, failed.id, by=sam)
    with pytest.raises(MessageNotFailed):
        async with transactions.begin() as work:
            await work.sending_again.send(case.handoff_id, failed.id, by=sam)

    row = next(r for r in await rows(transactions, "acknowledgement_email") if r.id == again)
    file = await case_file(transactions, case, sam)
    assert (row.follows_id, row.sent_again_by) == (failed.id, sam.id)
    assert file.unreached == ()
    assert ("notification.sent-again", sam.name) in [(e.action, e.by) for e in file.history]


async def test_what_did_not_fail_or_is_of_another_handoff_is_not_sent_again(
    transactions: Transactions, case: Case, sam: Member
) -> None:
    (waiting,) = await rows(transactions, "acknowledgement_email")
    other = await concern(transactions, "there is a girl")

    for handoff_id in (case.handoff_id, other.handoff_id):
        with pytest.raises(MessageNotFailed):
            async with transactions.begin() as work:
                await work.sending_again.send(handoff_id, waiting.id, by=sam)
