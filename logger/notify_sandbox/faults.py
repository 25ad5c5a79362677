"""Trouble on demand: what the sandbox does wrong, how often, and to which requests.

NOTIFY.md section 5, item 5. Receipts and their faults come with the receipts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any, Final, Self


class FaultKind(StrEnum):
    # Before anything is stored.
    REFUSE = "refuse"
    """The connection is reset without an answer."""
    ERROR_BEFORE = "error-before-accepting"
    """A gateway's error page, with `status`."""
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
    # After the message was stored.
    ERROR_AFTER = "error-after-accepting"
    HANG = "accept-then-hang"
    DROP = "accept-then-drop"
    TRUNCATE = "accept-then-truncate"
    HTML = "accept-then-html"


AFTER_ACCEPTING: Final = frozenset(
    {
        FaultKind.ERROR_AFTER,
        FaultKind.HANG,
        FaultKind.DROP,
        FaultKind.TRUNCATE,
        FaultKind.HTML,
    }
)
_USUAL_STATUS: Final = {FaultKind.ERROR_BEFORE: 503, FaultKind.NOT_NOTIFY: 404, FaultKind.DOWN: 503}


@dataclass
class Fault:
    """`times` None goes on until cleared; `share` of the requests, drawn with `seed`, are hit."""

    kind: FaultKind
    times: int | None = 1
    status: int = 500
    milliseconds: int = 0
    share: float = 1.0
    seed: int = 0
    hits: int = 0
    _random: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311  # which request fails is no secret

    @classmethod
    def parse(cls, wish: Mapping[str, Any]) -> Self:
        """Read what a test asked for; raises KeyError, TypeError or ValueError."""
        kind = FaultKind(wish["fault"])
        usual_times = None if kind is FaultKind.DOWN else 1
        times = wish.get("times", usual_times)
        return cls(
            kind=kind,
            times=None if times is None else int(times),
            status=int(wish.get("status", _USUAL_STATUS.get(kind, 500))),
            milliseconds=int(wish.get("milliseconds", 0)),
            share=float(wish.get("share", 1.0)),
            seed=int(wish.get("seed", 0)),
        )

    def strikes(self) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        if self._random.random() >= self.share:
            return False
        self.hits += 1
        return True

    def as_json(self) -> dict[str, Any]:
        return {
            "fault": self.kind,
            "times": self.times,
            "status": self.status,
            "milliseconds": self.milliseconds,
            "share": self.share,
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
        return next((fault for fault in self._faults if fault.strikes()), None)

    def for_reading(self) -> Fault | None:
        """Questions are only hit while everything is down: the other faults are about sending."""
        down = (fault for fault in self._faults if fault.kind is FaultKind.DOWN)
        return next((fault for fault in down if fault.strikes()), None)

    def as_json(self) -> list[dict[str, Any]]:
        return [fault.as_json() for fault in self._faults]
