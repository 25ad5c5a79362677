"""What an adviser is told when a handoff cannot be changed as they asked."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from logger.errors import Refusal

_LOCAL_TIME: Final = ZoneInfo("Europe/London")


class HandoffNotFound(Refusal):
    status = 404
    code = "handoff-not-found"
    title = "We cannot find that"


class HandoffConflict(Refusal):
    """Somebody else was first. Nothing was changed."""

    status = 409
    code = "handoff-changed"
    title = "This has changed since you opened it"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or "This has changed since you opened it. Look again, then decide.")


class HandoffHeld(HandoffConflict):
    code = "handoff-held"
    title = "Somebody else has claimed this"

    def __init__(self, holder: str, since: datetime) -> None:
        at = since.astimezone(_LOCAL_TIME)
        super().__init__(f"{holder} claimed this at {at:%H:%M} on {at.day} {at:%B}.")


class HandoffNotHeld(HandoffConflict):
    code = "handoff-not-held"
    title = "You do not hold this"

    def __init__(self) -> None:
        super().__init__("You do not hold this any more. Claim it again to go on.")


class HandoffClosed(HandoffConflict):
    code = "handoff-closed"
    title = "This has been closed"

    def __init__(self, closer: str) -> None:
        super().__init__(f"{closer} has closed this.")


class MessageNotFailed(HandoffConflict):
    code = "message-not-failed"
    title = "This cannot be sent again"

    def __init__(self) -> None:
        super().__init__("It did not fail, or it is being sent again already. Look at its state.")
