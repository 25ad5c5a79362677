"""The pages an enquirer sees. Everything works as plain forms; scripts only make it smoother."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, redirect

from logger import pages
from logger.conversations.refusals import NoConversation
from logger.conversations.turns import ConversationView, IncomingMessage, TurnView
from logger.errors import InvalidRequest, NotFound, Refusal
from logger.notice import Notice
from logger.notice.sections import sections_of
from logger.safety.verdict import Verdict
from logger.webchat.desk import Desk, fresh_id
from logger.webchat.schemas import checked_choice, cleaned


@dataclass(frozen=True)
class TurnOnPage:
    """A Message of the contract, as the templates read it."""

    seq: int
    sender: str
    at: datetime
    text: str
    choices: tuple[Any, ...]
    topic: str | None
    confidence: float | None
    clauses: tuple[Any, ...]
    safety: str | None
    asking: str | None
    reference: str | None

    @classmethod
    def of(cls, turn: TurnView, notice: Notice) -> TurnOnPage:
        speech = turn.speech
        return cls(
            seq=turn.seq,
            sender=turn.sender.value,
            at=turn.at,
            text=speech.text,
            choices=speech.choices,
            topic=speech.topic,
            confidence=speech.confidence,
            clauses=notice.cited(speech.clauses),
            safety=speech.safety,
            asking=speech.asking,
            reference=speech.reference,
        )


def blueprint(desk: Desk) -> Blueprint:
    routes = Blueprint("site")

    @routes.get("/")
    async def show(request: Request) -> HTTPResponse:
        return await _chat(desk, desk.session.token(request))

    @routes.post("/")
    async def act(request: Request) -> HTTPResponse:
        desk.session.check_same_site(request)
        action = field(request, "action") or "send"
        if action == "start":
            return await _start(desk, request)
        if action == "end":
            return await _leave(desk, request, redirect("/ended", status=303))
        return await _send(desk, request)

    @routes.get("/ended")
    async def ended(_request: Request) -> HTTPResponse:
        return html(pages.render("webchat/ended.html"))

    @routes.post("/leave")
    async def leave(request: Request) -> HTTPResponse:
        desk.session.check_same_site(request)
        return await _leave(desk, request, html(pages.render("webchat/leaving.html")))

    @routes.get("/notice")
    async def notice(_request: Request) -> HTTPResponse:
        return html(
            pages.render(
                "webchat/notice.html",
                clauses=desk.notice.clauses,
                published=desk.notice.published,
            )
        )

    @routes.get("/notice/wording")
    async def wording(_request: Request) -> HTTPResponse:
        published = desk.notice.published
        if published is None:
            raise NotFound("The exact wording of the privacy notice cannot be read here yet.")
        return html(
            pages.render(
                "webchat/published_notice.html",
                sections=sections_of(published.passages),
                clause_ids={clause.id for clause in desk.notice.clauses},
                in_use_since=published.in_use_since,
            )
        )

    return routes


async def _chat(
    desk: Desk,
    token: str | None,
    *,
    refusal: Refusal | None = None,
    draft: str = "",
    again: str = "",
) -> HTTPResponse:
    """The page with the conversation of this token, or with none."""
    conversation = await conversation_of(desk, token)
    turns = conversation.turns if conversation else ()
    body = pages.render(
        "webchat/chat.html",
        turns=[TurnOnPage.of(turn, desk.notice) for turn in turns],
        state=conversation.state.value if conversation else None,
        message_id=again or fresh_id(),
        draft=draft,
        error=refusal.detail if refusal else None,
    )
    headers = {"retry-after": str(refusal.retry_after)} if refusal and refusal.retry_after else {}
    return html(body, status=refusal.status if refusal else 200, headers=headers)


async def conversation_of(
    desk: Desk, token: str | None, verdict: Verdict | None = None
) -> ConversationView | None:
    """None without a token that opens one. Raises NotSaved, with advice where the gate fired."""
    if token is None:
        return None
    try:
        return await desk.read(token, verdict=verdict)
    except NoConversation:
        return None


async def _send(desk: Desk, request: Request) -> HTTPResponse:
    """Keep and answer what the form sent; the first message of all starts the conversation."""
    message = _message(request)
    token, is_new = desk.session.token(request), False
    verdict = await desk.read_for_danger(message, token)
    try:
        if await conversation_of(desk, token, verdict) is None:
            token, is_new = (await desk.start(request, verdict))[0], True
        await desk.say(token, message, verdict)
    except Refusal as refusal:
        again = str(message.message_id) if refusal.status == 503 else ""
        page = await _refused(desk, token, refusal, draft=message.text or "", again=again)
        return _remembering(desk, page, token if is_new else None)
    return _remembering(desk, redirect("/#latest", status=303), token if is_new else None)


async def _refused(
    desk: Desk, token: str | None, refusal: Refusal, *, draft: str, again: str
) -> HTTPResponse:
    """The page again with what went wrong; without the conversation where it cannot be read."""
    try:
        return await _chat(desk, token, refusal=refusal, draft=draft, again=again)
    except Refusal:
        return await _chat(desk, None, refusal=refusal, draft=draft, again=again)


def _remembering(desk: Desk, response: HTTPResponse, token: str | None) -> HTTPResponse:
    if token is not None:
        desk.session.remember(response, token)
    return response


async def _start(desk: Desk, request: Request) -> HTTPResponse:
    token, _ = await desk.start(request)
    response = redirect("/", status=303)
    desk.session.remember(response, token)
    return response


async def _leave(desk: Desk, request: Request, response: HTTPResponse) -> HTTPResponse:
    """End the conversation, if there is one, and forget it on this device whatever happens."""
    token = desk.session.token(request)
    if token is not None:
        with suppress(NoConversation):  # already gone, which is what was asked for
            await desk.leave(token)
    desk.session.forget(response)
    return response


def _message(request: Request) -> IncomingMessage:
    """Raises InvalidRequest."""
    try:
        message_id = uuid.UUID(field(request, "message_id"))
    except ValueError:
        raise InvalidRequest("Go back to the chat, reload the page and send it again.") from None
    choice = field(request, "choice")
    if choice:
        return checked_choice(message_id, choice)
    return IncomingMessage(message_id, text=cleaned(field(request, "text")))


def field(request: Request, name: str) -> str:
    form: Any = request.form or SimpleNamespace(get=lambda _name: None)
    return str(form.get(name) or "")
