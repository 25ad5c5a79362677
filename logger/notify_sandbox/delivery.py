"""What becomes of an accepted message: planned when it is accepted, then told by the time.

NOTIFY.md sections 2.8 and 2.9. The plan is stored with the message, so a restart in the middle
changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

GIVEN_UP_AFTER: Final = timedelta(hours=72)
"""Notify calls a message that is still on its way by then a temporary failure."""

_FAILING: Final = {
    "447700900002": "permanent-failure",
    "447700900003": "temporary-failure",
    "perm-fail@simulator.notify": "permanent-failure",
    "temp-fail@simulator.notify": "temporary-failure",
}
FINAL: Final = frozenset(
    {"delivered", "permanent-failure", "temporary-failure", "technical-failure", "sent"}
)
_WITHOUT_RECEIPT: Final = frozenset({"technical-failure", "sent"})


class Trouble(StrEnum):
    """What a test wants to become of a message, whoever it is for."""

    TECHNICAL = "technical-failure"
    TEMPORARY = "temporary-failure"
    PERMANENT = "permanent-failure"
    STAYS_SENDING = "stays-sending"
    STAYS_PENDING = "stays-pending"


_STAYS: Final[Mapping[Trouble, str]] = {
    Trouble.STAYS_SENDING: "sending",
    Trouble.STAYS_PENDING: "pending",
}


@dataclass(frozen=True)
class Plan:
    """`meanwhile` is the status between the two moments."""

    sending_at: datetime
    final_at: datetime
    final_status: str
    meanwhile: str = "sending"

    @property
    def has_receipt(self) -> bool:
        """Technical failures and what was only `sent` abroad are never told: they are asked for."""
        return self.final_status not in _WITHOUT_RECEIPT


@dataclass(frozen=True)
class Progress:
    status: str
    sent_at: datetime | None = None
    completed_at: datetime | None = None


def plan(
    recipient: str,
    *,
    accepted_at: datetime,
    sending_after: timedelta,
    final_after: timedelta,
    trouble: Trouble | None = None,
) -> Plan:
    """`recipient` in its normal form: small letters, or digits with the country code."""
    sending_at, final_at = accepted_at + sending_after, accepted_at + final_after
    match trouble:
        case Trouble.STAYS_SENDING | Trouble.STAYS_PENDING:
            end = sending_at + GIVEN_UP_AFTER
            return Plan(sending_at, end, "temporary-failure", _STAYS[trouble])
        case Trouble.TECHNICAL:
            return Plan(sending_at, final_at, trouble, "created")
        case Trouble():
            return Plan(sending_at, final_at, trouble)
    if recipient.isdigit() and not recipient.startswith("44"):
        return Plan(sending_at, final_at, "sent")
    return Plan(sending_at, final_at, _FAILING.get(recipient, "delivered"))


def progress(planned: Plan, now: datetime) -> Progress:
    """How far a message is; one that could not be handed to a provider was never sent."""
    sent_at = None if planned.meanwhile == "created" else planned.sending_at
    if now < planned.sending_at:
        return Progress("created")
    if now < planned.final_at:
        return Progress(planned.meanwhile, sent_at)
    return Progress(planned.final_status, sent_at, planned.final_at)
