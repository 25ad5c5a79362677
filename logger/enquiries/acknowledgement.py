"""The message that says "we have it": by e-mail or text, if that is safe, and not too often."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from logger.clock import Clock
from logger.enquiries.callback import CallbackDetails
from logger.enquiries.details import Details
from logger.enquiries.next_steps import next_steps
from logger.enquiries.repository import CHANNEL_OF, EnquiryRepository, EnquiryView
from logger.notifications.messages import (
    AcknowledgedByEmail,
    AcknowledgedByText,
    CallbackArrangedByEmail,
    CallbackArrangedByText,
    CopyByEmail,
    Message,
)
from logger.notifications.outbox import Outbox

MOST_A_DAY: Final = 5
"""To one recipient: somebody else's number is not to be flooded through us."""
_DAY: Final = timedelta(days=1)


class Acknowledgements:
    def __init__(self, enquiries: EnquiryRepository, outbox: Outbox, clock: Clock) -> None:
        self._enquiries = enquiries
        self._outbox = outbox
        self._clock = clock

    async def queue(self, enquiry: EnquiryView, *, read_by: str) -> str | None:
        """The channel, "email" or "sms"; None where none is known, safe, or left for today."""
        recipient = _recipient(enquiry.details)
        if recipient is None:
            return None
        column, to = recipient
        await self._enquiries.lock_key(self._enquiries.recipient_key(column, to))
        since = self._clock.now() - _DAY
        if await self._enquiries.acknowledgements(column, to, since=since) >= MOST_A_DAY:
            return None
        message = _message(enquiry, column, read_by)
        await self._outbox.add(message, to=to, enquiry_id=enquiry.id)
        await self._enquiries.note_acknowledged(enquiry.id, CHANNEL_OF[column])
        return CHANNEL_OF[column]


def _recipient(details: Details) -> tuple[str, str] | None:
    """An e-mail says more than a text, so it goes first."""
    if details.email_to is not None:
        return "email_address", details.email_to
    return None if details.text_number is None else ("phone_number", details.text_number)


def _message(enquiry: EnquiryView, column: str, read_by: str) -> Message:
    details, reference = enquiry.details, str(enquiry.reference)
    slot = details.slot if isinstance(details, CallbackDetails) else None
    if column == "phone_number":
        if slot is not None:
            return CallbackArrangedByText(reference, slot.words)
        return AcknowledgedByText(reference, read_by)
    steps = next_steps(enquiry.kind, details, read_by=read_by, due=enquiry.due_on)
    if details.wants_copy:
        return CopyByEmail(enquiry.kind.words, reference, steps)
    if slot is not None:
        return CallbackArrangedByEmail(reference, slot.words)
    return AcknowledgedByEmail(reference, steps)
