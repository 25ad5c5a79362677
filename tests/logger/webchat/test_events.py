"""The event stream brings what reading would, as it comes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx


@asynccontextmanager
async def stream(chatter: Any, **headers: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    request = chatter.http.stream(
        "GET", "/api/chat/events", headers=chatter.headers | headers, timeout=20
    )
    async with request as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield events(response)


async def events(response: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if line == "" and "data" in event:
            yield event | {"data": json.loads(event["data"])}
            event = {}
        elif name in ("event", "id", "data"):
            event[name] = value


async def first_messages(found: AsyncIterator[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    async with asyncio.timeout(15):
        async for event in found:
            if event["event"] == "message":
                messages.append(event)
            if len(messages) == count:
                return messages
    raise AssertionError("the stream ended early")


async def test_the_stream_begins_with_what_was_said(chatter: Any) -> None:
    async with stream(chatter) as found:
        messages = await first_messages(found, 2)

    assert [message["id"] for message in messages] == ["1", "2"]
    assert messages[0]["data"] == (await chatter.read())["messages"][0]


async def test_new_turns_arrive_by_themselves(chatter: Any) -> None:
    async with stream(chatter, **{"Last-Event-ID": "2"}) as found:
        saying = asyncio.create_task(chatter.say("hello"))
        messages = await first_messages(found, 2)
        await saying

    assert [message["data"]["from"] for message in messages] == ["enquirer", "assistant"]


async def test_the_stream_resumes_after_the_last_event(chatter: Any) -> None:
    await chatter.say("hello")

    async with stream(chatter, **{"Last-Event-ID": "3"}) as found:
        messages = await first_messages(found, 1)

    assert messages[0]["id"] == "4"


async def test_typing_is_announced_while_the_assistant_works(chatter: Any, bot: Any) -> None:
    bot.delay = 1.0

    async with stream(chatter, **{"Last-Event-ID": "2"}) as found:
        saying = asyncio.create_task(chatter.say("hello"))
        seen = []
        async with asyncio.timeout(15):
            async for event in found:
                seen.append(event["event"])
                if seen.count("message") == 2:
                    break
        await saying

    assert seen == ["state", "message", "typing", "message"]


async def test_the_stream_ends_when_the_enquirer_leaves(chatter: Any) -> None:
    async with stream(chatter) as found:
        await first_messages(found, 2)
        await chatter.http.delete("/api/chat/conversation", headers=chatter.headers)

        async with asyncio.timeout(10):
            rest = [event async for event in found]

    assert not [event for event in rest if event["event"] == "message"]
