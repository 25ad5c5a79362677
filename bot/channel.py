"""The one open channel of the bot: the logger sends a message, and gets every reply or a 5xx.

It listens on loopback and asks for a token. The same message again gets the stored replies. A turn
is saved whole or not at all: after any answer but 200 the message may be sent again.
"""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.domain import Domain
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot import reading
from bot.nlu.sentence_vectors import NotAVector, as_vector, given
from bot.rasa_fixes import ActionFailed
from bot.replies import BadReply, asking, replies_of
from bot.tracker_store import (
    OpenTurn,
    PostgresTrackerStore,
    SavedTurn,
    StaleFence,
    TrackerStoreUnavailable,
)

log = logging.getLogger("bot.channel")

BODY_LIMIT = 64 * 1024  # bytes; 2,000 characters of text may be 8,000 bytes, escaped 24,000
TEXT_LIMIT = 5_000  # characters
TURN_SECONDS = 4.8  # the logger gives up after 5
_SAFETY = {None, "danger_now", "self_harm", "abuse_disclosure"}
_FIELDS = {"conversation", "message_id", "fence", "text", "choice", "safety", "vector"}

# What may go wrong in a turn, and how the logger is told; the first that fits.
_FAILURES: tuple[tuple[type[BaseException], int, str], ...] = (
    (StaleFence, 409, "stale-fence"),
    (TrackerStoreUnavailable, 503, "store-unavailable"),
    (ActionFailed, 502, "action-failed"),
    (BadReply, 500, "empty-reply"),
    (asyncio.TimeoutError, 503, "bot-failed"),
    (Exception, 500, "bot-failed"),
)


class InvalidRequest(Exception):
    """The logger sent something that the contract does not know."""


class Unauthorised(Exception):
    """No token, or another one."""


@dataclass(frozen=True)
class IncomingMessage:
    """One message of an enquirer, as the logger hands it over."""

    conversation: str
    message_id: str
    fence: int
    text: str | None
    choice: str | None
    safety: str | None
    vector: np.ndarray | None = None  # of the text, where the logger has encoded it already

    @classmethod
    def parse(cls, body: bytes) -> "IncomingMessage":
        """Raises InvalidRequest."""
        try:
            content = json.loads(body)
        except ValueError:
            raise InvalidRequest("The body is not JSON.") from None
        if not isinstance(content, dict) or not set(content) <= _FIELDS:
            raise InvalidRequest("The body has unknown fields.")
        text, choice = content.get("text"), content.get("choice")
        if (text is None) == (choice is None):
            raise InvalidRequest("Either text or choice.")
        if content.get("safety") not in _SAFETY:
            raise InvalidRequest("An unknown safety mark.")
        return cls(
            conversation=_uuid(content.get("conversation")),
            message_id=_uuid(content.get("message_id")),
            fence=_fence(content.get("fence")),
            text=None if text is None else _words(text),
            choice=None if choice is None else _words(choice),
            safety=content.get("safety"),
            vector=_vector(content.get("vector"), text),
        )

    def for_rasa(self, domain: Domain) -> UserMessage:
        """Raises InvalidRequest for a choice that this bot cannot have offered."""
        return UserMessage(
            text=self.choice or _plain(self.text or ""),
            output_channel=SilentOutput(),
            sender_id=self.conversation,
            parse_data=self._meaning_of_choice(domain),  # type: ignore[arg-type]
            input_channel=WebchatChannel.name(),
            message_id=self.message_id,
            metadata={"safety": self.safety, "is_typed": self.choice is None},
        )

    def _meaning_of_choice(self, domain: Domain) -> reading.ParseData | None:
        if self.choice is None:
            return None
        try:
            return reading.of_choice(self.choice, domain)
        except reading.UnknownChoice:
            raise InvalidRequest("An unknown choice.") from None


