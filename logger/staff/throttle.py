"""How long the next try to sign in has to wait; docs/decisions/0004-staff-sign-in.md says why.

A try counts as a failure from the moment it is made until it succeeds, so that many at once gain
nothing. A known device is a browser that has signed in to this account before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

REMEMBERED: Final = timedelta(hours=1)
FREE_TRIES: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
ACCOUNT_TRIES: Final = 20
NETWORK_TRIES: Final = 50
STRANGERS_WAIT: Final = timedelta(minutes=1)
NO_WAIT: Final = timedelta(0)


@dataclass(frozen=True)
class Failures:
    """How many within the time they are remembered, and when the latest was."""

    count: int = 0
    latest_at: datetime | None = None


def wait_of_pair(failures: Failures, now: datetime) -> timedelta:
    """One account from one device or network: five tries, then a wait that doubles."""
    if failures.count < FREE_TRIES:
        return NO_WAIT
    doublings = min(failures.count - FREE_TRIES, 10)
    return _left(min(FIRST_WAIT * 2**doublings, LONGEST_WAIT), failures, now)


def wait_of_account(failures: Failures, now: datetime) -> timedelta:
    """One account from all strangers together: after twenty, one try a minute."""
    return NO_WAIT if failures.count < ACCOUNT_TRIES else _left(STRANGERS_WAIT, failures, now)


def wait_of_network(failures: Failures, now: datetime) -> timedelta:
    """All accounts from one network without a known device: after fifty, one try a minute."""
    return NO_WAIT if failures.count < NETWORK_TRIES else _left(STRANGERS_WAIT, failures, now)


def _left(wait: timedelta, failures: Failures, now: datetime) -> timedelta:
    if failures.latest_at is None:
        return NO_WAIT
    return max(NO_WAIT, failures.latest_at + wait - now)
