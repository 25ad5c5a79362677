"""May this message be sent? Notify's checks in Notify's order. NOTIFY.md section 2.2."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from logger.notify_sandbox import attachments, recipients, schemas, text_message
from logger.notify_sandbox.delivery import Plan
from logger.notify_sandbox.limits import DayLimit, RateLimit
from logger.notify_sandbox.placeholders import Personalisation
from logger.notify_sandbox.refusals import BadRequestError, InvalidPhoneError
from logger.notify_sandbox.sanitising import sanitise
from logger.notify_sandbox.seed import KeyType, Register, Service, Template
from logger.notify_sandbox.store import StoredNotification
from logger.notify_sandbox.tokens import Caller

LONGEST_EMAIL_BYTES: Final = 2_000_000
INTERNATIONAL: Final = "international_sms"

_IN_WORDS: Final = {"email": "emails", "sms": "text messages", "letter": "letters"}
_TEAM_ONLY: Final = "Can’t send to this recipient using a team-only API key"
_TRIAL: Final = (
    "Can’t send to this recipient when service is in trial mode "
    "– see https://www.notifications.service.gov.uk/trial-mode"
)


@dataclass(frozen=True)
class Accepted:
    """`is_simulated`: Notify answers as ever, and neither sends nor remembers it."""

    notification: StoredNotification
    template: Template
    sanitised: dict[str, dict[str, str]]
    is_simulated: bool


@dataclass(frozen=True)
class Recipient:
    """As given, and in the form that two ways of writing it share."""

    given: str
    normal: str
    is_abroad: bool = False


class Acceptance:
    def __init__(
        self,
        register: Register,
        rate: RateLimit,
        day: DayLimit,
        now: Callable[[], datetime],
        plan: Callable[[str], Plan],
    ) -> None:
        self._register = register
        self._rate = rate
        self._day = day
        self._now = now
        self._plan = plan

    def accept(self, caller: Caller, channel: str, body: bytes) -> Accepted:
        """The message, counted towards the day unless Notify only pretends to send it.

        Raises NotifyRefusal; KeyError for a channel Notify does not have, TypeError for a
        value that cannot be sanitised: Notify answers 500 to both.
        """
        self._rate.check(caller)
        self._day.check(caller, channel)
        form = _form(body)
        _check_shape(channel, form)
        service = caller.service
        if channel not in service.permissions:
            raise BadRequestError(f"Service is not allowed to send {_IN_WORDS[channel]}")
        values, sanitised = sanitise(
            form.get("personalisation", {}), form.get("sanitise_content_for") or []
        )
        template = self._template(service, UUID(form["template_id"]), channel)
        _check_filled(template, Personalisation(values))
        _check_sender(service, form)
        recipient = self._recipient(caller, channel, form)
        values = attachments.with_links(service, channel, values, self._register.admin_url)
        stored = StoredNotification(
            id=uuid4(),
            service_id=service.id,
            key_type=caller.key.type,
            type=channel,
            recipient=recipient.given,
            normal_recipient=recipient.normal,
            reference=form.get("reference"),
            template_id=template.id,
            template_version=template.version,
            subject=subject_of(template, values),
            body=body_of(template, values),
            unsubscribe_url=form.get("one_click_unsubscribe_url"),
            created_at=self._now(),
            plan=self._plan(recipient.normal),
        )
        _check_length(stored)
        is_simulated = recipient.normal in recipients.NEVER_STORED
        if not is_simulated:
            self._day.count(caller, channel)
            if recipient.is_abroad:
                self._day.count(caller, INTERNATIONAL)
        return Accepted(stored, template, sanitised, is_simulated)

    def _template(self, service: Service, template_id: UUID, channel: str) -> Template:
        template = self._register.template(service, template_id)
        if template is None:
            raise BadRequestError("Template not found")
        if template.type != channel:
            raise BadRequestError(
                f"{template.type} template is not suitable for {channel} notification"
            )
        if template.is_archived:
            raise BadRequestError("Template has been deleted")
        return template

    def _recipient(self, caller: Caller, channel: str, form: dict[str, Any]) -> Recipient:
        if channel == "email":
            to = form["email_address"]
            normal = recipients.email_address(to)
            _check_allowed(caller, normal)
            return Recipient(to, normal)
        to = form["phone_number"]
        number = recipients.phone_number(to)
        normal = recipients.digits(number)
        _check_allowed(caller, normal)
        is_abroad = recipients.is_international(number)
        permissions = caller.service.permissions
        if is_abroad:
            if INTERNATIONAL not in permissions:
                raise BadRequestError("Cannot send to international mobile numbers")
            self._day.check(caller, INTERNATIONAL)
        if recipients.is_uk_landline(number) and "sms_to_uk_landlines" not in permissions:
            raise InvalidPhoneError("Not a UK mobile number")
        return Recipient(to, normal, is_abroad)


def missing_personalisation(template: Template, values: Personalisation) -> None:
    """Raise BadRequestError naming every placeholder that has no value."""
    missing = values.missing(template.subject, template.body)
    if missing:
        raise BadRequestError(f"Missing personalisation: {', '.join(missing)}")


def subject_of(template: Template, values: dict[str, Any]) -> str | None:
    if template.subject is None:
        return None
    filled = Personalisation(values).fill(template.subject, bullets=False)
    return " ".join(filled.split())


def body_of(template: Template, values: dict[str, Any]) -> str:
    if template.type == "sms":
        return text_message.as_sent(Personalisation(values).fill(template.body, bullets=False))
    return Personalisation(values).fill(template.body, bullets=True)


def _form(body: bytes) -> Any:
    try:
        return json.loads(body) or {}
    except ValueError as problem:
        raise BadRequestError("Invalid JSON supplied in POST data") from problem


def _check_shape(channel: str, form: Any) -> None:
    is_precompiled = channel == "letter" and "content" in form
    schemas.check(form, schemas.PRECOMPILED_LETTER if is_precompiled else schemas.SEND[channel])


def _check_filled(template: Template, values: Personalisation) -> None:
    missing_personalisation(template, values)
    if not values.fill(template.body, bullets=template.type == "email").strip():
        raise BadRequestError("Your message is empty.")


def _check_sender(service: Service, form: dict[str, Any]) -> None:
    for field, known in (
        ("email_reply_to_id", service.reply_to_ids),
        ("sms_sender_id", service.sms_sender_ids),
    ):
        if field in form and UUID(form[field]) not in known:
            raise BadRequestError(
                f"{field} {form[field]} does not exist in database for service id {service.id}"
            )


def _check_allowed(caller: Caller, normal: str) -> None:
    if caller.key.type is KeyType.TEST or normal in recipients.NEVER_STORED:
        return
    if normal in caller.service.guest_list:
        return
    if caller.key.type is KeyType.TEAM:
        raise BadRequestError(_TEAM_ONLY)
    if caller.service.is_trial:
        raise BadRequestError(_TRIAL)


def _check_length(stored: StoredNotification) -> None:
    if stored.type == "sms":
        length = len(stored.body)
        if length > text_message.LONGEST:
            raise BadRequestError(
                "Your message is too long. Text messages cannot be longer than "
                f"{text_message.LONGEST} characters. Your message is {length} characters long."
            )
        return
    size = len(stored.body.encode())
    if size > LONGEST_EMAIL_BYTES:
        raise BadRequestError(
            "Your message is too long. Emails cannot be longer than "
            f"{LONGEST_EMAIL_BYTES} bytes. Your message is {size} bytes."
        )
