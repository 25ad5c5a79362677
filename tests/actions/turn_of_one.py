"""One turn of one action, as the action server would run it, with a fake at the logger's end."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.enquiry_client import Concern, EnquiryClient, EnquiryLoggerUnavailable, Origin

CHECKOUT = Path(__file__).resolve().parents[2]
CONVERSATION = "6b0e7c1e-8a4f-4f0e-9d7e-0c7f2f6f1a11"
MESSAGE_ID = "2f9f2f0a-3a57-4a0b-9a8d-9f5d3b3f4c22"


class FakeEnquiryClient(EnquiryClient):
    """Remembers what it was given; offline it fails as the real one does."""

    def __init__(self, *, offline: bool = False) -> None:
        self.offline = offline
        self.concerns: list[tuple[Concern, Origin]] = []
        self.asked_for_person: list[Origin] = []

    async def log_concern(self, concern: Concern, origin: Origin) -> str:
        self._answer()
        self.concerns.append((concern, origin))
        return "SF-7K3M-9Q2X"

    async def ask_for_person(self, origin: Origin) -> None:
        self._answer()
        self.asked_for_person.append(origin)

    def _answer(self) -> None:
        if self.offline:
            raise EnquiryLoggerUnavailable("offline")


def domain() -> dict[str, Any]:
    merged: dict[str, Any] = {"responses": {}, "forms": {}, "slots": {}}
    for path in sorted((CHECKOUT / "bot" / "domain").rglob("*.yml")):
        content = yaml.safe_load(path.read_text())
        for part, found in merged.items():
            found.update(content.get(part, {}))
    return merged


@dataclass
class Turn:
    """Run one action and look at what it said and changed."""

    action: Action
    slots: dict[str, Any] = field(default_factory=dict)
    message: dict[str, Any] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    events: list[EventType] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)

    async def run(self) -> "Turn":
        dispatcher = CollectingDispatcher()
        message = {"message_id": MESSAGE_ID, "text": "", "entities": [], **self.message}
        tracker = Tracker(
            CONVERSATION, dict(self.slots), message, self.history, False, None, {}, "action_listen"
        )
        self.events = await self.action.run(dispatcher, tracker, domain())
        self.said = dispatcher.messages
        return self

    @property
    def responses(self) -> list[str]:
        return [message["response"] for message in self.said]

    @property
    def changed(self) -> dict[str, Any]:
        return {event["name"]: event["value"] for event in self.events}


async def answered(action: Action, slot: str, value: Any, **slots: Any) -> Turn:
    """The form's validation after one slot was filled with what the person gave."""
    history = [{"event": "action", "name": "concern_form"}, {"event": "slot", "name": slot}]
    history[-1]["value"] = value
    return await Turn(action, slots={**slots, slot: value}, history=history).run()
