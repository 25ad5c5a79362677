"""Handoffs for tests, made the way they are made in earnest."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from logger.conversations.turns import Choice, IncomingMessage, Speech
from logger.enquiries.schemas import ConcernDetails, EnquiryKind
from logger.handoffs.models import Handoff
from logger.handoffs.repository import HandoffRepository
from logger.safety.verdict import SafetyLabel, Verdict
from logger.settings import Settings
from logger.unit_of_work import Transactions

WORRY = "The boy at number nine <script>alert(1)</script> is left alone"
SAID = "he is hitting her now"
WORKER = uuid.uuid4()
SAFETY_TEXT = "If someone is in danger now, call 999."


@dataclass(frozen=True)
class Case:
    conversation_id: uuid.UUID
    handoff_id: uuid.UUID
    reference: str


async def conversation(transactions: Transactions, *said: str) -> uuid.UUID:
    """A chat in which these were written."""
    async with transactions.begin() as work:
        token, view = await work.conversations.start(
            [Speech("Hello", choices=(Choice("Report a worry", "raise_concern"),))]
        )
        for text in said:
            message = IncomingMessage(uuid.uuid4(), text=text)
            await work.conversations.receive(token, message, safety=None, owner=WORKER)
    return view.id


async def concern(transactions: Transactions, *said: str, email: str | None = None) -> Case:
    """A concern that was logged, and its handoff."""
    conversation_id = await conversation(transactions, *said)
    async with transactions.begin() as work:
        logged = await work.enquiries.log(
            EnquiryKind.CONCERN,
            ConcernDetails(worry=WORRY, name="Jo Marlow", email_address=email),
            conversation_id=conversation_id,
            idempotency_key=str(uuid.uuid4()),
        )
    return Case(
        conversation_id, await only_handoff(transactions, conversation_id), str(logged.reference)
    )


async def only_handoff(transactions: Transactions, conversation_id: uuid.UUID) -> uuid.UUID:
    async with transactions.begin() as work:
        found = await work.session.execute(
            select(Handoff.id).where(Handoff.conversation_id == conversation_id)
        )
        return found.scalar_one()


async def stored(transactions: Transactions, settings: Settings, handoff_id: uuid.UUID) -> Handoff:
    """The row as it is now."""
    async with transactions.begin() as work:
        found = await HandoffRepository(work.session, settings.data_keys).get(handoff_id)
    assert found is not None
    return found


async def danger(transactions: Transactions) -> uuid.UUID:
    """A chat in which the gate fired and the safety text was shown; its id."""
    message = IncomingMessage(uuid.uuid4(), text=SAID)
    async with transactions.begin() as work:
        token, view = await work.conversations.start([Speech("Hello")])
        receipt = await work.conversations.receive(
            token, message, safety=SafetyLabel.DANGER_NOW, owner=WORKER
        )
        assert receipt.turn is not None
        assert receipt.task is not None
        verdict = Verdict(
            SafetyLabel.DANGER_NOW, "patterns", "1", ("hitting",), ("hitting her now",)
        )
        await work.safety.add(
            verdict, conversation_id=view.id, turn_id=receipt.turn.id, shown=SAFETY_TEXT
        )
        await work.conversations.answer(
            receipt.task, [Speech(SAFETY_TEXT, safety="danger_now")], None
        )
    return view.id
