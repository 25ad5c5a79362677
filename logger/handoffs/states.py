"""The states of a handoff and every way from one to the next, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class HandoffState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Change(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    TAKE_BACK = "take_back"
    CLOSE = "close"


class Standing(StrEnum):
    """What somebody is to a handoff; one person may be several of these."""

    QUEUE_WORKER = "queue worker"
    HOLDER = "holder"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Transition:
    change: Change
    source: HandoffState
    target: HandoffState
    by: Standing
    needs_reason: bool = False


TRANSITIONS: Final = (
    Transition(Change.CLAIM, HandoffState.WAITING, HandoffState.CLAIMED, by=Standing.QUEUE_WORKER),
    Transition(Change.RELEASE, HandoffState.CLAIMED, HandoffState.WAITING, by=Standing.HOLDER),
    Transition(
        Change.TAKE_BACK,
        HandoffState.CLAIMED,
        HandoffState.WAITING,
        by=Standing.SUPERVISOR,
        needs_reason=True,
    ),
    Transition(
        Change.CLOSE,
        HandoffState.CLAIMED,
        HandoffState.CLOSED,
        by=Standing.HOLDER,
        needs_reason=True,
    ),
)


def transition(change: Change) -> Transition:
    """The one way in which this change happens."""
    return next(known for known in TRANSITIONS if known.change == change)


def possible(state: HandoffState, standings: frozenset[Standing]) -> frozenset[Change]:
    """What somebody of these standings may do with a handoff in this state."""
    return frozenset(
        known.change for known in TRANSITIONS if known.source == state and known.by in standings
    )


def standings(*, works_queue: bool, is_supervisor: bool, is_holder: bool) -> frozenset[Standing]:
    """What somebody is to a handoff. Who holds it releases it; nobody takes back their own."""
    held = {
        Standing.QUEUE_WORKER: works_queue,
        Standing.HOLDER: works_queue and is_holder,
        Standing.SUPERVISOR: is_supervisor and not is_holder,
    }
    return frozenset(standing for standing, is_so in held.items() if is_so)
