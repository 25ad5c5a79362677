"""When a message is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from logger.notifications.outcome import OutcomeKind


@dataclass(frozen=True)
class Timings:
    """How patient the dispatcher is. The defaults are for Notify; tests are in a hurry."""

    call_timeout: timedelta = timedelta(seconds=15)
    """For connecting, and for each wait for an answer."""
    lease: timedelta = timedelta(seconds=120)
    """Longer than any call, and than the time after which Notify gives up on one (30 s)."""
    look_up_after: timedelta = timedelta(seconds=60)
    """Notify may still be storing a message that we have given up on."""
    first_retry: timedelta = timedelta(seconds=1)
    longest_retry: timedelta = timedelta(seconds=60)
    pause: timedelta = timedelta(seconds=30)
    """How long nothing is sent once the key is refused, or Notify seems to be down."""
    poll: timedelta = timedelta(seconds=1)
    refill: timedelta = timedelta(seconds=0.1)
    """How long nothing is sent while all that Notify takes just now has been sent."""
    beat: timedelta = timedelta(seconds=5)
    may_ask_for: timedelta = timedelta(days=6)
    """Notify forgets a message after the service's retention, seven days unless set otherwise."""

    @property
    def longest_call(self) -> timedelta:
        """Connecting and reading may each take the time-out, and a doubted token is sent twice."""
        return self.call_timeout * 4


def next_attempt(
    kind: OutcomeKind, *, attempts: int, now: datetime, timings: Timings, random: Random
) -> datetime:
    """The moment from which a message that is not settled may be taken up again.

    Spread at random, so that what failed together does not come back together.
    """
    spread = 1 + random.random()
    match kind:
        case OutcomeKind.UNKNOWN:
            return now + timings.look_up_after
        case OutcomeKind.RATE_LIMITED:
            return now + timings.first_retry * spread
        case OutcomeKind.DAY_LIMITED:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            return midnight + timedelta(days=1) + timings.first_retry * spread
        case OutcomeKind.CLOCK_WRONG | OutcomeKind.MISCONFIGURED:
            return now + timings.pause
        case _:
            doubled = timings.first_retry * float(2 ** min(attempts - 1, 16))
            return now + min(doubled, timings.longest_retry) * spread / 2
