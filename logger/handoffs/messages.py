"""How far a notification has got, in words for an adviser."""

from __future__ import annotations

from typing import Final

_WHAT: Final = {
    "handoff_email": "Email to the team",
    "acknowledgement_email": "Email to the enquirer",
    "acknowledgement_sms": "Text message to the enquirer",
}
_STATES: Final = {
    "waiting": "waiting to be sent",
    "sending": "being sent",
    "unknown": "being checked with Notify",
    "accepted": "taken by Notify",
    "rejected": "refused by Notify, not sent",
}
_NOTIFY_STATUSES: Final = {
    "created": "taken by Notify",
    "sending": "on its way",
    "pending": "on its way",
    "sent": "sent",
    "delivered": "delivered",
    "permanent-failure": "not delivered: the address or number does not work",
    "temporary-failure": "not delivered: their mailbox or phone could not be reached",
    "technical-failure": "not delivered: Notify had a fault",
}


def what_it_is(template: str) -> str:
    return _WHAT.get(template, template.replace("_", " ").capitalize())


def how_far(state: str, notify_status: str | None) -> str:
    """Notify's own word counts for more than our state."""
    if notify_status is not None:
        return _NOTIFY_STATUSES.get(notify_status, notify_status.replace("-", " "))
    return _STATES.get(state, state)
