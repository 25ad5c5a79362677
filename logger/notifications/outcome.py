"""What a call to Notify came to, and what to do next. The table of NOTIFY.md section 6.

The client gives a refused connection, a broken one and an answer cut in half the same class and
the same status, so a failure is told by whether there was a response and by what caused it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Broke(StrEnum):
    """How a call ended that brought no answer at all."""

    BEFORE_CONNECTING = "before-connecting"
    """Refused, no such host, or nobody took the connection: Notify never saw the message."""
    LATER = "later"
    """Notify may have the message."""
    NO_ADDRESS = "no-address"
    """What we were told to call is no address."""


@dataclass(frozen=True)
class Failure:
    """What the client raised, without anything of the message in it.

    `error` is Notify's own word for the refusal, and None when the answer is not Notify-shaped.
    """

    status: int | None = None
    error: str | None = None
    message: str = ""
    broke: Broke | None = None


class OutcomeKind(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """Notify will never take it; staff are shown why."""
    NOT_ACCEPTED = "not-accepted"
    """Notify does not have it; try again."""
    RATE_LIMITED = "rate-limited"
    DAY_LIMITED = "day-limited"
    CLOCK_WRONG = "clock-wrong"
    MISCONFIGURED = "misconfigured"
    """Key or address are wrong: nothing can be sent until somebody puts it right."""
    NOT_TRIED = "not-tried"
    """Something on our side keeps this one message back; it says nothing about Notify."""
    WITHHELD = "withheld"
    """It must not leave: whom it is for asked for no messages."""
    HELD = "held"
    """It may leave later: nobody is sent a text at night."""
    UNKNOWN = "unknown"
    """Notify may have it: wait, look it up by its reference, then adopt it or send it again."""


@dataclass(frozen=True)
class Outcome:
    """`problem` is a code with at most a sentence known to hold nothing of the message."""

    kind: OutcomeKind
    problem: str | None = None


# Notify's sentences that hold no value of the request; any other is left out.
_HOLDS_NOTHING: Final = re.compile(
    r"email_address Not a valid email address"
    r"|phone_number [A-Z][a-z ]+"
    r"|Not a UK mobile number"
    r"|Template (not found|has been deleted)"
    r"|Missing personalisation: [\w ,()-]+"
    r"|(sms|email|letter) template is not suitable for (sms|email|letter) notification"
    r"|Your message is (empty|too long)\.[\w .]*"
    r"|Service is not allowed to send [a-z ]+"
    r"|Can.t send to this recipient (using a team-only API key|when service is in trial mode.*)"
    r"|Cannot send to international mobile numbers"
)


def classify(failure: Failure) -> Outcome:
    """The outcome of a send that did not come back with a 201."""
    if failure.broke is not None:
        return _of_broken_call(failure.broke)
    status = failure.status or 0
    if status >= 500 or status < 400:
        return Outcome(OutcomeKind.UNKNOWN, f"answer-{status}")
    if failure.error is None:
        return Outcome(OutcomeKind.NOT_ACCEPTED, f"not-notify-{status}")
    if status == 400:
        return Outcome(OutcomeKind.REJECTED, _told(failure))
    if status == 429:
        is_for_today = failure.error == "TooManyRequestsError"
        kind = OutcomeKind.DAY_LIMITED if is_for_today else OutcomeKind.RATE_LIMITED
        return Outcome(kind, kind.value)
    if status == 403 and "system clock" in failure.message:
        return Outcome(OutcomeKind.CLOCK_WRONG, OutcomeKind.CLOCK_WRONG.value)
    if status in (401, 403):
        return Outcome(OutcomeKind.MISCONFIGURED, "key-refused")
    return Outcome(OutcomeKind.NOT_ACCEPTED, f"answer-{status}")


def _of_broken_call(broke: Broke) -> Outcome:
    match broke:
        case Broke.BEFORE_CONNECTING:
            return Outcome(OutcomeKind.NOT_ACCEPTED, "not-connected")
        case Broke.NO_ADDRESS:
            return Outcome(OutcomeKind.MISCONFIGURED, "no-address")
        case Broke.LATER:
            return Outcome(OutcomeKind.UNKNOWN, "connection-broke")


def _told(failure: Failure) -> str:
    if _HOLDS_NOTHING.fullmatch(failure.message):
        return f"{failure.error}: {failure.message}"
    return str(failure.error)
