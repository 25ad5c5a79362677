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
from logger.enquiries.repository import EnquiryRepository
from logger.enquiries.service import EnquiryService
from logger.handoffs.casework import Casework
from logger.handoffs.desk import Desk
from logger.handoffs.repository import HandoffRepository
from logger.handoffs.service import HandoffService
from logger.notice.repository import NoticeRepository
from logger.notice.service import NoticeService
from logger.notifications.outbox import Outbox
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

    @cached_property
    def trail(self) -> Trail:
        return Trail(self.session, self.clock)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.session, self.settings.data_keys, self.clock, self.trail)

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
            self.trail,
            self.clock,
            team_email=self.settings.team_email,
            public_url=self.settings.public_url,
        )

    @cached_property
    def enquiries(self) -> EnquiryService:
        return EnquiryService(
            self._enquiry_rows,
            self.handoffs,
            self.outbox,
            self.trail,
            self.clock,
            self.settings.blind_index,
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

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        async with self._database.begin() as session:
            yield UnitOfWork(session, self._settings, self._clock)
