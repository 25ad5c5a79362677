"""What is said in a conversation, as the rest of the house sees it: frozen and already opened."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Sender(StrEnum):
    ENQUIRER = "enquirer"
    ASSISTANT = "assistant"
    ADVISER = "adviser"
    SYSTEM = "system"


class ConversationState(StrEnum):
    ASSISTANT = "assistant"
    WAITING = "waiting"
    ADVISER = "adviser"
    ENDED = "ended"


@dataclass(frozen=True)
class Choice:
    """A button: what it says, the value it sends, and the topic it leads to."""

    title: str
    value: str
    topic: str | None = None


@dataclass(frozen=True)
class Speech:
    """One message before it has a place in a conversation.

    `notice_version` is the published notice in use when clauses were cited, if one was imported.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    topic: str | None = None
    confidence: float | None = None
    clauses: tuple[str, ...] = ()
    safety: str | None = None
    asking: str | None = None
    reference: str | None = None
    notice_version: uuid.UUID | None = None

    def sealed_part(self) -> str:
        """What may hold a person's words, as JSON; the rest stands in columns."""
        choices = [[choice.title, choice.value, choice.topic] for choice in self.choices]
        return json.dumps({"text": self.text, "choices": choices, "reference": self.reference})


@dataclass(frozen=True)
class TurnView:
    """One stored turn, opened."""

    id: uuid.UUID
    seq: int
    sender: Sender
    at: datetime
    speech: Speech
    message_id: uuid.UUID | None = None
    is_late: bool = False


@dataclass(frozen=True)
class IncomingMessage:
    """What an enquirer sent: a text, or one of the choices that were offered to them."""

    message_id: uuid.UUID
    text: str | None = None
    choice: str | None = None

    def body(self) -> str:
        """The canonical body; the same message_id with another one is refused."""
        return f"choice:{self.choice}" if self.choice is not None else f"text:{self.text}"


@dataclass(frozen=True)
class ConversationView:
    """A conversation without its words."""

    id: uuid.UUID
    state: ConversationState
    last_activity_at: datetime
    ended_at: datetime | None
    asking: str | None
    turns: tuple[TurnView, ...] = field(default=())
