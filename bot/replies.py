"""What the assistant said in one saved turn, in the words of the channel's contract.

Made from the events of the turn and from nothing else, so a repeated message gets the same answer.
"""

from collections.abc import Iterable
from typing import Any, TypedDict

from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


class Choice(TypedDict):
    """A button: what it says, what the page sends back, and the topic it belongs to."""

    title: str
    value: str
    topic: str


class Reply(TypedDict):
    """One bubble."""

    text: str
    choices: list[Choice]
    topic: str
    confidence: float
    clauses: list[str]
    reference: str | None


class BadReply(Exception):
    """The turn says nothing, or something without its topic: a fault of ours, never shown."""


def replies_of(events: Iterable[Event]) -> list[Reply]:
    """The bubbles of a turn, never none. Raises BadReply."""
    confidence = 1.0
    replies: list[Reply] = []
    for event in events:
        if isinstance(event, UserUttered):
            confidence = _confidence_of(event)
        elif isinstance(event, BotUttered):
            replies.append(_reply(event, confidence))
    if not replies:
        raise BadReply("The turn has no reply.")
    return replies


def asking(tracker: DialogueStateTracker) -> str | None:
    """The slot that the open form asks for now."""
    return tracker.get_slot("requested_slot") if tracker.active_loop_name else None


def _confidence_of(message: UserUttered) -> float:
    return round(float(message.intent.get("confidence") or 0.0), 3)


def _reply(event: BotUttered, confidence: float) -> Reply:
    custom: dict[str, Any] = event.data.get("custom") or {}
    if not event.text or not custom.get("topic"):
        raise BadReply(f"{event.metadata.get('utter_action')} lacks a text or a topic.")
    return {
        "text": event.text.strip(),
        "choices": [_choice(button) for button in event.data.get("buttons") or []],
        "topic": custom["topic"],
        "confidence": confidence,
        "clauses": list(custom.get("clauses") or []),
        "reference": custom.get("reference"),
    }


def _choice(button: dict[str, Any]) -> Choice:
    value = button["payload"]
    return {"title": button["title"], "value": value, "topic": button.get("topic", value)}
