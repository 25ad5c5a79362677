"""The public JSON API of the web chat, to the letter of its contract."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, json

from logger.errors import InvalidRequest
from logger.webchat.desk import Desk
from logger.webchat.events import stream_events
from logger.webchat.schemas import incoming, json_object, messages_json


def blueprint(desk: Desk) -> Blueprint:
    routes = Blueprint("chat-api", url_prefix="/api/chat")

    @routes.post("/conversations")
    async def start(request: Request) -> HTTPResponse:
        json_object(request)
        token, conversation = await desk.start(request)
        body = {"token": token, "messages": messages_json(conversation.turns, desk.notice)}
        response = json(body, status=201)
        desk.session.remember(response, token)
        return response

    @routes.post("/messages")
    async def say(request: Request) -> HTTPResponse:
        message = incoming(json_object(request))
        token = desk.session.token(request)
        verdict = await desk.read_for_danger(message, token)
        replies = await desk.say(token, message, verdict)
        return json({"messages": messages_json(replies, desk.notice)})

    @routes.get("/messages")
    async def read(request: Request) -> HTTPResponse:
        token = desk.session.required_token(request)
        conversation = await desk.read(token, after=sequence_number(request.args.get("after")))
        messages = messages_json(conversation.turns, desk.notice)
        return json({"messages": messages, "state": conversation.state.value})

    @routes.get("/events")
    async def events(request: Request) -> None:
        last = request.headers.get("last-event-id") or request.args.get("after")
        await stream_events(
            desk, request, desk.session.required_token(request), sequence_number(last)
        )

    @routes.delete("/conversation")
    async def leave(request: Request) -> HTTPResponse:
        await desk.leave(desk.session.required_token(request))
        response = empty()
        desk.session.forget(response)
        return response

    return routes


def sequence_number(given: str | None) -> int:
    """Raises InvalidRequest."""
    if given is None or given == "":
        return 0
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise InvalidRequest("A sequence number is a whole number from 0 up.")
    return int(given)
