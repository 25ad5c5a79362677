"""Requests of our own, with what NOTIFY.md says Notify answers: name, request, status, answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

LIVE: Final = "99999999-8888-4777-8666-555555555555"
TEST: Final = "99999999-8888-4777-8666-444444444444"
TEAM: Final = "99999999-8888-4777-8666-333333333333"
_ID: Final = "5b9d5a0e-0000-4a0e-9d86-00000000000"
THANKS, TEXT, PLAIN, GONE, REPLY_TO, SENDER = (f"{_ID}{n}" for n in range(1, 7))
NOBODY: Final = "66dcb85c-7265-4178-8b1a-590d7ea59bb2"
SERVICE: Final = "11111111-2222-4333-8444-555555555555"
EMAILS, TEXTS = "/v2/notifications/email", "/v2/notifications/sms"


@dataclass(frozen=True)
class Case:
    """`answer`: "Error: message" for each error, or the part of the body that has to be there."""

    name: str
    path: str
    body: Any
    status: int
    answer: tuple[str, ...] | Mapping[str, Any]
    key: str | None = LIVE
    method: str = "POST"

    @property
    def content(self) -> bytes | None:
        if self.body is None:
            return None
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def hours_from_now(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def email(name: str, status: int, *answer: str, key: str = LIVE, **changes: Any) -> Case:
    body = {
        "email_address": "someone@example.com",
        "template_id": PLAIN,
        "personalisation": {"name": "Ann"},
        **changes,
    }
    return Case(f"email: {name}", EMAILS, body, status, answer or {}, key)


def invalid(name: str, *messages: str, **changes: Any) -> Case:
    return email(name, 400, *(f"ValidationError: {each}" for each in messages), **changes)


def filled(name: str, body: str, **changes: Any) -> Case:
    return Case(
        f"email: {name}", EMAILS, email("", 201, **changes).body, 201, {"content": {"body": body}}
    )


def text(name: str, status: int, *answer: str, key: str = LIVE, **changes: Any) -> Case:
    body = {
        "phone_number": "07700 900123",
        "template_id": TEXT,
        "personalisation": {"name": "SF-1"},
        **changes,
    }
    return Case(f"text: {name}", TEXTS, body, status, answer or {}, key)


def asked(name: str, path: str, status: int, /, *answer: str, **part: Any) -> Case:
    return Case(f"asked: {name}", path, None, status, answer or part, method="GET")


def preview(name: str, body: Any, status: int, /, *answer: str, **part: Any) -> Case:
    return Case(f"preview: {name}", f"/v2/template/{TEXT}/preview", body, status, answer or part)
