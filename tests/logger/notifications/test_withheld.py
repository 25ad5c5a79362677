"""Safe contact is enforced where messages leave, whoever queued them."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
from sqlalchemy import select, update

from logger.audit.models import AuditEvent
from logger.enquiries.concern import ConcernDetails
from logger.enquiries.kind import EnquiryKind
from logger.enquiries.models import Enquiry
from logger.notifications.messages import AcknowledgedByEmail
from logger.unit_of_work import Transactions


async def enquiry(transactions: Transactions) -> uuid.UUID:
    """One whose acknowledgement is not the test's: they gave no contact."""
    async with transactions.begin() as work:
        _, conversation = await work.conversations.start(())
        logged = await work.enquiries.log(
            EnquiryKind.CONCERN,
            ConcernDetails(worry="always hungry"),
            conversation_id=conversation.id,
            idempotency_key=str(uuid.uuid4()),
        )
    return logged.id


async def queue_for(transactions: Transactions, enquiry_id: uuid.UUID) -> uuid.UUID:
    message = AcknowledgedByEmail("SF-7K3M-9Q2X", "We read it.")
    async with transactions.begin() as work:
        return await work.outbox.add(message, to="jo@example.com", enquiry_id=enquiry_id)


async def forbid(transactions: Transactions, enquiry_id: uuid.UUID) -> None:
    async with transactions.begin() as work:
        await work.session.execute(
            update(Enquiry).where(Enquiry.id == enquiry_id).values(may_be_messaged=False)
        )


async def test_a_message_that_may_not_leave_is_marked_so_and_never_reaches_notify(
    dispatching: Any, reached: Any, transactions: Transactions, levers: httpx.AsyncClient
) -> None:
    enquiry_id = await enquiry(transactions)
    row_id = await queue_for(transactions, enquiry_id)
    await forbid(transactions, enquiry_id)

    async with dispatching():
        row = await reached(row_id, "withheld")

    messages = (await levers.get("/messages")).json()
    assert (row.problem, row.notify_id) == ("safe-contact", None)
    assert "jo@example.com" not in {message["to"] for message in messages}
    async with transactions.begin() as work:
        event = (
            await work.session.scalars(
                select(AuditEvent).where(AuditEvent.action == "notification.withheld")
            )
        ).one()
    assert event.subject_id == row_id


async def test_a_message_of_another_enquiry_leaves_meanwhile(
    dispatching: Any, reached: Any, accepted: Any, transactions: Transactions
) -> None:
    forbidden, allowed = await enquiry(transactions), await enquiry(transactions)
    await forbid(transactions, forbidden)

    async with dispatching():
        kept = await queue_for(transactions, forbidden)
        sent = await queue_for(transactions, allowed)
        await reached(kept, "withheld")
        await reached(sent, "accepted")

    assert await accepted(sent) == 1


async def test_the_message_to_the_team_leaves_whatever_the_enquirer_asked_for(
    dispatching: Any, transactions: Transactions, levers: httpx.AsyncClient, reached: Any
) -> None:
    enquiry_id = await enquiry(transactions)
    await forbid(transactions, enquiry_id)

    async with dispatching():
        await reached(await queue_for(transactions, enquiry_id), "withheld")

    (message,) = (await levers.get("/messages")).json()
    assert "SF-" in message["subject"]
