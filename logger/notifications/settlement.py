"""What is written into a row once Notify has been called, and what the audit trail says of it."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from logger.audit.trail import AuditAction
from logger.notifications.deliveries import POLL_AFTER
from logger.notifications.delivery_status import FINAL
from logger.notifications.outcome import Outcome, OutcomeKind
from logger.notifications.quiet_hours import quiet_until
from logger.notifications.repository import Claim
from logger.notifications.retry import Timings, next_attempt
from logger.notifications.sender import Accepted

Settlement = tuple[dict[str, Any], AuditAction | None]


def settlement(
    claim: Claim, result: Accepted | Outcome, now: datetime, timings: Timings, random: Random
) -> Settlement:
    """The columns to be changed, and the audit event where it is settled."""
    if isinstance(result, Accepted):
        return _accepted(result, now), AuditAction.NOTIFICATION_ACCEPTED
    if result.kind is OutcomeKind.REJECTED:
        failed = {"failed_at": now, "needs_follow_up": True}
        return _settled("rejected", result, now) | failed, AuditAction.NOTIFICATION_REJECTED
    if result.kind is OutcomeKind.WITHHELD:
        return _settled("withheld", result, now), AuditAction.NOTIFICATION_WITHHELD
    if result.kind is OutcomeKind.HELD:
        until = quiet_until(now) or now
        return {"state": "waiting", "next_attempt_at": until, "problem": result.problem}, None
    due = next_attempt(
        result.kind, attempts=claim.attempts, now=now, timings=timings, random=random
    )
    state = "unknown" if result.kind is OutcomeKind.UNKNOWN else "waiting"
    return {"state": state, "next_attempt_at": due, "problem": result.problem}, None


def _accepted(accepted: Accepted, now: datetime) -> dict[str, Any]:
    """A look-up may find it in its last state already: then it is asked for at once, so that there
    is one place where a message is completed."""
    is_final = accepted.status in FINAL
    return {
        "state": "accepted",
        "notify_id": accepted.notify_id,
        "notify_status": "created" if is_final else accepted.status,
        "accepted_at": now,
        "next_poll_at": now if is_final else now + POLL_AFTER,
        "problem": None,
    }


def _settled(state: str, result: Outcome, now: datetime) -> dict[str, Any]:
    return {"state": state, "settled_at": now, "problem": result.problem}
