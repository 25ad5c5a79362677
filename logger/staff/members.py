"""Who may sign in to the console, as the rest of the house sees them: frozen and already opened."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from logger.errors import Refusal


class Role(StrEnum):
    """Which queues each of them reads and works stands in logger/handoffs/queues.py."""

    ADVISER = "adviser"
    SUPERVISOR = "supervisor"
    DATA_PROTECTION = "data_protection"


class EmailAddressInvalid(Refusal):
    status = 422
    code = "email-address-invalid"
    title = "That is not an email address"


@dataclass(frozen=True)
class StaffEmail:
    """An address in the one form in which it is sealed, compared and looked up."""

    address: str

    @classmethod
    def parse(cls, typed: str) -> StaffEmail:
        """Raises EmailAddressInvalid."""
        try:
            checked = validate_email(typed.strip(), check_deliverability=False)
        except EmailNotValidError:
            raise EmailAddressInvalid(
                "Write the email address in full, like sam.ade@example.com."
            ) from None
        return cls(checked.normalized.casefold())

    @classmethod
    def as_typed(cls, typed: str) -> StaffEmail:
        """For sign-in, which tells nobody what an address looks like: anything is one."""
        try:
            return cls.parse(typed)
        except EmailAddressInvalid:
            return cls(typed.strip().casefold())

    @property
    def local_part(self) -> str:
        return self.address.rpartition("@")[0]

    def as_name(self) -> str:
        """`Sam Ade` of sam.ade@example.com, for whoever was added without a name."""
        words = re.split(r"[._\-+\d]+", self.local_part)
        return " ".join(word.capitalize() for word in words if word) or self.address


@dataclass(frozen=True)
class Member:
    """One member of staff."""

    id: uuid.UUID
    email: StaffEmail
    name: str
    role: Role
    must_change_password: bool = False


@dataclass(frozen=True)
class SignedIn:
    """A live session: whose it is, and the token that its forms carry."""

    member: Member
    csrf_token: str
