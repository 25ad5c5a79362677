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
class UrgentAlertByEmail:
    """To the team's mailbox: what the safety check found. Never the person's words."""

    template: ClassVar[str] = "urgent_alert_email"
    channel: ClassVar[str] = "email"

    reference: str
    urgency: str
    found: str
    checked_by: str
    shown: str
    due: str
    console_link: str


@dataclass(frozen=True)
class UrgentAlertByText:
    """To the duty officer's phone. Says neither who nor why."""

    template: ClassVar[str] = "urgent_alert_sms"
    channel: ClassVar[str] = "sms"

    reference: str
    console_link: str


@dataclass(frozen=True)
class UrgentDigestByText:
    """In place of more alerts than the phone networks let through to one number."""

    template: ClassVar[str] = "urgent_digest_sms"
    channel: ClassVar[str] = "sms"

    count: str
    reference: str
    console_link: str


@dataclass(frozen=True)
class EscalationByEmail:
    """To the next contact: nobody has claimed it in time."""

    template: ClassVar[str] = "escalation_email"
    channel: ClassVar[str] = "email"

    reference: str
    urgency: str
    waited: str
    console_link: str


@dataclass(frozen=True)
class EscalationByText:
    """To the next contact's phone. Says neither who nor why."""

    template: ClassVar[str] = "escalation_sms"
    channel: ClassVar[str] = "sms"

    reference: str
    waited: str
    console_link: str


@dataclass(frozen=True)
class StaffUnreachable:
    """To the fallback contact: somebody who has to know could not be told."""

    template: ClassVar[str] = "staff_unreachable_email"
    channel: ClassVar[str] = "email"

    what: str
    reference: str
    console_link: str


@dataclass(frozen=True)
class AcknowledgedByEmail:
    """To the enquirer who left an e-mail address: it arrived, and what happens next."""

    template: ClassVar[str] = "acknowledgement_email"
    channel: ClassVar[str] = "email"

    reference: str
    what_happens_next: str


@dataclass(frozen=True)
class AcknowledgedByText:
    """To the enquirer who left a mobile number: never names a child, nor says why."""

    template: ClassVar[str] = "acknowledgement_sms"
    channel: ClassVar[str] = "sms"

    reference: str
    read_by: str


@dataclass(frozen=True)
class CopyByEmail:
    """To the enquirer who asked for a copy: what happens next, and nothing of what they told."""

    template: ClassVar[str] = "copy_of_answers_email"
    channel: ClassVar[str] = "email"

    kind: str
    reference: str
    what_happens_next: str


@dataclass(frozen=True)
class CallbackArrangedByEmail:
    """To the enquirer who picked a time to be rung."""

    template: ClassVar[str] = "callback_arranged_email"
    channel: ClassVar[str] = "email"

    reference: str
    slot: str


@dataclass(frozen=True)
class CallbackArrangedByText:
    """To the enquirer who picked a time to be rung; does not say who rings, nor why."""

    template: ClassVar[str] = "callback_arranged_sms"
    channel: ClassVar[str] = "sms"

    reference: str
    slot: str


@dataclass(frozen=True)
class ResumeCodeByEmail:
    """To whoever saved a draft and opens it elsewhere."""

    template: ClassVar[str] = "resume_code_email"
    channel: ClassVar[str] = "email"

    code: str


@dataclass(frozen=True)
class ResumeCodeByText:
    """To whoever saved a draft and opens it elsewhere."""

    template: ClassVar[str] = "resume_code_sms"
    channel: ClassVar[str] = "sms"

    code: str


def personalisation_of(message: Message) -> dict[str, str]:
    """The template's placeholders with their values."""
    return asdict(message)  # type: ignore[call-overload, no-any-return]
