from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from logger.audit.models import AuditEvent
from logger.drafts.models import Draft
from logger.enquiries.reference import DraftReference
from logger.notifications.models import Notification
from logger.unit_of_work import Transactions
from tests.logger.enquiries.clocks import MovedClock
from tests.logger.enquiries.conftest import Post, started

ANSWERS = {"answers": {"concern_worry": {"typed": "always hungry"}}, "topic": "raise_concern"}


async def save(post: Post, contact: str = "07700 900123", **call: Any) -> httpx.Response:
    body = {"task": "raise_concern", "answers": ANSWERS, "contact": contact} | call
    return await post("/api/drafts", **body)


@pytest.fixture
async def reference(post: Post) -> str:
    return str((await save(post)).json()["reference"])


@pytest.fixture
async def elsewhere(transactions: Transactions) -> str:
    """Another device's conversation."""
    return await started(transactions)


async def send_code(post: Post, reference: str, **call: Any) -> None:
    answer = await post("/api/drafts/code", reference=reference, **call)
    assert (answer.status_code, answer.json()) == (200, {"sent": True})


async def codes(transactions: Transactions) -> list[str]:
    async with transactions.begin() as work:
        rows = await work.session.scalars(
            select(Notification)
            .where(Notification.template.like("resume_code%"))
            .order_by(Notification.queued_at)
        )
        return [work.outbox.words_of(row)["code"] for row in rows]


async def open_draft(post: Post, reference: str, code: str, **call: Any) -> dict[str, Any]:
    answer = await post("/api/drafts/open", reference=reference, code=code, **call)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def drafts(transactions: Transactions) -> list[Draft]:
    async with transactions.begin() as work:
        return list(await work.session.scalars(select(Draft)))


async def test_a_draft_is_saved_sealed_with_a_reference_and_a_day(
    post: Post, transactions: Transactions
) -> None:
    answer = await save(post)

    assert answer.status_code == 201
    DraftReference.parse(answer.json()["reference"])
    assert answer.json()["reference"].startswith("DR-")
    assert answer.json()["kept_until_words"] == "30 November"
    (draft,) = await drafts(transactions)
    assert b"hungry" not in draft.answers


async def test_saving_again_keeps_the_reference(
    post: Post, transactions: Transactions, reference: str, clock: MovedClock
) -> None:
    clock.pass_by(timedelta(days=2))

    again = await save(post, answers={"topic": "raise_concern", "answers": {}})

    assert (again.status_code, again.json()["reference"]) == (200, reference)
    assert again.json()["kept_until_words"] == "2 December"
    assert len(await drafts(transactions)) == 1


@pytest.mark.parametrize("contact", ["", "ask at the shop", "01632 960123", "jo at example"])
async def test_a_contact_that_no_code_can_go_to_is_refused(post: Post, contact: str) -> None:
    answer = await save(post, contact)

    assert (answer.status_code, answer.json()["code"]) == (422, "contact-not-understood")


async def test_answers_beyond_the_limit_are_refused(post: Post) -> None:
    answer = await save(post, answers={"worry": "x" * 64 * 1024})

    assert (answer.status_code, answer.json()["code"]) == (422, "draft-too-large")


@pytest.mark.parametrize(
    ("contact", "queued"),
    [("07700 900123", "resume_code_sms"), ("jo@example.com", "resume_code_email")],
)
async def test_a_draft_opens_on_another_device_with_the_code_that_was_sent(
    post: Post, transactions: Transactions, elsewhere: str, contact: str, queued: str
) -> None:
    reference = (await save(post, contact)).json()["reference"]

    await send_code(post, reference, conversation=elsewhere)
    (code,) = await codes(transactions)
    opened = await open_draft(post, reference.lower(), f" {code} ", conversation=elsewhere)

    assert opened == {"found": True, "task": "raise_concern", "answers": ANSWERS}
    assert len(code) == 6
    async with transactions.begin() as work:
        row = (
            await work.session.scalars(select(Notification).where(Notification.template == queued))
        ).one()
        assert row.enquiry_id is None


async def test_a_draft_opens_once_but_a_retry_gets_its_answer(
    post: Post, transactions: Transactions, reference: str, elsewhere: str
) -> None:
    message_id = str(uuid.uuid4())
    await send_code(post, reference)
    (code,) = await codes(transactions)

    opened = [
        await open_draft(post, reference, code, message_id=message_id, conversation=elsewhere)
        for _ in range(2)
    ]
    other = await open_draft(post, reference, code)

    assert opened[0] == opened[1]
    assert opened[0]["found"] is True
    assert other == {"found": False}


async def test_a_wrong_reference_a_wrong_code_and_no_code_get_the_same_answer(
    post: Post, reference: str
) -> None:
    answers = [await open_draft(post, reference, "000000")]
    await send_code(post, reference)
    answers += [
        await open_draft(post, reference, "12345"),
        await open_draft(post, str(DraftReference.new()), "123456"),
        await open_draft(post, "mistyped", "123456"),
    ]

    assert answers == [{"found": False}] * 4


