import uuid
from datetime import timedelta

import pytest
from sqlalchemy import text

from logger.clock import Clock
from logger.conversations.refusals import (
    ConversationEnded,
    LeaseLost,
    MessageIdReused,
    NoConversation,
    UnknownChoice,
)
from logger.conversations.service import Receipt
from logger.conversations.turns import Choice, IncomingMessage, Sender, Speech
from logger.database import Database
from logger.settings import Settings
from logger.unit_of_work import Transactions

GREETING = (Speech("Hello", choices=(Choice("Report a worry", "raise_concern"),)),)


OWNER = uuid.uuid4()


def said(text: str) -> IncomingMessage:
    return IncomingMessage(uuid.uuid4(), text=text)


async def started(transactions: Transactions) -> tuple[str, uuid.UUID]:
    async with transactions.begin() as work:
        token, conversation = await work.conversations.start(GREETING)
    return token, conversation.id


async def received(
    transactions: Transactions,
    token: str,
    message: IncomingMessage,
    owner: uuid.UUID = OWNER,
) -> Receipt:
    async with transactions.begin() as work:
        return await work.conversations.receive(token, message, safety=None, owner=owner)


async def test_a_conversation_is_read_back_with_its_token_only(transactions: Transactions) -> None:
    token, _ = await started(transactions)

    async with transactions.begin() as work:
        conversation = await work.conversations.read(token)
        with pytest.raises(NoConversation):
            await work.conversations.read(token + "x")

    assert [turn.speech.text for turn in conversation.turns] == ["Hello"]


async def test_a_message_sent_twice_is_stored_once(transactions: Transactions) -> None:
    token, _ = await started(transactions)
    message = said("is this private?")

    first = await received(transactions, token, message)
    second = await received(transactions, token, message)

    assert first.turn is not None
    assert second.turn is None
    async with transactions.begin() as work:
        turns = (await work.conversations.read(token)).turns
    assert [turn.speech.text for turn in turns if turn.sender == Sender.ENQUIRER] == [
        "is this private?"
    ]


async def test_a_message_id_with_other_words_is_refused(transactions: Transactions) -> None:
    token, _ = await started(transactions)
    message = said("one")
    await received(transactions, token, message)

    with pytest.raises(MessageIdReused):
        await received(transactions, token, IncomingMessage(message.message_id, text="two"))


async def test_only_an_offered_choice_is_taken_and_its_title_is_what_was_said(
    transactions: Transactions,
) -> None:
    token, _ = await started(transactions)

    receipt = await received(
        transactions, token, IncomingMessage(uuid.uuid4(), choice="raise_concern")
    )
    with pytest.raises(UnknownChoice):
        await received(transactions, token, IncomingMessage(uuid.uuid4(), choice="affirm"))

    assert receipt.turn is not None
    assert receipt.turn.speech.text == "Report a worry"


async def test_a_conversation_is_worked_by_one_at_a_time(transactions: Transactions) -> None:
    token, conversation_id = await started(transactions)

    first = await received(transactions, token, said("one"))
    second = await received(transactions, token, said("two"), uuid.uuid4())
    async with transactions.begin() as work:
        third = await work.conversations.take_up(conversation_id, uuid.uuid4())

    assert first.task is not None
    assert (second.task, third) == (None, None)


async def test_whoever_lost_the_lease_stores_nothing(
    transactions: Transactions, database: Database
) -> None:
    token, conversation_id = await started(transactions)
    slow = (await received(transactions, token, said("hello?"))).task
    assert slow is not None
    async with database.begin() as session:
        await session.execute(
            text("UPDATE logger.conversation SET lease_expires_at = now() - interval '1 second'")
        )
    async with transactions.begin() as work:
        quick = await work.conversations.take_up(conversation_id, uuid.uuid4())
    assert quick is not None

    with pytest.raises(LeaseLost):
        async with transactions.begin() as work:
            await work.conversations.answer(slow, [Speech("late")], None)

    assert quick.lease.fence > slow.lease.fence
    async with transactions.begin() as work:
        assert len((await work.conversations.read(token)).turns) == 2


