"""Reads a phone number or an e-mail address out of what a person typed."""

import re
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_REGION = "GB"
# Ofcom keeps 07700 900000 to 900999 for drama; the library calls them invalid.
_DRAMA = re.compile(r"\+447700900\d{3}")
_EMAIL = re.compile(r"[^\s<>(),;:]+@[^\s<>(),;:]+")


@dataclass(frozen=True)
class Contact:
    """What was understood; both empty when nothing was."""

    phone_number: str | None  # E.164
    email_address: str | None

    @property
    def is_understood(self) -> bool:
        return bool(self.phone_number or self.email_address)


def read_contact(text: str) -> Contact:
    """The first phone number and the first e-mail address of a text."""
    email_address = _first_email(text)
    rest = text if email_address is None else _EMAIL.sub(" ", text)
    return Contact(_first_phone(rest), email_address)


def _first_phone(text: str) -> str | None:
    candidates = phonenumbers.PhoneNumberMatcher(text, _REGION, phonenumbers.Leniency.POSSIBLE)
    for candidate in candidates:
        written = phonenumbers.format_number(candidate.number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(candidate.number) or _DRAMA.fullmatch(written):
            return written
    return None


def _first_email(text: str) -> str | None:
    for candidate in _EMAIL.findall(text):
        try:
            found = validate_email(candidate.strip(".!?'\""), check_deliverability=False)
        except EmailNotValidError:
            continue
        if found.ascii_email:
            return found.ascii_email
    return None
