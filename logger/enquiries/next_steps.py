"""What happens next with an enquiry, in words that tell nobody else what it is about."""

from __future__ import annotations

from datetime import date
from typing import Final

from logger.enquiries.callback import CallbackDetails
from logger.enquiries.details import Details, day_words
from logger.enquiries.kind import EnquiryKind

_STEPS: Final = {
    EnquiryKind.CONCERN: (
        "Someone from our team will read it {read_by}. If they need to ask you something, they "
        "will use the contact details you gave us."
    ),
    EnquiryKind.SUPPORT_REQUEST: (
        "Someone from our team will read it {read_by}. Then they will get in touch with you."
    ),
    EnquiryKind.CALLBACK: "Someone from our team will read it {read_by}. Then they will ring you.",
    EnquiryKind.DATA_RIGHTS_REQUEST: (
        "Our data protection team will read it {read_by}. A person decides what we answer, not a "
        "computer. You will have our answer by {due}."
    ),
    EnquiryKind.SERVICE_COMPLAINT: (
        "The team that looks into complaints will read it {read_by}. Then they will get in touch "
        "with you."
    ),
    EnquiryKind.DETAILS_UPDATE: (
        "Someone from our team will read it {read_by}. They will check that it is you before they "
        "change anything."
    ),
    EnquiryKind.DATA_BREACH: (
        "Our data protection team has been told straight away. Someone there will read it "
        "{read_by}."
    ),
    EnquiryKind.QUESTION: (
        "Someone from our team will read it {read_by}. If you told us how to reach you, they will "
        "reply that way."
    ),
}


def next_steps(kind: EnquiryKind, details: Details, *, read_by: str, due: date | None) -> str:
    """One or two sentences; `read_by` is "today before 5pm" or "on Monday from 8:30am"."""
    if isinstance(details, CallbackDetails) and details.slot is not None:
        return f"Someone from our team will ring you on {details.slot.words}."
    return _STEPS[kind].format(read_by=read_by, due=due and day_words(due))
