"""What the tracker store keeps, and what it hands to Rasa."""

import statistics
import time
import uuid
from typing import Any

import psycopg
import pytest

from bot.encryption import CannotDecrypt, Keyring, KeysInvalid, WrappedKey
from tests.bot.parts import TRACKER_KEY, Bot, Conversation

WORRY = "I'm worried about the kids next door, they are always hungry"


def sealed_rows(conversation: Conversation) -> list[tuple[Any, ...]]:
    return conversation.bot.rows(
        "SELECT seq, message_id, fence, sealed FROM tracker.turns WHERE conversation = %s"
        " ORDER BY seq",
        conversation.id,
    )


def test_each_turn_is_one_row_with_its_message_and_fence(conversation: Conversation) -> None:
    messages = [conversation.message(text=text) for text in ("hello", "thanks")]

    for message in messages:
        conversation.bot.post(message)

    rows = sealed_rows(conversation)
    assert [(seq, str(message_id), fence) for seq, message_id, fence, _ in rows] == [
        (1, messages[0]["message_id"], 1),
        (2, messages[1]["message_id"], 2),
    ]


def test_no_word_of_a_conversation_can_be_read_in_the_table(conversation: Conversation) -> None:
    conversation.say(WORRY)

    (row,) = sealed_rows(conversation)

    assert b"hungry" not in bytes(row[3])
    assert b"raise_concern" not in bytes(row[3])


def test_a_row_moved_to_another_place_cannot_be_opened(conversation: Conversation) -> None:
    conversation.say("hello")
    ((version, wrapped),) = conversation.bot.rows(
        "SELECT version, wrapped_key FROM tracker.data_keys WHERE conversation = %s",
        conversation.id,
    )
    ((_, _, _, sealed),) = sealed_rows(conversation)
    keyring = Keyring.parse(f"1:{TRACKER_KEY}")

    stored = WrappedKey(version, bytes(wrapped))
    key = keyring.unwrap(conversation.id, stored)

    assert b"session_started" in key.open(1, bytes(sealed))
    with pytest.raises(CannotDecrypt):
        key.open(2, bytes(sealed))
    with pytest.raises(CannotDecrypt):
        keyring.unwrap(str(uuid.uuid4()), stored)


def test_a_conversation_without_its_key_is_not_begun_anew(conversation: Conversation) -> None:
    conversation.say(WORRY)
    conversation.bot.change(
        "DELETE FROM tracker.data_keys WHERE conversation = %s", conversation.id
    )

    answer = conversation.bot.post(conversation.message(text="12 Mill Lane"))

    assert (answer.status, answer.body) == (500, {"code": "bot-failed"})
    assert conversation.saved_turns == 1


def test_the_bots_role_can_neither_change_nor_delete_a_turn(
    conversation: Conversation, database_urls: dict[str, str]
) -> None:
    conversation.say("hello")

    for statement in (
        "UPDATE tracker.turns SET sealed = ''",
        "DELETE FROM tracker.turns",
        "UPDATE tracker.data_keys SET version = 9",
        "SELECT * FROM logger.conversation",
    ):
        with (
            psycopg.connect(database_urls["tracker"]) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


def test_an_older_master_key_still_opens_what_it_wrapped() -> None:
    old, new = "1:" + "b2xk" * 10 + "b2w=", f"2:{TRACKER_KEY}"
    key, stored = Keyring.parse(old).new_data_key("a conversation")
    sealed = key.seal(1, b"words")

    both = Keyring.parse(f"{new},{old}")

    assert both.unwrap("a conversation", stored).open(1, sealed) == b"words"
    assert both.new_data_key("another")[1].version == 2


@pytest.mark.parametrize("setting", ["", "1:", "1:c2hvcnQ=", "one:" + TRACKER_KEY, TRACKER_KEY])
def test_a_setting_that_is_no_key_is_refused(setting: str) -> None:
    with pytest.raises(KeysInvalid):
        Keyring.parse(setting)


def test_the_slots_and_the_open_question_outlive_many_turns(conversation: Conversation) -> None:
    conversation.say(WORRY)
    conversation.say("12 Mill Lane")

    for _ in range(12):
        conversation.say("do you tell the police?")
    following = conversation.say("Tom, 7")
    check = conversation.choose("finish")

    assert following.asking == "concern_household"
    assert WORRY in check.texts[-1]
    assert "12 Mill Lane" in check.texts[-1]
    assert "Tom" in check.texts[-1]


def test_turn_150_costs_what_turn_5_costs(bot: Bot) -> None:
    """Half as much again is the noise of a busy machine; Rasa's own store takes ten times."""
    conversation = Conversation(bot)
    questions = ["do you tell the police?", "hello", "how long do you keep SEN records?"]
    seconds = []

    for turn in range(150):
        started = time.perf_counter()
        conversation.say(questions[turn % len(questions)])
        seconds.append(time.perf_counter() - started)

    early, late = statistics.median(seconds[3:33]), statistics.median(seconds[-30:])
    assert late < early * 1.5 + 0.005
    sizes = [len(sealed) for *_, sealed in sealed_rows(conversation)]
    assert max(sizes[3:]) < min(sizes[3:]) * 2


def test_a_restarted_bot_knows_where_it_was(conversation: Conversation) -> None:
    """Nothing of a conversation is kept in the process."""
    conversation.say(WORRY)
    store = conversation.bot.app.ctx.agent.tracker_store

    assert store._open_turns == {}
    assert len(store._order) == 0
    assert conversation.say("12 Mill Lane").asking == "concern_children"
