"""The message that an action works on."""

from rasa_sdk import Tracker

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
    is_choice = "intent_ranking" not in message and not message.get("metadata", {}).get("safety")
    return "" if is_choice else str(message.get("text") or "").strip()
