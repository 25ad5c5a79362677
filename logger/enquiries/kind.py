"""The kinds of enquiry, and what each is called to the person who sent it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class EnquiryKind(StrEnum):
    CONCERN = "concern"
    SUPPORT_REQUEST = "support_request"
    CALLBACK = "callback"
    DATA_RIGHTS_REQUEST = "data_rights_request"
    SERVICE_COMPLAINT = "service_complaint"
    DETAILS_UPDATE = "details_update"
    DATA_BREACH = "data_breach"
    QUESTION = "question"

    @property
    def words(self) -> str:
        """What the sender called it: "your request for a call back"."""
        return _WORDS[self]


_WORDS: Final = {
    EnquiryKind.CONCERN: "something you are worried about",
    EnquiryKind.SUPPORT_REQUEST: "your request for help",
    EnquiryKind.CALLBACK: "your request for a call back",
    EnquiryKind.DATA_RIGHTS_REQUEST: "your request about personal information",
    EnquiryKind.SERVICE_COMPLAINT: "your complaint",
    EnquiryKind.DETAILS_UPDATE: "a change of details",
    EnquiryKind.DATA_BREACH: "information that went to the wrong place",
    EnquiryKind.QUESTION: "your message",
}
