"""Reads a phone number or an e-mail address out of what a person typed."""

import re
from collections.abc import Iterator
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
    valid = _candidates(text, phonenumbers.Leniency.VALID)
    drama = filter(_DRAMA.fullmatch, _candidates(text, phonenumbers.Leniency.POSSIBLE))
    return next(valid, None) or next(drama, None)


def _candidates(text: str, leniency: int) -> Iterator[str]:
    """The numbers in the text that the library takes for one, in E.164."""
    for candidate in phonenumbers.PhoneNumberMatcher(text, _REGION, leniency):
        yield phonenumbers.format_number(candidate.number, phonenumbers.PhoneNumberFormat.E164)


def _first_email(text: str) -> str | None:
    for candidate in _EMAIL.findall(text):
        try:
            found = validate_email(candidate.strip(".!?'\""), check_deliverability=False)
        except EmailNotValidError:
            continue
        if found.ascii_email:
            return found.ascii_email
    return None
