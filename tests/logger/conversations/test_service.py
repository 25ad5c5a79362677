import uuid

import pytest

from logger.conversations.refusals import LeaseLost, MessageIdReused, NoConversation, UnknownChoice
from logger.conversations.turns import Choice, IncomingMessage, Sender, Speech
from logger.unit_of_work import Transactions

GREETING = (Speech("Hello", choices=(Choice("Report a worry", "raise_concern"),)),)


def said(text: str) -> IncomingMessage:
    return IncomingMessage(uuid.uuid4(), text=text)


async def started(transactions: Transactions) -> tuple[str, uuid.UUID]:
    async with transactions.begin() as work:
        token, conversation = await work.conversations.start(GREETING)
    return token, conversation.id


async def test_a_conversation_is_read_back_with_its_token_only(transactions: Transactions) -> None:
    token, _ = await started(transactions)

    async with transactions.begin() as work:
        conversation = await work.conversations.read(token)
        with pytest.raises(NoConversation):
            await work.conversations.read(token + "x")

    assert [turn.speech.text for turn in conversation.turns] == ["Hello"]


async def test_a_message_sent_twice_is_stored_once(transactions: Transactions) -> None:
    token, conversation_id = await started(transactions)
    message = said("is this private?")

    async with transactions.begin() as work:
        first, _ = await work.conversations.receive(conversation_id, message, safety=None)
    async with transactions.begin() as work:
        second, _ = await work.conversations.receive(conversation_id, message, safety=None)

    assert first is not None
    assert second is None
    async with transactions.begin() as work:
        turns = (await work.conversations.read(token)).turns
    assert [turn.speech.text for turn in turns if turn.sender == Sender.ENQUIRER] == [
        "is this private?"
    ]


async def test_a_message_id_with_other_words_is_refused(transactions: Transactions) -> None:
    _, conversation_id = await started(transactions)
    message = said("one")
    async with transactions.begin() as work:
        await work.conversations.receive(conversation_id, message, safety=None)

    with pytest.raises(MessageIdReused):
        async with transactions.begin() as work:
            await work.conversations.receive(
                conversation_id, IncomingMessage(message.message_id, text="two"), safety=None
            )


async def test_only_an_offered_choice_is_taken_and_its_title_is_what_was_said(
    transactions: Transactions,
) -> None:
    _, conversation_id = await started(transactions)

    async with transactions.begin() as work:
        turn, _ = await work.conversations.receive(
            conversation_id, IncomingMessage(uuid.uuid4(), choice="raise_concern"), safety=None
        )
    with pytest.raises(UnknownChoice):
        async with transactions.begin() as work:
            await work.conversations.receive(
                conversation_id, IncomingMessage(uuid.uuid4(), choice="affirm"), safety=None
            )

    assert turn is not None
    assert turn.speech.text == "Report a worry"


async def test_a_conversation_is_worked_by_one_at_a_time(transactions: Transactions) -> None:
    _, conversation_id = await started(transactions)

    async with transactions.begin() as work:
        first = await work.conversations.take(conversation_id, uuid.uuid4())
    async with transactions.begin() as work:
        second = await work.conversations.take(conversation_id, uuid.uuid4())

    assert first is not None
    assert second is None


async def test_whoever_lost_the_lease_stores_nothing(transactions: Transactions) -> None:
    token, conversation_id = await started(transactions)
    message = said("hello?")
    async with transactions.begin() as work:
        await work.conversations.receive(conversation_id, message, safety=None)
        slow = await work.conversations.take(conversation_id, uuid.uuid4())
        assert slow is not None
        await work.conversations.give_back(slow)
        quick = await work.conversations.take(conversation_id, uuid.uuid4())
        assert quick is not None

    with pytest.raises(LeaseLost):
        async with transactions.begin() as work:
            await work.conversations.answer(slow, message.message_id, [Speech("late")], None)

    assert quick.fence > slow.fence
    async with transactions.begin() as work:
        assert len((await work.conversations.read(token)).turns) == 2


async def test_messages_are_worked_in_the_order_they_were_sent(transactions: Transactions) -> None:
    _, conversation_id = await started(transactions)
    for text in ("first", "second"):
        async with transactions.begin() as work:
            await work.conversations.receive(conversation_id, said(text), safety=None)
    async with transactions.begin() as work:
        lease = await work.conversations.take(conversation_id, uuid.uuid4())
    assert lease is not None

    worked = []
    while True:
        async with transactions.begin() as work:
            task = await work.conversations.next_work(lease)
            if task is None:
                break
            worked.append(task.text)
            await work.conversations.answer(lease, task.message_id, [Speech("ok")], None)

    assert worked == ["first", "second"]


async def test_after_a_fallback_the_real_reply_comes_late_and_the_answer_stays_the_same(
    transactions: Transactions,
) -> None:
    token, conversation_id = await started(transactions)
    message = said("how long do you keep it?")
    async with transactions.begin() as work:
        await work.conversations.receive(conversation_id, message, safety=None)
        lease = await work.conversations.take(conversation_id, uuid.uuid4())
        assert lease is not None
        assert await work.conversations.fall_back(lease, {message.message_id: [Speech("sorry")]})

    async with transactions.begin() as work:
        lease = await work.conversations.take(conversation_id, uuid.uuid4())
        assert lease is not None
        task = await work.conversations.next_work(lease)
        assert task is not None
        assert task.has_fallback
        await work.conversations.answer(lease, message.message_id, [Speech("6 years")], None)

    async with transactions.begin() as work:
        replies = await work.conversations.replies_to(conversation_id, message.message_id)
        turns = (await work.conversations.read(token)).turns
    assert [turn.speech.text for turn in replies or []] == ["sorry"]
    assert [turn.speech.text for turn in turns][-2:] == ["sorry", "6 years"]


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
