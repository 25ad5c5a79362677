"""One turn of one action, as the action server would run it, with a fake at the logger's end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.enquiry_client import (
    CallbackSlot,
    EnquiryClient,
    EnquiryLoggerUnavailable,
    Hours,
    Logged,
    OpenedDraft,
    Origin,
    SavedDraft,
    Status,
)

CHECKOUT = Path(__file__).resolve().parents[2]
CONVERSATION = "6b0e7c1e-8a4f-4f0e-9d7e-0c7f2f6f1a11"
MESSAGE_ID = "2f9f2f0a-3a57-4a0b-9a8d-9f5d3b3f4c22"
READ_BY = "on Monday 23 November from 8:30am"
SLOT = CallbackSlot("2026-11-23T09:00:00+00:00", "2026-11-23T11:00:00+00:00", "Monday, 9am to 11am")


class FakeEnquiryClient(EnquiryClient):
    """Remembers what it was given; offline it fails as the real one does."""

    def __init__(self, *, offline: bool = False) -> None:
        self.offline = offline
        self.is_open = False
        self.acknowledged: str | None = None
        self.logged: list[tuple[str, Mapping[str, Any], Origin]] = []
        self.asked_for_person: list[Origin] = []
        self.drafts: list[tuple[str, Mapping[str, Any], str]] = []
        self.codes_for: list[str] = []
        self.opened: OpenedDraft | None = None
        self.told_status = Status("An adviser is working on it.", None)

    async def log(self, kind: str, details: Mapping[str, Any], origin: Origin) -> Logged:
        self._answer()
        self.logged.append((kind, details, origin))
        return Logged("SF-7K3M-9Q2X", READ_BY, self.acknowledged)

    async def ask_for_person(self, origin: Origin) -> Hours:
        self._answer()
        self.asked_for_person.append(origin)
        return Hours(self.is_open, READ_BY, None)

    async def hours(self) -> Hours:
        self._answer()
        return Hours(self.is_open, READ_BY, None)

    async def callback_slots(self, count: int = 6) -> list[CallbackSlot]:
        self._answer()
        return [SLOT]

    async def status(self, reference: str, proof: str, origin: Origin) -> Status:
        self._answer()
        return self.told_status

    async def save_draft(
        self, task: str, answers: Mapping[str, Any], contact: str, origin: Origin
    ) -> SavedDraft:
        self._answer()
        self.drafts.append((task, answers, contact))
        return SavedDraft("DR-7K3M-9Q2X", "29 November")

    async def send_code(self, reference: str, origin: Origin) -> None:
        self._answer()
        self.codes_for.append(reference)

    async def open_draft(self, reference: str, code: str, origin: Origin) -> OpenedDraft | None:
        self._answer()
        return self.opened

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


_DOMAIN = domain()


@dataclass
class Turn:
    """Run one action and look at what it said and changed."""

    action: Action
    slots: dict[str, Any] = field(default_factory=dict)
    message: dict[str, Any] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    is_in_form: bool = False
    events: list[EventType] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)

    async def run(self) -> "Turn":
        dispatcher = CollectingDispatcher()
        message = {"message_id": MESSAGE_ID, "text": "", "entities": [], **self.message}
        loop = {"name": "task_form"} if self.is_in_form else {}
        tracker = Tracker(
            CONVERSATION,
            dict(self.slots),
            message,
            self.history,
            False,
            None,
            loop,
            "action_listen",
        )
        self.events = await self.action.run(dispatcher, tracker, _DOMAIN)
        self.said = dispatcher.messages
        return self

    @property
    def responses(self) -> list[str]:
        return [message["response"] for message in self.said]

    @property
    def changed(self) -> dict[str, Any]:
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}


def typed(text: str, intent: str = "answer", **more: Any) -> dict[str, Any]:
    """A message that a person typed."""
    metadata = {"is_typed": True, **more}
    return {"text": text, "intent": {"name": intent}, "metadata": metadata}


def pressed(choice: str, intent: str = "answer") -> dict[str, Any]:
    """A choice that a person pressed."""
    entities = [{"entity": "choice", "value": choice}]
    message = {"text": choice, "intent": {"name": intent}, "metadata": {"is_typed": False}}
    return {**message, "entities": entities}


def just_said() -> list[dict[str, Any]]:
    """The events before a form that reads a message."""
    return [
        {"event": "action", "name": "action_listen"},
        {"event": "user", "text": ""},
        {"event": "action", "name": "task_form"},
    ]
