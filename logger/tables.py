"""Every table of the service, so that the metadata is whole wherever it is needed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import MetaData

from logger.audit.models import AuditEvent
from logger.conversations.models import Conversation, InboxMessage, Turn
from logger.database import Base
from logger.drafts.models import Draft
from logger.enquiries.models import Enquiry, EnquiryDigest
from logger.guesses.models import Guess
from logger.handoffs.models import Handoff, HandoffNote
from logger.notice.models import NoticeClause, NoticeVersion
from logger.notifications.models import (
    DeliveryReceipt,
    Heartbeat,
    Notification,
    SendAllowance,
    SendHold,
)
from logger.safety.models import SafetyVerdict
from logger.staff.models import SignInFailure, StaffMember, StaffSession

ALL_TABLES: Final[tuple[type[Base], ...]] = (
    Conversation,
    Turn,
    InboxMessage,
    SafetyVerdict,
    Enquiry,
    EnquiryDigest,
    Draft,
    Guess,
    StaffMember,
    StaffSession,
    SignInFailure,
    Handoff,
    HandoffNote,
    Notification,
    DeliveryReceipt,
    SendAllowance,
    SendHold,
    Heartbeat,
    AuditEvent,
    NoticeVersion,
    NoticeClause,
)

METADATA: Final[MetaData] = Base.metadata