async def test_messages_are_worked_in_the_order_they_were_sent(transactions: Transactions) -> None:
    token, _ = await started(transactions)
    task = (await received(transactions, token, said("first"))).task
    await received(transactions, token, said("second"))

    worked = []
    while task is not None:
        worked.append(task.text)
        async with transactions.begin() as work:
            _, task = await work.conversations.answer(task, [Speech("ok")], None)

    assert worked == ["first", "second"]


async def test_after_the_last_answer_the_lease_is_free(transactions: Transactions) -> None:
    token, _ = await started(transactions)
    task = (await received(transactions, token, said("one"))).task
    assert task is not None
    async with transactions.begin() as work:
        _, following = await work.conversations.answer(task, [Speech("ok")], None)

    again = await received(transactions, token, said("two"), uuid.uuid4())

    assert following is None
    assert again.task is not None


async def test_after_a_fallback_the_real_reply_comes_late_and_the_answer_stays_the_same(
    transactions: Transactions,
) -> None:
    token, conversation_id = await started(transactions)
    message = said("how long do you keep it?")
    task = (await received(transactions, token, message)).task
    assert task is not None
    async with transactions.begin() as work:
        assert await work.conversations.fall_back(
            task.lease, {message.message_id: [Speech("sorry")]}
        )

    async with transactions.begin() as work:
        again = await work.conversations.take_up(conversation_id, OWNER)
        assert again is not None
        assert again.has_fallback
        await work.conversations.answer(again, [Speech("6 years")], None)

    async with transactions.begin() as work:
        replies = await work.conversations.replies_to(conversation_id, message.message_id)
        turns = (await work.conversations.read(token)).turns
    assert [turn.speech.text for turn in replies or []] == ["sorry"]
    assert [turn.speech.text for turn in turns][-2:] == ["sorry", "6 years"]


async def test_a_message_nobody_could_answer_for_an_hour_is_left_to_the_adviser(
    transactions: Transactions, database: Database, settings: Settings
) -> None:
    token, conversation_id = await started(transactions)
    message = said("how long do you keep it?")
    task = (await received(transactions, token, message)).task
    assert task is not None
    later = Transactions(database, settings, Clock(timedelta(hours=2)))

    async with later.begin() as work:
        await work.conversations.fall_back(task.lease, {message.message_id: [Speech("sorry")]})

    async with later.begin() as work:
        assert await work.conversations.take_up(conversation_id, OWNER) is None
        assert list(await work.conversations.with_unanswered()) == []


async def test_a_left_conversation_is_gone_for_its_token_at_once(
    transactions: Transactions,
) -> None:
    token, conversation_id = await started(transactions)

    async with transactions.begin() as work:
        await work.conversations.leave(token)

    async with transactions.begin() as work:
        with pytest.raises(NoConversation):
            await work.conversations.read(token)
        assert (await work.conversations.transcript(conversation_id)).turns


async def test_a_conversation_left_alone_for_a_day_ends_and_stays_readable_for_half_an_hour(
    transactions: Transactions, database: Database, settings: Settings
) -> None:
    token, _ = await started(transactions)
    next_day = Transactions(database, settings, Clock(timedelta(hours=25)))
    later = Transactions(database, settings, Clock(timedelta(hours=26)))

    async with transactions.begin() as work:
        assert await work.conversations.end_idle() == 0
    async with next_day.begin() as work:
        assert await work.conversations.end_idle() == 1
        conversation = await work.conversations.read(token)

    assert conversation.state == "ended"
    with pytest.raises(ConversationEnded):
        async with next_day.begin() as work:
            await work.conversations.receive(token, said("anyone there?"), safety=None, owner=OWNER)
    with pytest.raises(NoConversation):
        async with later.begin() as work:
            await work.conversations.read(token)
