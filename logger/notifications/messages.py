"""Every message we send through Notify: its template, and what is put into it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar, Protocol


class Message(Protocol):
    """A frozen dataclass whose fields are the template's placeholders, all of them strings."""

    template: ClassVar[str]
    channel: ClassVar[str]


@dataclass(frozen=True)
class HandoffWaiting:
    """To the team's mailbox: something waits in the console. Holds no personal data."""

    template: ClassVar[str] = "handoff_email"
    channel: ClassVar[str] = "email"

    reference: str
    kind: str
    urgency: str
    console_link: str


@dataclass(frozen=True)
class ConcernAcknowledgedByEmail:
    """To the referrer who left an e-mail address: it arrived, and what happens next."""

    template: ClassVar[str] = "acknowledgement_email"
    channel: ClassVar[str] = "email"

    reference: str


@dataclass(frozen=True)
class ConcernAcknowledgedByText:
    """To the referrer who left a mobile number: never names a child, nor says why."""

    template: ClassVar[str] = "acknowledgement_sms"
    channel: ClassVar[str] = "sms"

    reference: str


def personalisation_of(message: Message) -> dict[str, str]:
    """The template's placeholders with their values."""
    return asdict(message)  # type: ignore[call-overload, no-any-return]
