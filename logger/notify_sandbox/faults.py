"""Trouble on demand: what the sandbox does wrong, how often, and to which requests.

NOTIFY.md section 5, item 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any, Final, Self

from logger.notify_sandbox.delivery import Trouble
from logger.notify_sandbox.recipients import normal_form


class FaultKind(StrEnum):
    # Nobody is there at all: see the admin port's POST /faults.
    NOT_LISTENING = "not-listening"
    """The port is closed, for `milliseconds` if given, or until the faults are cleared."""
    # Before anything is stored.
    REFUSE = "refuse"
    """The connection is reset without an answer."""
    ERROR_BEFORE = "error-before-accepting"
    """A gateway's error page, with `status`."""
    NOTIFY_ERROR = "notify-error-before-accepting"
    """An error in Notify's own words, with `status`: it could not queue and forgot the message."""
    NOT_NOTIFY = "not-notify"
    """A 4xx page that Notify did not write, with `status`."""
    RATE_LIMIT = "rate-limit"
    DAY_LIMIT = "day-limit"
    CLOCK = "clock"
    """403, as if our clock were wrong."""
    FORBIDDEN = "forbidden"
    """403, as if the key were unknown."""
    SLOW = "slow"
    """Answers rightly after `milliseconds`."""
    DOWN = "down"
    """503 for every request until it is cleared."""
    READING_FAILS = "reading-fails"
    """An error page for a look-up, with `status`; sending works."""
    # After the message was stored.
    ERROR_AFTER = "error-after-accepting"
    HANG = "accept-then-hang"
    DROP = "accept-then-drop"
    TRUNCATE = "accept-then-truncate"
    HTML = "accept-then-html"
    # What becomes of the message; `recipient` picks those for one address or number.
    TECHNICAL = Trouble.TECHNICAL.value
    TEMPORARY = Trouble.TEMPORARY.value
    PERMANENT = Trouble.PERMANENT.value
    STAYS_SENDING = Trouble.STAYS_SENDING.value
    STAYS_PENDING = Trouble.STAYS_PENDING.value
    # What becomes of its receipt; `recipient` likewise.
    RECEIPT_TWICE = "receipt-twice"
    RECEIPT_LATE = "receipt-late"
    """`milliseconds` after it was due."""
    RECEIPT_OUT_OF_ORDER = "receipt-out-of-order"
    """Any time within `milliseconds` of it, so that others overtake it."""
    RECEIPT_FIRST = "receipt-before-answer"
    """The receipt arrives before the sender has its 201."""
    RECEIPT_LOST = "receipt-lost"
    RECEIPT_WRONG_TOKEN = "receipt-wrong-token"  # noqa: S105  # the name of a fault
    RECEIPT_UNKNOWN_ID = "receipt-unknown-id"
    """One more receipt, for a message nobody sent."""


AFTER_ACCEPTING: Final = frozenset(
    {
        FaultKind.ERROR_AFTER,
        FaultKind.HANG,
        FaultKind.DROP,
        FaultKind.TRUNCATE,
        FaultKind.HTML,
    }
)
_OF_DELIVERY: Final = frozenset(FaultKind(trouble.value) for trouble in Trouble)
_OF_RECEIPTS: Final = frozenset(kind for kind in FaultKind if kind.startswith("receipt-"))
_OF_READING: Final = frozenset({FaultKind.DOWN, FaultKind.READING_FAILS})
_OF_SENDING: Final = (
    frozenset(FaultKind)
    - _OF_DELIVERY
    - _OF_RECEIPTS
    - {FaultKind.READING_FAILS, FaultKind.NOT_LISTENING}
)
_USUAL_STATUS: Final = {
    FaultKind.ERROR_BEFORE: 503,
    FaultKind.NOT_NOTIFY: 404,
    FaultKind.DOWN: 503,
    FaultKind.READING_FAILS: 503,
}
_USUAL_MILLISECONDS: Final = {
    FaultKind.RECEIPT_LATE: 15 * 60 * 1000,
    FaultKind.RECEIPT_OUT_OF_ORDER: 2000,
}


@dataclass
class Fault:
    """`times` None goes on until cleared; `share` of the requests, drawn with `seed`, are hit.

    The first `after` requests pass unharmed.
    """

    kind: FaultKind
    times: int | None = 1
    status: int = 500
    milliseconds: int = 0
    share: float = 1.0
    seed: int = 0
    after: int = 0
    recipient: str | None = None
    hits: int = 0
    seen: int = 0
    random: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311  # which request fails is no secret

    @classmethod
    def parse(cls, wish: Mapping[str, Any]) -> Self:
        """Read what a test asked for; raises KeyError, TypeError or ValueError."""
        kind = FaultKind(wish["fault"])
        usual_times = None if kind is FaultKind.DOWN else 1
        times = wish.get("times", usual_times)
        recipient = wish.get("recipient")
        return cls(
            kind=kind,
            times=None if times is None else int(times),
            status=int(wish.get("status", _USUAL_STATUS.get(kind, 500))),
            milliseconds=int(wish.get("milliseconds", _USUAL_MILLISECONDS.get(kind, 0))),
            share=float(wish.get("share", 1.0)),
            seed=int(wish.get("seed", 0)),
            after=int(wish.get("after", 0)),
            recipient=None if recipient is None else normal_form(str(recipient)),
        )

    def strikes(self) -> bool:
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.hits >= self.times):
            return False
        if self.random.random() >= self.share:
            return False
        self.hits += 1
        return True

    def is_about(self, recipient: str) -> bool:
        return self.recipient in (None, recipient)

    def as_json(self) -> dict[str, Any]:
        return {
            "fault": self.kind,
            "times": self.times,
            "status": self.status,
            "milliseconds": self.milliseconds,
            "share": self.share,
            "after": self.after,
            "recipient": self.recipient,
            "hits": self.hits,
        }


class FaultPlan:
    """Faults in the order they were asked for; the first that strikes a request is the one."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def for_sending(self) -> Fault | None:
        return self._first(_OF_SENDING)

    def for_reading(self) -> Fault | None:
        """Questions are only hit by what is about them: the other faults are about sending."""
        return self._first(_OF_READING)

    def for_delivery(self, recipient: str) -> Trouble | None:
        fault = self._first(_OF_DELIVERY, recipient)
        return None if fault is None else Trouble(fault.kind.value)

    def for_receipt(self, recipient: str) -> Fault | None:
        return self._first(_OF_RECEIPTS, recipient)

    def as_json(self) -> list[dict[str, Any]]:
        return [fault.as_json() for fault in self._faults]

    def _first(self, kinds: Set[FaultKind], recipient: str | None = None) -> Fault | None:
        mine = (fault for fault in self._faults if fault.kind in kinds)
        about = (fault for fault in mine if recipient is None or fault.is_about(recipient))
        return next((fault for fault in about if fault.strikes()), None)
