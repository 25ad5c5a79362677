"""E-mail addresses in a text, also those spelt out as "jo at example dot com"; no look-ups."""

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from actions.found import Found, Kind, found

_TYPED = re.compile(r"[^\s<>(),;:\"\[\]]+@[^\s<>(),;:\"\[\]]+")
_SPELT = re.compile(
    r"\b[a-z0-9][\w+-]*(?:(?:\.|\s+dot\s+)[\w+-]+)*\s+at\s+[a-z0-9-]+(?:\s+dot\s+[a-z]{2,})+\b",
    re.IGNORECASE,
)
_EDGE = ".!?'\u2018\u2019\u201c\u201d*"


def find_emails(text: str) -> Iterator[Found]:
    for match in _TYPED.finditer(text):
        yield from _checked(text, _inside(text, *match.span()), match.group().strip(_EDGE))
    for match in _SPELT.finditer(text):
        dotted = re.sub(r"\s+dot\s+", ".", match.group(), flags=re.IGNORECASE)
        address = re.sub(r"\s+at\s+", "@", dotted, flags=re.IGNORECASE)
        yield from _checked(text, match.span(), address)


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the punctuation around it."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _checked(text: str, span: tuple[int, int], address: str) -> Iterator[Found]:
    try:
        valid = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return
    yield found(Kind.EMAIL, text, span, valid.ascii_email or valid.normalized)
