"""What was sent about a handoff, as its page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from logger.handoffs.messages import how_far, what_it_is
from logger.handoffs.views import MessageSent
from logger.notifications.audience import is_for_staff
from logger.notifications.models import Notification

_WAYS: Final = {"email": "email", "sms": "text"}


def messages_sent(rows: Sequence[Notification]) -> list[MessageSent]:
    """Of a message that was tried again, only the last try can be what is wrong now."""
    last = {_first_of(row): row.id for row in rows}
    tries: Counter[UUID] = Counter()
    shown = []
    for row in rows:
        first = _first_of(row)
        tries[first] += 1
        shown.append(_message_sent(row, tries[first], is_last=last[first] == row.id))
    return shown


def _message_sent(row: Notification, try_number: int, *, is_last: bool) -> MessageSent:
    has_failed = row.failed_at is not None and is_last
    is_unreached = has_failed and not is_for_staff(row.template)
    return MessageSent(
        id=row.id,
        what=what_it_is(row.template),
        state=how_far(row.state, row.notify_status, row.problem),
        at=row.completed_at or row.settled_at or row.accepted_at or row.queued_at,
        may_be_repeated=has_failed,
        unreached=_WAYS.get(row.channel, row.channel) if is_unreached else None,
        try_number=try_number,
    )


def _first_of(row: Notification) -> UUID:
    return row.follows_id or row.id
