"""The message that an action works on."""

from rasa_sdk import Tracker

from actions import slots
from actions.draft import Draft
from actions.enquiry_client import Origin


def origin_of(tracker: Tracker) -> Origin:
    return Origin(tracker.sender_id, str(tracker.latest_message["message_id"]))


def unclear_before(tracker: Tracker) -> str:
    """What was typed in the message before this one, if it was not understood; else empty."""
    said = [event for event in tracker.events if event["event"] == "user"]
    if len(said) < 2 or said[-2]["parse_data"]["intent"]["name"] != "unclear":
        return ""
    return str(said[-2]["text"] or "").strip()


def typed_text(tracker: Tracker) -> str:
    """What was typed; empty when a choice was pressed, for a choice is not the person's words."""
    message = tracker.latest_message
    is_typed = message.get("metadata", {}).get("is_typed", True)
    return str(message.get("text") or "").strip() if is_typed else ""


def choice_made(tracker: Tracker) -> str | None:
    """The value of the choice that was pressed, or None."""
    chosen: str | None = next(tracker.get_latest_entity_values("choice"), None)
    return chosen


def safety_of(tracker: Tracker) -> str | None:
    """What the safety gate found in the message."""
    found: str | None = tracker.latest_message.get("metadata", {}).get("safety")
    return found


def is_just_said(tracker: Tracker) -> bool:
    """Whether the form reads a new message, and does not come back to its question after a rule.

    Rasa puts the form's own name behind the events before it asks for a validation.
    """
    done = [event["name"] for event in tracker.events if event["event"] == "action"]
    return done[-2:-1] == ["action_listen"]


def open_draft(tracker: Tracker) -> Draft:
    """The answers so far, inside a task: action_start_task has opened it."""
    draft = Draft.of(tracker.get_slot(slots.DRAFT))
    assert draft is not None  # noqa: S101 - the rules of the form hold in the form only
    return draft
