"""Whom each message is for, by its template. What is not known is treated as for the public."""

from __future__ import annotations

from typing import Final

STAFF: Final = frozenset(
    {
        "handoff_email",
        "urgent_alert_email",
        "urgent_alert_sms",
        "urgent_digest_sms",
        "escalation_email",
        "escalation_sms",
        "staff_unreachable_email",
    }
)
NOW_OR_NEVER: Final = frozenset({"resume_code_email", "resume_code_sms"})
"""The code works for 15 minutes, and its reader is waiting for it."""


def is_for_staff(template: str) -> bool:
    return template in STAFF


def is_worth_repeating(template: str) -> bool:
    """Whether it still means something hours later."""
    return template not in NOW_OR_NEVER


def is_kept_at_night(template: str, channel: str) -> bool:
    """Text messages to the public wake people up."""
    return channel == "sms" and template not in STAFF | NOW_OR_NEVER
