"""What is understood of "how can we reach you": a phone number, an e-mail address, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_DRAMA_NUMBER: Final = re.compile(r"\+447700900\d{3}")  # Ofcom's, kept for drama and tests
_MAYBE_EMAIL: Final = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")


@dataclass(frozen=True)
class Contact:
    """E.164 and a normalised address; None where nothing was understood."""

    phone_number: str | None
    email_address: str | None


def understood(typed: str) -> Contact:
    """Read the first phone number and the first e-mail address in what was typed."""
    return Contact(_phone_number(typed), _email_address(typed))


def _phone_number(typed: str) -> str | None:
    for match in phonenumbers.PhoneNumberMatcher(
        typed, "GB", leniency=phonenumbers.Leniency.POSSIBLE
    ):
        written = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(match.number) or _DRAMA_NUMBER.fullmatch(written):
            return str(written)
    return None


def _email_address(typed: str) -> str | None:
    for match in _MAYBE_EMAIL.finditer(typed):
        try:
            return validate_email(match[0].rstrip("."), check_deliverability=False).normalized
        except EmailNotValidError:
            continue
    return None
