"""May this message be sent? Notify's checks in Notify's order. NOTIFY.md section 2.2."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from logger.notify_sandbox import recipients, schemas, text_message
from logger.notify_sandbox.limits import RateLimit
from logger.notify_sandbox.placeholders import Personalisation
from logger.notify_sandbox.refusals import (
    BadRequestError,
    InvalidPhoneError,
    NotifyRefusal,
    TooManyRequestsError,
)
from logger.notify_sandbox.sanitising import sanitise
from logger.notify_sandbox.seed import KeyType, Register, Service, Template
from logger.notify_sandbox.store import Store, StoredNotification
from logger.notify_sandbox.tokens import Caller

LONGEST_EMAIL_BYTES: Final = 2_000_000

_IN_WORDS: Final = {"email": "emails", "sms": "text messages", "letter": "letters"}
_TEAM_ONLY: Final = "Can’t send to this recipient using a team-only API key"
_TRIAL: Final = (
    "Can’t send to this recipient when service is in trial mode "
    "– see https://www.notifications.service.gov.uk/trial-mode"
)


@dataclass(frozen=True)
class Accepted:
    notification: StoredNotification
    template: Template
    sanitised: dict[str, dict[str, str]]


class Acceptance:
    def __init__(
        self, register: Register, store: Store, limit: RateLimit, now: Callable[[], datetime]
    ) -> None:
        self._register = register
        self._store = store
        self._limit = limit
        self._now = now
        self._day_counts_from: dict[UUID, datetime] = {}

    def count_day_from_now(self, service_id: UUID) -> None:
        """Forget what a service sent today, so that a new limit starts with nothing used."""
        self._day_counts_from[service_id] = self._now()

    def accept(self, caller: Caller, channel: str, body: bytes) -> Accepted:
        """The message, stored unless its recipient is one Notify only pretends to send to.

        Raises NotifyRefusal; KeyError for a channel Notify does not have, TypeError for a
        value that cannot be sanitised: Notify answers 500 to both.
        """
        self._limit.check(caller)
        self._check_day(caller, channel)
        form = _form(body)
        schemas.check(form, schemas.SEND[channel])
        service = caller.service
        if channel not in service.permissions:
            raise BadRequestError(f"Service is not allowed to send {_IN_WORDS[channel]}")
        values, sanitised = sanitise(
            form.get("personalisation", {}), form.get("sanitise_content_for") or []
        )
        template = self._template(service, UUID(form["template_id"]), channel)
        _check_filled(template, Personalisation(values))
        _check_sender(service, form)
        to, normal = _recipient(caller, channel, form)
        values = self._with_file_links(service, channel, values)
        notification = StoredNotification(
            id=uuid4(),
            service_id=service.id,
            key_type=caller.key.type,
            type=channel,
            recipient=to,
            normal_recipient=normal,
            reference=form.get("reference"),
            template_id=template.id,
            template_version=template.version,
            subject=subject_of(template, values),
            body=body_of(template, values),
            unsubscribe_url=form.get("one_click_unsubscribe_url"),
            created_at=self._now(),
        )
        _check_length(notification)
        if normal not in recipients.NEVER_STORED:
            self._store.add(notification)
        return Accepted(notification, template, sanitised)

    def _check_day(self, caller: Caller, channel: str) -> None:
        service = caller.service
        limit = {"email": service.emails_per_day, "sms": service.texts_per_day}.get(channel)
        if limit is None or caller.key.type is KeyType.TEST:
            return
        midnight = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        since = max(midnight, self._day_counts_from.get(service.id, midnight))
        if self._store.count_since(service.id, channel, since) >= limit:
            raise TooManyRequestsError(f"Exceeded send limits ({channel}: {limit}) for today")

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

    def _with_file_links(
        self, service: Service, channel: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        """The values with each file replaced by the link its reader would be sent."""
        files = {
            name: value
            for name, value in values.items()
            if isinstance(value, dict) and "file" in value
        }
        if not files:
            return values
        if channel != "email":
            raise BadRequestError("Can only send a file by email")
        for file in files.values():
            schemas.check(file, schemas.FILE)
            if file.get("is_csv") is not None and file.get("filename") is not None:
                raise BadRequestError("Do not set a value for `is_csv` if `filename` is set.")
        if not service.contact_link:
            raise BadRequestError(
                "Send files by email has not been set up - add contact details for your service "
                f"at {self._register.admin_url}/services/{service.id}"
                "/service-settings/send-files-by-email"
            )
        links = {name: f"https://documents.example.com/d/{uuid4()}" for name in files}
        return {**values, **links}


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


def _recipient(caller: Caller, channel: str, form: dict[str, Any]) -> tuple[str, str]:
    """The recipient as given, and in the form that two ways of writing it share."""
    if channel == "email":
        to = form["email_address"]
        normal = recipients.email_address(to)
        _check_allowed(caller, normal)
        return to, normal
    to = form["phone_number"]
    number = recipients.phone_number(to)
    normal = recipients.digits(number)
    _check_allowed(caller, normal)
    permissions = caller.service.permissions
    if recipients.is_international(number) and "international_sms" not in permissions:
        raise BadRequestError("Cannot send to international mobile numbers")
    if recipients.is_uk_landline(number) and "sms_to_uk_landlines" not in permissions:
        raise InvalidPhoneError("Not a UK mobile number")
    return to, normal


def _check_allowed(caller: Caller, normal: str) -> None:
    if caller.key.type is KeyType.TEST or normal in recipients.NEVER_STORED:
        return
    if normal in caller.service.guest_list:
        return
    if caller.key.type is KeyType.TEAM:
        raise BadRequestError(_TEAM_ONLY)
    if caller.service.is_trial:
        raise BadRequestError(_TRIAL)


def _check_length(notification: StoredNotification) -> None:
    problem: NotifyRefusal | None = None
    if notification.type == "sms":
        length = len(notification.body)
        if length > text_message.LONGEST:
            problem = BadRequestError(
                "Your message is too long. Text messages cannot be longer than "
                f"{text_message.LONGEST} characters. Your message is {length} characters long."
            )
    else:
        size = len(notification.body.encode())
        if size > LONGEST_EMAIL_BYTES:
            problem = BadRequestError(
                "Your message is too long. Emails cannot be longer than "
                f"{LONGEST_EMAIL_BYTES} bytes. Your message is {size} bytes."
            )
    if problem is not None:
        raise problem