async def test_a_code_works_for_fifteen_minutes(
    post: Post, transactions: Transactions, reference: str, clock: MovedClock
) -> None:
    await send_code(post, reference)
    (code,) = await codes(transactions)
    clock.pass_by(timedelta(minutes=15))

    assert await open_draft(post, reference, code) == {"found": False}


async def test_a_code_takes_five_tries(
    post: Post, transactions: Transactions, reference: str
) -> None:
    await send_code(post, reference)
    (code,) = await codes(transactions)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        await open_draft(post, reference, wrong)

    assert await open_draft(post, reference, code) == {"found": False}


async def test_one_conversation_may_try_ten_times_an_hour(
    post: Post, transactions: Transactions, reference: str, clock: MovedClock
) -> None:
    for _ in range(10):
        await open_draft(post, str(DraftReference.new()), "123456")
    await send_code(post, reference)
    (code,) = await codes(transactions)

    assert await open_draft(post, reference, code) == {"found": False}
    clock.pass_by(timedelta(minutes=61))
    await send_code(post, reference)
    assert (await open_draft(post, reference, (await codes(transactions))[1]))["found"] is True


async def test_codes_are_sent_three_times_an_hour_and_a_retry_sends_none(
    post: Post, transactions: Transactions, reference: str, elsewhere: str, clock: MovedClock
) -> None:
    message_id = str(uuid.uuid4())
    for _ in range(3):
        await send_code(post, reference, message_id=message_id)
    assert len(await codes(transactions)) == 1

    for _ in range(4):
        await send_code(post, reference, conversation=elsewhere)
    assert len(await codes(transactions)) == 3

    clock.pass_by(timedelta(minutes=61))
    await send_code(post, reference)
    assert len(await codes(transactions)) == 4


async def test_no_code_is_sent_for_a_reference_that_is_none(
    post: Post, transactions: Transactions
) -> None:
    await send_code(post, str(DraftReference.new()))
    await send_code(post, "mistyped")

    assert await codes(transactions) == []


async def test_the_latest_code_counts(
    post: Post, transactions: Transactions, reference: str
) -> None:
    await send_code(post, reference)
    await send_code(post, reference)
    first, second = await codes(transactions)

    if first != second:
        assert await open_draft(post, reference, first) == {"found": False}
    assert (await open_draft(post, reference, second))["found"] is True


async def test_a_code_sent_to_the_contact_before_does_not_open_what_was_saved_since(
    post: Post, transactions: Transactions, reference: str
) -> None:
    await send_code(post, reference)
    (code,) = await codes(transactions)

    await save(post, "07700 900456")

    assert await open_draft(post, reference, code) == {"found": False}


async def test_a_draft_left_alone_for_seven_days_is_deleted(
    post: Post, transactions: Transactions, reference: str, clock: MovedClock
) -> None:
    clock.pass_by(timedelta(days=7) - timedelta(seconds=1))
    async with transactions.begin() as work:
        assert await work.drafts.delete_expired() == 0
    clock.pass_by(timedelta(seconds=1))
    await send_code(post, reference)
    async with transactions.begin() as work:
        assert await work.drafts.delete_expired() == 1

    assert await drafts(transactions) == []
    assert await codes(transactions) == []
    async with transactions.begin() as work:
        event = (
            await work.session.scalars(
                select(AuditEvent).where(AuditEvent.action == "draft.deleted")
            )
        ).one()
    assert event.details == {"because": "expired"}


async def test_a_draft_that_was_opened_elsewhere_is_deleted_soon(
    post: Post, transactions: Transactions, reference: str, elsewhere: str, clock: MovedClock
) -> None:
    await send_code(post, reference)
    (code,) = await codes(transactions)
    await open_draft(post, reference, code, conversation=elsewhere)
    clock.pass_by(timedelta(hours=1))

    async with transactions.begin() as work:
        await work.drafts.delete_expired()

    assert await drafts(transactions) == []


async def test_a_draft_is_deleted_when_its_task_is_sent(
    post: Post, transactions: Transactions, reference: str
) -> None:
    await post("/api/enquiries", kind="question", details={"about": "school meals"})
    assert len(await drafts(transactions)) == 1

    await post("/api/enquiries", kind="concern", details={"worry": "always hungry"})

    assert await drafts(transactions) == []


async def test_a_draft_is_known_by_the_topic_that_opened_its_task_too(
    post: Post, transactions: Transactions
) -> None:
    await save(post, task="erase_my_data")

    await post("/api/enquiries", kind="data_rights_request", details={"right": "erase"})

    assert await drafts(transactions) == []


async def test_a_draft_is_deleted_when_it_is_sent_from_where_it_was_opened(
    post: Post, transactions: Transactions, reference: str, elsewhere: str
) -> None:
    await send_code(post, reference)
    (code,) = await codes(transactions)
    await open_draft(post, reference, code, conversation=elsewhere)

    await post(
        "/api/enquiries", kind="concern", details={"worry": "hungry"}, conversation=elsewhere
    )

    assert await drafts(transactions) == []
