"""Whether it makes sense to send anything at all just now."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from logger.notifications.outcome import Outcome, OutcomeKind

_FAILURES_IN_A_ROW: Final = 3

_STOPS_AT_ONCE: Final = frozenset({OutcomeKind.MISCONFIGURED, OutcomeKind.CLOCK_WRONG})
_SAYS_NOTHING: Final = frozenset({OutcomeKind.NOT_TRIED, OutcomeKind.WITHHELD, OutcomeKind.HELD})
_COUNTS: Final = frozenset({OutcomeKind.NOT_ACCEPTED, OutcomeKind.UNKNOWN})


class Circuit:
    """Opens when nothing can be sent, and lets one message through from time to time to find out.

    `seconds` are of a steady clock. What waits stays where it is: nothing is given up.
    """

    def __init__(self, pause: timedelta) -> None:
        self._pause = pause.total_seconds()
        self._failures = 0
        self._open_until = 0.0
        self.problem: str | None = None

    def may_send(self, at_once: int, *, seconds: float) -> int:
        """How many of `at_once` messages may be taken up now."""
        if self.problem is None:
            return at_once
        if seconds < self._open_until:
            return 0
        self._open_until = seconds + self._pause
        return min(at_once, 1)

    def note(self, outcome: Outcome, *, seconds: float) -> None:
        if outcome.kind in _SAYS_NOTHING:
            return
        if outcome.kind in _STOPS_AT_ONCE:
            self._open(outcome, seconds)
        elif outcome.kind in _COUNTS:
            self._failures += 1
            if self._failures >= _FAILURES_IN_A_ROW:
                self._open(outcome, seconds)
        else:
            self._failures = 0
            self.problem = None

    def _open(self, outcome: Outcome, seconds: float) -> None:
        self.problem = outcome.problem or outcome.kind.value
        self._open_until = seconds + self._pause
