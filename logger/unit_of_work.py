"""One transaction and every service that may act in it. Nothing here commits by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.repository import AuditRepository
from logger.audit.trail import Trail
from logger.clock import Clock
from logger.conversations.repository import ConversationRepository
from logger.conversations.service import ConversationService
from logger.database import Database
from logger.drafts.repository import DraftRepository
from logger.drafts.service import DraftService
from logger.enquiries.acknowledgement import Acknowledgements
from logger.enquiries.repository import EnquiryRepository
from logger.enquiries.service import EnquiryService
from logger.enquiries.status import EnquiryStatus
from logger.guesses.service import Guesses
from logger.handoffs.casework import Casework
from logger.handoffs.contacts import Contacts
from logger.handoffs.desk import Desk
from logger.handoffs.escalation import Escalation
from logger.handoffs.follow_up import FollowUp
from logger.handoffs.repository import HandoffRepository
from logger.handoffs.sending_again import SendingAgain
from logger.handoffs.service import HandoffService
from logger.handoffs.targets import Targets
from logger.notice.repository import NoticeRepository
from logger.notice.service import NoticeService
from logger.notifications.deliveries import Deliveries
from logger.notifications.outbox import Outbox
from logger.notifications.receipts import ReceiptInbox
from logger.notifications.texts import StaffTexts
from logger.organisation import Organisation
from logger.safety.record import SafetyRecord
from logger.settings import Settings
from logger.staff.repository import StaffRepository
from logger.staff.service import StaffService
from logger.staff.tries import Tries


@dataclass(frozen=True)
class UnitOfWork:
    session: AsyncSession
    settings: Settings
    clock: Clock
    organisation: Organisation

    @cached_property
    def trail(self) -> Trail:
        return Trail(self.session, self.clock)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(
            self.session,
            self.settings.data_keys,
            self.settings.blind_index,
            self.clock,
            self.trail,
        )

    @cached_property
    def texts(self) -> StaffTexts:
        return StaffTexts(
            self.session, self.outbox, self.clock, public_url=self.settings.public_url
        )

    @cached_property
    def receipts(self) -> ReceiptInbox:
        return ReceiptInbox(self.session, self.settings.data_keys, self.clock)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.session, self.receipts, self.trail, self.clock)

    @cached_property
    def targets(self) -> Targets:
        return Targets(
            self.settings.targets,
            self.settings.escalate_after,
            self.organisation.opening_hours,
        )

    @cached_property
    def conversations(self) -> ConversationService:
        return ConversationService(
            self._conversation_rows,
            self.trail,
            self.clock,
            self.settings.blind_index,
            self.settings.chat_idle,
        )

    @cached_property
    def handoffs(self) -> HandoffService:
        return HandoffService(
            self._handoff_rows,
            self.outbox,
            self.texts,
            self.trail,
            self.clock,
            contacts=Contacts.of(self.settings),
            targets=self.targets,
            public_url=self.settings.public_url,
        )

    @cached_property
    def escalation(self) -> Escalation:
        return Escalation(
            self._handoff_rows,
            self._enquiry_rows,
            self.outbox,
            self.texts,
            self.trail,
            self.clock,
            contacts=Contacts.of(self.settings),
            targets=self.targets,
            public_url=self.settings.public_url,
        )

    @cached_property
    def follow_up(self) -> FollowUp:
        return FollowUp(
            self.session,
            self.outbox,
            self.trail,
            self.clock,
            contacts=Contacts.of(self.settings),
            public_url=self.settings.public_url,
        )

    @cached_property
    def sending_again(self) -> SendingAgain:
        return SendingAgain(self.session, self._handoff_rows, self.outbox, self.trail)

    @cached_property
    def enquiries(self) -> EnquiryService:
        return EnquiryService(
            self._enquiry_rows,
            self.handoffs,
            Acknowledgements(self._enquiry_rows, self.outbox, self.clock),
            self.trail,
            self.clock,
            self.settings.blind_index,
            self.organisation.opening_hours,
        )

    @cached_property
    def enquiry_status(self) -> EnquiryStatus:
        return EnquiryStatus(
            self._enquiry_rows,
            self._handoff_rows,
            self.guesses,
            self.trail,
            self.organisation.opening_hours,
        )

    @cached_property
    def guesses(self) -> Guesses:
        return Guesses(self.session, self.clock, self.settings.blind_index)

    @cached_property
    def drafts(self) -> DraftService:
        return DraftService(
            DraftRepository(self.session, self.settings.data_keys, self.settings.blind_index),
            self.guesses,
            self.outbox,
            self.trail,
            self.clock,
            self.settings.draft_kept_for,
        )

    @cached_property
    def safety(self) -> SafetyRecord:
        return SafetyRecord(
            self.session, self.settings.data_keys, self.handoffs, self.trail, self.clock
        )

    @cached_property
    def casework(self) -> Casework:
        return Casework(
            self._handoff_rows,
            self._staff_rows,
            self._enquiry_rows,
            self._conversation_rows,
            self.conversations,
            self.targets,
            self.trail,
            self.clock,
        )

    @cached_property
    def desk(self) -> Desk:
        return Desk(
            self._handoff_rows,
            self._staff_rows,
            self._enquiry_rows,
            self.conversations,
            self.safety,
            AuditRepository(self.session),
            self.trail,
        )

    @cached_property
    def staff(self) -> StaffService:
        return StaffService(self._staff_rows, self.trail, self.clock)

    @cached_property
    def tries(self) -> Tries:
        return Tries(self._staff_rows)

    @cached_property
    def notice(self) -> NoticeService:
        return NoticeService(NoticeRepository(self.session), self.trail, self.clock)

    @cached_property
    def _conversation_rows(self) -> ConversationRepository:
        return ConversationRepository(self.session, self.settings.data_keys)

    @cached_property
    def _handoff_rows(self) -> HandoffRepository:
        return HandoffRepository(self.session, self.settings.data_keys)

    @cached_property
    def _enquiry_rows(self) -> EnquiryRepository:
        return EnquiryRepository(self.session, self.settings.data_keys, self.settings.blind_index)

    @cached_property
    def _staff_rows(self) -> StaffRepository:
        return StaffRepository(self.session, self.settings.data_keys, self.settings.blind_index)


class Transactions:
    """Begins units of work; what a block did is committed together when it ends well."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        organisation: Organisation | None = None,
    ) -> None:
        """Raises OrganisationInvalid when nothing is given and the file cannot be used."""
        self._database = database
        self._settings = settings
        self._clock = clock
        self._organisation = organisation or Organisation.read()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        async with self._database.begin() as session:
            yield UnitOfWork(session, self._settings, self._clock, self._organisation)