class SilentOutput(OutputChannel):
    """Rasa sends its replies nowhere: the channel reads them from the saved turn."""

    @classmethod
    def name(cls) -> str:
        return WebchatChannel.name()

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Leave the reply to the channel."""


class WebchatChannel(InputChannel):
    """POST messages, GET health; mounted by Rasa at /webhooks/webchat."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        return "webchat"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "WebchatChannel":
        if not credentials or not credentials.get("token"):
            cls.raise_missing_credentials_exception()
        return cls(credentials["token"])

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("webchat", strict_slashes=True)

        @routes.post("/messages")
        async def answer_message(request: Request) -> HTTPResponse:
            started = time.perf_counter()
            try:
                self._authorise(request)
                message = IncomingMessage.parse(_body(request))
            except Unauthorised:
                return _problem(401, "unauthorised")
            except InvalidRequest:
                return _problem(400, "invalid-request")
            answer = await self._answer(message, request.app.ctx.agent, on_new_message)
            _log_turn(message, answer.status, started)
            return answer

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            agent: Agent = request.app.ctx.agent
            try:
                await _store(agent).check()
            except TrackerStoreUnavailable:
                return _problem(503, "store-unavailable")
            return json_response({"status": "ok"})

        return routes

    def _authorise(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, b"Bearer " + self._token):
            raise Unauthorised

    async def _answer(
        self,
        message: IncomingMessage,
        agent: Agent,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> HTTPResponse:
        try:
            return await asyncio.wait_for(
                _work(message, agent, on_new_message), timeout=TURN_SECONDS
            )
        except InvalidRequest:
            return _problem(400, "invalid-request")
        except Exception as error:
            return _failure(message, error)


async def _work(
    message: IncomingMessage,
    agent: Agent,
    on_new_message: Callable[[UserMessage], Awaitable[Any]],
) -> HTTPResponse:
    assert agent.domain is not None  # noqa: S101 - an agent with a model has one
    store = _store(agent)
    user_message = message.for_rasa(agent.domain)
    async with store.turn(message.conversation, message.message_id, message.fence) as turn:
        if turn.repeated is None:
            with given(user_message.text or "", message.vector):
                await on_new_message(user_message)
        return _reply(turn, agent.domain)


def _reply(turn: OpenTurn, domain: Domain) -> HTTPResponse:
    told: SavedTurn | None = turn.repeated or turn.saved
    if told is None:
        raise BadReply("Rasa did not save the turn.")
    return json_response(
        {
            "replies": replies_of(told.events),
            "asking": asking(told.tracker(turn.conversation, domain)),
            "repeated": turn.repeated is not None,
        }
    )


def _failure(message: IncomingMessage, error: Exception) -> HTTPResponse:
    status, code = next(
        (status, code) for kind, status, code in _FAILURES if isinstance(error, kind)
    )
    log.warning(
        "turn.failed",
        extra={"ids": {**_ids(message), "code": code}},
        exc_info=error if code == "bot-failed" else None,
    )
    return _problem(status, code)


def _problem(status: int, code: str) -> HTTPResponse:
    return json_response({"code": code}, status=status)


def _log_turn(message: IncomingMessage, status: int, started: float) -> None:
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    log.info(
        "turn.answered",
        extra={"ids": {**_ids(message), "status": status, "milliseconds": milliseconds}},
    )


def _ids(message: IncomingMessage) -> dict[str, Any]:
    return {"conversation": message.conversation, "message_id": message.message_id}


def _store(agent: Agent) -> PostgresTrackerStore:
    store = agent.tracker_store
    if not isinstance(store, PostgresTrackerStore):
        raise TrackerStoreUnavailable("Another tracker store is loaded.")
    return store


def _body(request: Request) -> bytes:
    if len(request.body) > BODY_LIMIT:
        raise InvalidRequest("The body is too large.")
    return request.body


def _uuid(value: Any) -> str:
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError):
        raise InvalidRequest("Not a UUID.") from None


def _fence(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise InvalidRequest("Not a fencing number.")
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > TEXT_LIMIT:
        raise InvalidRequest("Not a text.")
    return value.replace("\x00", "")


def _vector(value: Any, text: Any) -> np.ndarray | None:
    if value is None:
        return None
    if text is None:
        raise InvalidRequest("A choice has no vector.")
    try:
        return as_vector(value)
    except NotAVector:
        raise InvalidRequest("Not a vector.") from None


def _plain(text: str) -> str:
    """The text without a leading "/", which Rasa would take for a command."""
    return text.strip().lstrip("/").strip() or "?"
