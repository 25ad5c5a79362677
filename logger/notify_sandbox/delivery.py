"""What becomes of an accepted message, worked out from the time that has passed.

NOTIFY.md sections 2.8 and 2.9. Nothing is stored for it: a restart in the middle changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

_FAILING: Final = {
    "447700900002": "permanent-failure",
    "447700900003": "temporary-failure",
    "perm-fail@simulator.notify": "permanent-failure",
    "temp-fail@simulator.notify": "temporary-failure",
}
FINAL: Final = frozenset(
    {"delivered", "permanent-failure", "temporary-failure", "technical-failure", "sent"}
)


@dataclass(frozen=True)
class Progress:
    status: str
    sent_at: datetime | None = None
    completed_at: datetime | None = None


def progress(
    recipient: str, *, sending_at: datetime, final_at: datetime, now: datetime
) -> Progress:
    """`recipient` in its normal form: small letters, or digits with the country code."""
    if now < sending_at:
        return Progress("created")
    if now < final_at:
        return Progress("sending", sending_at)
    if recipient.isdigit() and not recipient.startswith("44"):
        return Progress("sent", sending_at, final_at)
    return Progress(_FAILING.get(recipient, "delivered"), sending_at, final_at)
