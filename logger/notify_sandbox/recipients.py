"""Whom a message may go to: Notify's rules for numbers and addresses. NOTIFY.md 2.3, 2.5, 2.8."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType, ValidationResult

_INVISIBLE: Final = "\u180e\u200b\u200c\u200d\u2060\ufeff"
_WHITE_SPACE: Final = string.whitespace + _INVISIBLE + "\u00a0"
_PHONE_CHARACTERS: Final = frozenset(string.digits + "()-+" + _WHITE_SPACE)
_UNITED_KINGDOM: Final = 44
_LANDLINES: Final = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UAN}
)
_REACHABLE: Final = _LANDLINES | {PhoneNumberType.MOBILE, PhoneNumberType.PERSONAL_NUMBER}
_DRAMA_NUMBERS: Final = re.compile(r"7700900\d{3}")

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?P<host>[^@\s]+)")
_HOST_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.IGNORECASE)
_TOP_LABEL: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]*[a-z0-9]", re.IGNORECASE)

NEVER_STORED: Final = frozenset(
    {
        "simulate-delivered@notifications.service.gov.uk",
        "simulate-delivered-2@notifications.service.gov.uk",
        "simulate-delivered-3@notifications.service.gov.uk",
        "447700900000",
        "447700900111",
        "447700900222",
    }
)


class NotReachable(ValueError):
    """This cannot be an address or a number; the message is Notify's."""


def email_address(text: str) -> str:
    """The address without white space around it, in small letters; raises NotReachable."""
    address = _visible(text)
    match = _ADDRESS.fullmatch(address)
    if match is None or len(address) > 320 or ".." in address or not _is_host(match["host"]):
        raise NotReachable("Not a valid email address")
    return address.lower()


def _visible(text: str) -> str:
    return "".join(c for c in text if c not in _INVISIBLE and c != "\u00a0").strip()


def _is_host(name: str) -> bool:
    try:
        host = name.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = host.split(".")
    return (
        len(labels) >= 2
        and len(host) <= 253
        and all(len(label) <= 63 and _HOST_LABEL.fullmatch(label) for label in labels)
        and _TOP_LABEL.fullmatch(labels[-1]) is not None
    )


@lru_cache(maxsize=4096)
def phone_number(text: str) -> PhoneNumber:
    """The number a person most likely meant, anywhere in the world; raises NotReachable.

    Notify gives a number that makes no sense a second reading, without stray zeros and plus
    signs in front, since spreadsheets put and eat them.
    """
    try:
        return _parsed(text)
    except NotReachable:
        return _parsed(text.replace("+", "").lstrip("0"))


def digits(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]


def normal_form(text: str) -> str:
    """Of an address or a number: what two ways of writing it share; raises NotReachable."""
    return email_address(text) if "@" in text else digits(phone_number(text))


def is_international(number: PhoneNumber) -> bool:
    """Not a number of the United Kingdom or the Crown dependencies."""
    return number.country_code != _UNITED_KINGDOM


def is_uk_landline(number: PhoneNumber) -> bool:
    return not is_international(number) and phonenumbers.number_type(number) in _LANDLINES


def _parsed(text: str) -> PhoneNumber:
    if set(text) - _PHONE_CHARACTERS:
        raise NotReachable("Must not contain letters or symbols")
    if not text.strip(_WHITE_SPACE):
        raise NotReachable("Not enough digits")
    number = _number(text, "GB")
    problem = phonenumbers.is_possible_number_with_reason(number)
    if problem != ValidationResult.IS_POSSIBLE:
        number = _with_country_code(text) or _refuse(problem)
    if not _is_in_use(number):
        raise NotReachable("Number is not valid – double check the phone number you entered")
    return number


def _number(text: str, region: str | None) -> PhoneNumber:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException as problem:
        if problem.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise NotReachable("Not a valid country prefix") from problem
        raise NotReachable(
            "Number is not valid – double check the phone number you entered"
        ) from problem


def _with_country_code(text: str) -> PhoneNumber | None:
    """The same digits read as if the plus sign had been lost, if that gives a number."""
    try:
        number = phonenumbers.parse(f"+{text}", None)
    except NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _refuse(problem: int) -> PhoneNumber:
    raise NotReachable(
        {
            ValidationResult.TOO_LONG: "Too many digits",
            ValidationResult.TOO_SHORT: "Not enough digits",
            ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "Not enough digits",
            ValidationResult.INVALID_COUNTRY_CODE: "Not a valid country prefix",
        }.get(problem, "Number is not valid – double check the phone number you entered")
    )


def _is_in_use(number: PhoneNumber) -> bool:
    if _is_for_drama(number):
        return True
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in _REACHABLE


def _is_for_drama(number: PhoneNumber) -> bool:
    """Ofcom keeps 07700 900xxx for films; the library calls it unused, Notify sends to it."""
    return (
        number.country_code == _UNITED_KINGDOM
        and _DRAMA_NUMBERS.fullmatch(str(number.national_number)) is not None
    )
