"""What a person sees, and what is kept, when a part of the house fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx

from logger.migrate import DatabaseUrls
from tests.logger.webchat.conftest import started


async def rows(urls: DatabaseUrls, query: str) -> list[Any]:
    connection = await asyncpg.connect(
        urls.owner.set(drivername="postgresql").render_as_string(hide_password=False)
    )
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


@asynccontextmanager
async def store_away(urls: DatabaseUrls) -> AsyncIterator[None]:
    """No connection to this test's database can be had."""
    owner = urls.owner.set(drivername="postgresql", database="postgres")
    name = urls.owner.database
    connection = await asyncpg.connect(owner.render_as_string(hide_password=False))
    await connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
    )
    try:
        yield
    finally:
        await connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
        await connection.close()


async def until(condition: Any, within: float = 10) -> None:
    deadline = asyncio.get_running_loop().time() + within
    while not await condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.1)


async def test_while_the_assistant_fails_the_answer_is_calm_and_a_person_is_told(
    chatter: Any, bot: Any, urls: DatabaseUrls
) -> None:
    bot.fails_with = "bot-failed"

    answer = await chatter.say("how long do you keep it?")

    (message,) = answer.json()["messages"]
    assert answer.status_code == 200
    assert message["topic"] == "unclear"
    assert "Leave your details" in message["text"]
    handoffs = await rows(urls, "SELECT reason FROM logger.handoff")
    assert [row["reason"] for row in handoffs] == ["assistant_failed"]
    assert len(await rows(urls, "SELECT 1 FROM logger.notification")) == 1


async def test_the_real_reply_comes_late_once_and_in_order(chatter: Any, bot: Any) -> None:
    bot.fails_with = "action-failed"
    await chatter.say("first")
    bot.fails_with = None

    await chatter.say("second")

    texts = await chatter.texts()
    said = [text for text in texts[2:] if text.startswith("You said") or "could not save" in text]
    assert said[0].startswith("I could not save that yet")
    assert said[1:] == ["You said: first", "You said: second"]


async def test_the_sweep_brings_the_late_reply_without_another_message(
    chatter: Any, bot: Any
) -> None:
    bot.fails_with = "bot-failed"
    await chatter.say("are you there?")
    bot.fails_with = None

    async def answered() -> bool:
        return "You said: are you there?" in await chatter.texts()

    await until(answered)


async def test_a_browser_that_hangs_up_does_not_stop_its_message(
    web: str, chatter: Any, bot: Any
) -> None:
    bot.delay = 0.5
    async with httpx.AsyncClient(base_url=web, timeout=0.2) as impatient:
        chatter.http, patient = impatient, chatter.http
        try:
            await chatter.say("I have to go")
        except httpx.TimeoutException:
            pass
        else:
            raise AssertionError("the answer came too soon for this test")
        chatter.http = patient

        async def answered() -> bool:
            return "You said: I have to go" in await chatter.texts()

        await until(answered)


async def test_danger_is_answered_first_and_handed_over_while_the_assistant_is_down(
    chatter: Any, bot: Any, urls: DatabaseUrls
) -> None:
    bot.fails_with = "bot-failed"

    answer = await chatter.say("he is hitting her right now")

    first, second = answer.json()["messages"]
    assert first["safety"] == "danger_now"
    assert "999" in first["text"]
    assert second["safety"] is None
    grades = await rows(urls, "SELECT reason, grade FROM logger.handoff ORDER BY grade")
    assert [tuple(row) for row in grades] == [("safety", 1), ("assistant_failed", 3)]


async def test_danger_stands_before_the_answer_and_travels_to_the_bot(
    chatter: Any, bot: Any
) -> None:
    answer = await chatter.say("my dad hits me")

    first, second = answer.json()["messages"]
    assert (first["safety"], first["topic"]) == ("abuse_disclosure", "abuse_disclosure")
    assert second["text"] == "You said: my dad hits me"
    assert bot.requests[0]["safety"] == "abuse_disclosure"


