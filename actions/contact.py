"""Reads a phone number or an e-mail address out of what a person typed."""

from dataclasses import dataclass

from actions.emails import find_emails
from actions.found import Kind, without_overlaps
from actions.phones import find_phones


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
    found = without_overlaps([*find_emails(text), *find_phones(text)])
    first = {each.kind: str(each.value) for each in reversed(found)}
    return Contact(first.get(Kind.PHONE), first.get(Kind.EMAIL))
