"""Who is told of a handoff: the mailbox of its queue, and then whom, while nobody claims it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from logger.handoffs.queues import Queue
from logger.settings import Settings


@dataclass(frozen=True)
class Contact:
    """`role` is what the history calls them; a way that is empty is left out."""

    role: str
    email_address: str
    phone_number: str

    @property
    def is_reachable(self) -> bool:
        return bool(self.email_address or self.phone_number)


@dataclass(frozen=True)
class Contacts:
    mailboxes: Mapping[Queue, str]
    duty: Contact
    manager: Contact

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            mailboxes={
                Queue.FRONT_DOOR: settings.team_email,
                Queue.DATA_PROTECTION: settings.data_protection_email,
                Queue.COMPLAINTS: settings.complaints_email,
            },
            duty=Contact("duty_officer", settings.duty_email, settings.duty_phone_number),
            manager=Contact("manager", settings.manager_email, settings.manager_phone_number),
        )

    def ladder(self, queue: Queue) -> tuple[Contact, ...]:
        """Who is told one after the other; the duty officer looks after families, not papers."""
        wanted = (self.duty, self.manager) if queue == Queue.FRONT_DOOR else (self.manager,)
        return tuple(contact for contact in wanted if contact.is_reachable)
