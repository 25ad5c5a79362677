"""The event stream: the same turns as reading them, as they come."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from sanic import Request
from sanic.exceptions import SanicException

from logger.conversations.refusals import NoConversation
from logger.conversations.turns import ConversationState, Sender
from logger.webchat.desk import Desk, NotSaved
from logger.webchat.hub import changed
from logger.webchat.schemas import message_json

COMMENT_EVERY: Final = 15.0


async def stream_events(desk: Desk, request: Request, token: str, after: int) -> None:
    """Answer with a stream until the browser goes or the conversation is gone.

    Raises NoConversation before anything was sent.
    """
    conversation = await desk.read(token, after=after)
    with desk.hub.following(conversation.id) as event:
        response = await request.respond(
            content_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )
        if response is None:
            raise SanicException("the stream could not be opened")
        await response.send("retry: 1000\n\n")
        last, state = after, None
        while True:
            try:
                async for text, seq, state_now in _news(desk, token, last, state):
                    last, state = max(last, seq), state_now
                    await response.send(text)
            except (NoConversation, NotSaved):
                break  # the browser asks again and is told which of the two it is
            if not await changed(event, COMMENT_EVERY):
                await response.send(": still here\n\n")
        await response.eof()


async def _news(
    desk: Desk, token: str, after: int, state: ConversationState | None
) -> AsyncIterator[tuple[str, int, ConversationState]]:
    """Each event that is due, with the seq and state it brings the browser to."""
    conversation = await desk.read(token, after=after)
    now = conversation.state
    if now != state:
        yield _event("state", {"state": now.value}), after, now
    for turn in conversation.turns:
        yield _event("message", message_json(turn, desk.notice), turn.seq), turn.seq, now
    is_answering = bool(conversation.turns) and conversation.turns[-1].sender == Sender.ENQUIRER
    if is_answering and now in (ConversationState.ASSISTANT, ConversationState.WAITING):
        last = conversation.turns[-1].seq
        yield _event("typing", {"from": "assistant", "typing": True}), last, now


def _event(name: str, data: dict[str, Any], seq: int | None = None) -> str:
    identifier = "" if seq is None else f"id: {seq}\n"
    return f"event: {name}\n{identifier}data: {json.dumps(data)}\n\n"
