"""The shape of a request, and how Notify words what is wrong with it. NOTIFY.md section 2.3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError as SchemaError

from logger.notify_sandbox import recipients
from logger.notify_sandbox.refusals import ValidationError

STATUSES: Final = (
    "cancelled",
    "created",
    "sending",
    "sent",
    "delivered",
    "pending",
    "failed",
    "technical-failure",
    "temporary-failure",
    "permanent-failure",
    "pending-virus-check",
    "validation-failed",
    "virus-scan-failed",
    "returned-letter",
    "accepted",
    "received",
)
POSTAGE: Final = ("first", "second", "economy")
TEMPLATE_TYPES: Final = ("sms", "email", "letter")

_UUID: Final = {"type": "string", "format": "uuid", "validationMessage": "is not a valid UUID"}
_REFERENCE: Final = {"type": "string", "maxLength": 1000}
_LATER: Final = {"type": ["string", "null"], "format": "within_a_day"}
_HTTPS: Final = {
    "type": "string",
    "format": "uri",
    "pattern": "^https",
    "validationMessage": "is not a valid https url",
}

_SEND: Final[Mapping[str, Mapping[str, Any]]] = {
    "email": {
        "type": "object",
        "properties": {
            "reference": _REFERENCE,
            "email_address": {"type": "string", "format": "email_address"},
            "template_id": _UUID,
            "personalisation": {"type": "object"},
            "scheduled_for": _LATER,
            "email_reply_to_id": _UUID,
            "one_click_unsubscribe_url": _HTTPS,
            "sanitise_content_for": {"type": ["array", "null"]},
        },
        "required": ["email_address", "template_id"],
        "additionalProperties": False,
    },
    "sms": {
        "type": "object",
        "properties": {
            "reference": _REFERENCE,
            "phone_number": {"type": "string", "format": "phone_number"},
            "template_id": _UUID,
            "personalisation": {"type": "object"},
            "scheduled_for": _LATER,
            "sms_sender_id": _UUID,
        },
        "required": ["phone_number", "template_id"],
        "additionalProperties": False,
    },
    "letter": {
        "type": "object",
        "properties": {
            "reference": _REFERENCE,
            "template_id": _UUID,
            "personalisation": {"type": "object"},
        },
        "required": ["template_id", "personalisation"],
        "additionalProperties": False,
    },
}

_FILE: Final = {
    "type": "object",
    "properties": {
        "file": {"type": "string"},
        "is_csv": {"type": ["boolean", "null"]},
        "filename": {"format": "filename"},
        "confirm_email_before_download": {"type": ["boolean", "null"]},
        "retention_period": {"format": "retention_period"},
    },
    "required": ["file"],
    "additionalProperties": False,
}

_LIST: Final = {
    "type": "object",
    "properties": {
        "reference": {"type": "string"},
        "status": {"type": "array", "items": {"enum": list(STATUSES)}},
        "template_type": {"type": "array", "items": {"enum": list(TEMPLATE_TYPES)}},
        "include_jobs": {"enum": ["true", "True"]},
        "older_than": _UUID,
    },
    "additionalProperties": False,
}

_LIST_TEMPLATES: Final = {
    "type": "object",
    "properties": {"type": {"enum": list(TEMPLATE_TYPES)}},
    "additionalProperties": False,
}

_RECEIVED_TEXTS: Final = {
    "type": "object",
    "properties": {"older_than": _UUID},
    "additionalProperties": False,
}

_PRECOMPILED_LETTER: Final = {
    "type": "object",
    "properties": {
        "reference": {"type": "string"},
        "content": {"type": "string"},
        "postage": {"type": "string", "format": "postage"},
    },
    "required": ["reference", "content"],
    "additionalProperties": False,
}

_PREVIEW: Final = {
    "type": "object",
    "properties": {"id": _UUID, "personalisation": {"type": "object"}},
    "required": ["id"],
}

_checker: Final = FormatChecker(formats=())


def _validator(schema: Mapping[str, Any]) -> Draft7Validator:
    return Draft7Validator(schema, format_checker=_checker)


SEND: Final = {channel: _validator(schema) for channel, schema in _SEND.items()}
PRECOMPILED_LETTER: Final = _validator(_PRECOMPILED_LETTER)
FILE: Final = _validator(_FILE)
LIST: Final = _validator(_LIST)
LIST_TEMPLATES: Final = _validator(_LIST_TEMPLATES)
RECEIVED_TEXTS: Final = _validator(_RECEIVED_TEXTS)
PREVIEW: Final = _validator(_PREVIEW)
OBJECT: Final = _validator({"type": "object"})


def check(instance: Any, validator: Draft7Validator) -> None:
    """Raise ValidationError with one message for each thing that is wrong, each once."""
    errors = validator.iter_errors(instance)
    messages = list(dict.fromkeys(_worded(error) for error in errors))
    if messages:
        raise ValidationError(*messages)


def check_id(name: str, value: str) -> UUID:
    """The id in a path; raises ValidationError."""
    try:
        return UUID(value)
    except ValueError as problem:
        raise ValidationError(f"{name} is not a valid UUID") from problem


def _worded(error: SchemaError) -> str:
    field = str(error.path[0]) if error.path else ""
    if isinstance(error.schema, dict) and "validationMessage" in error.schema:
        words = error.schema["validationMessage"]
    else:
        words = str(error.cause or error.message).replace("'", "")
    return f"{field} {words}".strip()


@_checker.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    if isinstance(value, str):
        UUID(value)
    return True


@_checker.checks("email_address", raises=recipients.NotReachable)
def _is_email_address(value: object) -> bool:
    if isinstance(value, str):
        recipients.email_address(value)
    return True


@_checker.checks("phone_number", raises=recipients.NotReachable)
def _is_phone_number(value: object) -> bool:
    if isinstance(value, str):
        recipients.phone_number(value)
    return True


@_checker.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"\w+://[^\s/]+\S*", value) is not None


@_checker.checks("within_a_day", raises=ValueError)
def _is_within_a_day(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as problem:
        raise ValueError(
            "datetime format is invalid. It must be a valid ISO8601 date time format, "
            "https://en.wikipedia.org/wiki/ISO_8601"
        ) from problem
    now = datetime.now(UTC)
    moment = moment.replace(tzinfo=moment.tzinfo or UTC)
    if moment < now:
        raise ValueError("datetime can not be in the past")
    if moment > now + timedelta(hours=24):
        raise ValueError("datetime can only be 24 hours in the future")
    return True


@_checker.checks("postage", raises=ValueError)
def _is_postage(value: object) -> bool:
    if isinstance(value, str) and value not in POSTAGE:
        raise ValueError(f"invalid. It must be either {', '.join(POSTAGE[:-1])} or {POSTAGE[-1]}.")
    return True


@_checker.checks("filename", raises=ValueError)
def _is_filename(value: object) -> bool:
    if value is None or (isinstance(value, str) and "." in value):
        return True
    raise ValueError(
        f"Unsupported value for filename: {value}. "
        "Filename must include an extension, eg `file.csv`"
    )


@_checker.checks("retention_period", raises=ValueError)
def _is_retention_period(value: object) -> bool:
    weeks = re.fullmatch(r"(\d+) weeks?", value.strip().lower()) if isinstance(value, str) else None
    if value is None or (weeks and 1 <= int(weeks[1]) <= 78):
        return True
    raise ValueError(
        f"Unsupported value for retention_period: {value}. "
        "Supported periods are from 1 to 78 weeks."
    )