async def test_repeats_raise_one_handoff_and_do_not_open_another(
    chatter: Any, urls: DatabaseUrls
) -> None:
    await chatter.say("my dad hits me")
    await chatter.say("he is hitting me right now")
    await chatter.say("he is hitting me right now please help")

    handoffs = await rows(urls, "SELECT grade, version FROM logger.handoff")
    assert [tuple(row) for row in handoffs] == [(1, 3)]
    queued = await rows(urls, "SELECT channel FROM logger.notification ORDER BY queued_at")
    assert [row["channel"] for row in queued] == ["email", "email", "sms"]


async def test_danger_told_again_reaches_whoever_holds_the_handoff(
    chatter: Any, urls: DatabaseUrls
) -> None:
    await chatter.say("he is hitting me right now")
    await rows(urls, "UPDATE logger.handoff SET state = 'claimed'")

    await chatter.say("he is hitting me right now, again")

    assert [row["version"] for row in await rows(urls, "SELECT version FROM logger.handoff")] == [2]
    queued = await rows(urls, "SELECT channel FROM logger.notification ORDER BY queued_at")
    assert [row["channel"] for row in queued] == ["email", "sms", "email"]


async def test_a_conversation_that_cannot_be_worked_does_not_stop_the_others(
    http: httpx.AsyncClient, chatter: Any, bot: Any, urls: DatabaseUrls
) -> None:
    bot.fails_with = "bot-failed"
    await chatter.say("mine")
    await rows(urls, "UPDATE logger.conversation SET data_key = NULL")
    other = await started(http)
    await other.say("and mine")
    bot.fails_with = None

    async def answered() -> bool:
        return "You said: and mine" in await other.texts()

    await until(answered)


async def test_a_message_too_long_to_keep_still_alarms(chatter: Any, urls: DatabaseUrls) -> None:
    answer = await chatter.say("x " * 1000 + " he is hitting her right now")

    assert answer.status_code == 413
    assert answer.json()["detail"].startswith("If someone is hurt or in danger right now, ring 999")
    assert len(await rows(urls, "SELECT 1 FROM logger.handoff WHERE reason = 'safety'")) == 1
    assert await rows(urls, "SELECT 1 FROM logger.turn WHERE sender = 'enquirer'") == []


async def test_while_the_store_is_away_nothing_pretends_to_be_saved(
    chatter: Any, urls: DatabaseUrls
) -> None:
    async with store_away(urls):
        plain = await chatter.say("hello")
        danger = await chatter.say("he is hitting her right now")

    assert (plain.status_code, plain.json()["code"]) == (503, "not-saved")
    assert "nothing was sent" in plain.json()["detail"]
    assert "999" in plain.json()["detail"]
    assert danger.json()["detail"].startswith("If someone is hurt")
    assert "told our team" not in danger.json()["detail"]
    assert (await chatter.say("hello again")).status_code == 200


async def test_what_people_say_is_nowhere_in_clear(chatter: Any, urls: DatabaseUrls) -> None:
    await chatter.say("my son Zebedee is at St Crumpet school")

    tables = await rows(
        urls, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'logger'"
    )
    for row in tables:
        found = await rows(
            urls,
            f"SELECT 1 FROM logger.{row['table_name']} AS t"  # noqa: S608 - our own tables' names
            " WHERE t::text LIKE '%Zebedee%' OR t::text LIKE '%5a656265646565%'",
        )
        assert found == [], row["table_name"]


async def test_a_second_web_process_takes_over_what_a_dead_one_left(
    chatter: Any, bot: Any, urls: DatabaseUrls
) -> None:
    await chatter.say("hello")
    connection = await asyncpg.connect(
        urls.owner.set(drivername="postgresql").render_as_string(hide_password=False)
    )
    await connection.execute(
        "UPDATE logger.conversation SET lease_owner = gen_random_uuid(),"
        " lease_expires_at = now() + interval '2 seconds', fence = fence + 1"
    )
    await connection.close()

    answer = await chatter.say("anyone?")

    assert answer.status_code == 200
    assert answer.json()["messages"][0]["text"] == "You said: anyone?"
    assert bot.requests[-1]["fence"] > bot.requests[0]["fence"] + 1
