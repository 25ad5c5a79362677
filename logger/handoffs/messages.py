"""How far a notification has got, in words for an adviser."""

from __future__ import annotations

from typing import Final

_WHAT: Final = {
    "handoff_email": "Email to the team",
    "urgent_alert_email": "Email to the team: act now",
    "urgent_alert_sms": "Text message to the duty officer",
    "urgent_digest_sms": "Text message that counts several alerts",
    "escalation_email": "Email to the next contact: nobody has claimed it",
    "escalation_sms": "Text message to the next contact: nobody has claimed it",
    "staff_unreachable_email": "Email to the next contact: somebody was not told",
    "acknowledgement_email": "Email to the enquirer",
    "acknowledgement_sms": "Text message to the enquirer",
    "copy_of_answers_email": "Email to the enquirer: a copy",
    "callback_arranged_email": "Email to the enquirer: when we ring",
    "callback_arranged_sms": "Text message to the enquirer: when we ring",
}
_STATES: Final = {
    "waiting": "waiting to be sent",
    "sending": "being sent",
    "unknown": "being checked with Notify",
    "accepted": "taken by Notify",
    "rejected": "refused by Notify, not sent",
    "withheld": "not sent: they asked for no messages",
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


def how_far(state: str, notify_status: str | None, problem: str | None = None) -> str:
    """Notify's own word counts for more than our state."""
    if state == "waiting" and problem == "quiet-hours":
        return "waiting: no text messages between 9pm and 8am"
    if notify_status is not None:
        return _NOTIFY_STATUSES.get(notify_status, notify_status.replace("-", " "))
    return _STATES.get(state, state)
