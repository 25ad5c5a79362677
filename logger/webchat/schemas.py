"""The public contract's shapes: a message in, a message out."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from sanic import Request

from logger.conversations.refusals import UnknownChoice
from logger.conversations.turns import IncomingMessage, TurnView
from logger.errors import InvalidRequest, Refusal
from logger.notice.clauses import CitedClause, Notice

MAX_BODY_BYTES: Final = 16 * 1024
MAX_CHARACTERS: Final = 2000
MAX_CHOICE_CHARACTERS: Final = 200
_KEPT_CONTROLS: Final = frozenset("\n\t")
_DROPPED: Final = frozenset({"Cc", "Cs"})  # control characters; halves of surrogate pairs


class RequestTooLarge(Refusal):
    status = 413
    code = "request-too-large"
    title = "That is too much at once"


class MessageTooLong(Refusal):
    status = 413
    code = "message-too-long"
    title = "That message is too long"


class MessageEmpty(Refusal):
    status = 422
    code = "message-empty"
    title = "There is nothing in that message"


class UnsupportedMediaType(Refusal):
    status = 415
    code = "unsupported-media-type"
    title = "Send JSON"


class _Said(BaseModel):
    """Strict types: a number is not a text. What else the client sends along is left alone."""

    model_config = ConfigDict(strict=True)

    message_id: str
    text: str | None = None
    choice: str | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> _Said:
        if (self.text is None) == (self.choice is None):
            raise ValueError("send text or choice, one of the two")
        return self


def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises RequestTooLarge, UnsupportedMediaType, InvalidRequest."""
    if len(request.body) > MAX_BODY_BYTES:
        raise RequestTooLarge("That message is too long to be read. Send it in shorter parts.")
    if (request.content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType("Send the body as application/json.")
    try:
        body = request.load_json()
    except Exception as problem:
        raise InvalidRequest("The body is not valid JSON.") from problem
    if not isinstance(body, dict):
        raise InvalidRequest("The body must be a JSON object.")
    return body


def incoming(body: dict[str, Any]) -> IncomingMessage:
    """The message, with its text cleaned but not yet measured. Raises InvalidRequest."""
    try:
        said = _Said.model_validate(body)
        message_id = uuid.UUID(said.message_id)
    except (ValidationError, ValueError):
        raise InvalidRequest(
            "Send message_id (a UUID) and either text or choice, all as strings."
        ) from None
    if said.choice is not None:
        return checked_choice(message_id, said.choice)
    return IncomingMessage(message_id, text=cleaned(said.text or ""))


def checked_choice(message_id: uuid.UUID, value: str) -> IncomingMessage:
    """A choice that can be one of ours: they are short and plain. Raises UnknownChoice."""
    is_plain = value.isascii() and value.isprintable()
    if not is_plain or not 0 < len(value) <= MAX_CHOICE_CHARACTERS:
        raise UnknownChoice
    return IncomingMessage(message_id, choice=value)


def cleaned(text: str) -> str:
    """Without control characters, trimmed; line ends as one kind."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        character
        for character in unified
        if character in _KEPT_CONTROLS or unicodedata.category(character) not in _DROPPED
    )
    return "".join(kept).strip()


def check_length(text: str) -> None:
    """Raises MessageEmpty, MessageTooLong."""
    if not text:
        raise MessageEmpty("Write something first, then send it.")
    if len(text) > MAX_CHARACTERS:
        raise MessageTooLong(
            f"A message can have up to {MAX_CHARACTERS:,} characters; this one has {len(text):,}. "
            "Send it in shorter parts."
        )


def message_json(turn: TurnView, notice: Notice) -> dict[str, Any]:
    """One turn as the contract's Message."""
    speech = turn.speech
    return {
        "seq": turn.seq,
        "from": turn.sender.value,
        "at": turn.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "text": speech.text,
        "choices": [
            {"title": choice.title, "value": choice.value, "topic": choice.topic}
            for choice in speech.choices
        ],
        "topic": speech.topic,
        "confidence": speech.confidence,
        "clauses": [_clause_json(clause) for clause in notice.cited(speech.clauses)],
        "safety": speech.safety,
        "asking": speech.asking,
        "reference": speech.reference,
    }


def _clause_json(clause: CitedClause) -> dict[str, str]:
    """With `wording_url` beside what the contract names, where there is an exact wording."""
    cited = {"id": clause.id, "heading": clause.heading, "url": clause.url}
    return cited | ({"wording_url": clause.wording_url} if clause.wording_url else {})


def messages_json(turns: Sequence[TurnView], notice: Notice) -> list[dict[str, Any]]:
    return [message_json(turn, notice) for turn in turns]
