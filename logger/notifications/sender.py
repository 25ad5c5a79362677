"""The calls to Notify, through its own client, in threads: the client blocks and is not shared.

Which outcome a failure means is decided in outcome.py; here it is only read off the exception.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import requests
from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import MaxRetryError, NewConnectionError

from logger.notifications.api_key import NotifyApiKey
from logger.notifications.outcome import Broke, Failure, Outcome, OutcomeKind, classify
from logger.notifications.templates import Template


@dataclass(frozen=True)
class Envelope:
    """What is sent: to whom, which text, and what is put into it. Lives in memory only."""

    reference: UUID
    channel: str
    template: str
    to: str
    personalisation: Mapping[str, str]


@dataclass(frozen=True)
class Accepted:
    """Notify has the message, under this id."""

    notify_id: UUID
    status: str


@dataclass(frozen=True)
class NotThere:
    """Notify was asked and does not have the message."""


class Sender:
    """Sends and looks up, at most `threads` calls at a time, each thread with its own client."""

    def __init__(
        self,
        key: NotifyApiKey,
        base_url: str,
        templates: Mapping[str, Template],
        *,
        timeout: timedelta,
        threads: int,
    ) -> None:
        self._key = key
        self._base_url = base_url
        self._templates = templates
        self._timeout = timeout.total_seconds()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="notify")
        self._of_thread = threading.local()
        hide_what_was_rejected()

    @property
    def service_id(self) -> UUID:
        """The Notify service whose limits count."""
        return self._key.service_id

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def send(self, envelope: Envelope) -> Accepted | Outcome:
        """Have Notify accept a message. Asks twice, with a fresh token, if it doubts our clock."""
        if envelope.template not in self._templates:
            return Outcome(OutcomeKind.REJECTED, f"no-template: {envelope.template}")
        result = await self._in_thread(self._send, envelope)
        if isinstance(result, Outcome) and result.kind is OutcomeKind.CLOCK_WRONG:
            return await self._in_thread(self._send, envelope)
        return result

    async def look_up(self, reference: UUID) -> Accepted | NotThere | Outcome:
        """Ask Notify whether it has the message; its newest copy if there are several."""
        return await self._in_thread(self._look_up, reference)

    def templates(self) -> list[dict[str, Any]]:
        """Every template of the service, as Notify shows it; blocks. Raises APIError."""
        found: list[dict[str, Any]] = self._client().get_all_templates()["templates"]
        return found

    async def find(self, notify_id: UUID) -> Accepted | NotThere | Outcome:
        """Ask Notify how far a message is that it has accepted."""
        return await self._in_thread(self._find, notify_id)

    async def _in_thread[T, R](self, call: Callable[[T], R], argument: T) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._pool, call, argument)

    def _send(self, envelope: Envelope) -> Accepted | Outcome:
        template_id = str(self._templates[envelope.template].id)
        arguments = (
            envelope.to,
            template_id,
            dict(envelope.personalisation),
            str(envelope.reference),
        )
        client = self._client()
        send = (
            client.send_sms_notification
            if envelope.channel == "sms"
            else client.send_email_notification
        )
        try:
            return _accepted(send(*arguments))
        except APIError as problem:
            return classify(failure_of(problem))

    def _look_up(self, reference: UUID) -> Accepted | NotThere | Outcome:
        try:
            answer = self._client().get_all_notifications(reference=str(reference))
        except APIError as problem:
            return classify(failure_of(problem))
        found = answer.get("notifications") if isinstance(answer, dict) else None
        if not isinstance(found, list):
            return Outcome(OutcomeKind.UNKNOWN, "answer-unreadable")
        return _accepted(found[0]) if found else NotThere()

    def _find(self, notify_id: UUID) -> Accepted | NotThere | Outcome:
        try:
            return _accepted(self._client().get_notification_by_id(str(notify_id)))
        except APIError as problem:
            failure = failure_of(problem)
            if failure.status == 404 and failure.error is not None:
                return NotThere()
            return classify(failure)

    def _client(self) -> Any:
        """The client of this thread; its methods have no types."""
        if not hasattr(self._of_thread, "client"):
            make: Any = NotificationsAPIClient
            self._of_thread.client = make(
                str(self._key), base_url=self._base_url, timeout=self._timeout
            )
            # A proxy set for the outside world cannot reach the sandbox on this machine.
            self._of_thread.client.request_session.trust_env = not _is_loopback(self._base_url)
        return self._of_thread.client


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def failure_of(problem: APIError) -> Failure:
    """What the client raised, told apart by its response and its cause, never by its status."""
    if problem.response is None:
        return Failure(broke=_how_it_broke(problem.__cause__))
    if isinstance(problem, InvalidResponse):
        return Failure(problem.response.status_code)
    error, message = _first_error(problem.response)
    return Failure(problem.response.status_code, error, message)


def _how_it_broke(cause: BaseException | None) -> Broke:
    if isinstance(cause, requests.ConnectTimeout):
        return Broke.BEFORE_CONNECTING
    if isinstance(
        cause,
        requests.exceptions.MissingSchema
        | requests.exceptions.InvalidSchema
        | requests.exceptions.InvalidURL,
    ):
        return Broke.NO_ADDRESS
    if isinstance(cause, requests.ConnectionError) and cause.args:
        retried = cause.args[0]
        if isinstance(retried, MaxRetryError) and isinstance(retried.reason, NewConnectionError):
            return Broke.BEFORE_CONNECTING
    return Broke.LATER


def _first_error(response: requests.Response) -> tuple[str | None, str]:
    """Notify's word and sentence; None for a page that Notify did not write."""
    try:
        first = response.json()["errors"][0]
        return str(first["error"]), str(first["message"])
    except (ValueError, KeyError, IndexError, TypeError):
        return None, ""


def _accepted(answer: Any) -> Accepted | Outcome:
    try:
        return Accepted(UUID(answer["id"]), str(answer.get("status", "created")))
    except (KeyError, TypeError, ValueError, AttributeError):
        return Outcome(OutcomeKind.UNKNOWN, "answer-unreadable")


class HideWhatWasRejected(logging.Filter):
    """Takes Notify's message out of the client's warnings: it repeats the value it rejects."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING and isinstance(record.args, tuple):
            method, _, status, *_ = (*record.args, None, None, None)
            record.msg = "Notify answered %s to a %s"
            record.args = (status, method)
        return True


def hide_what_was_rejected() -> None:
    """Put the filter on the client's logger, once."""
    client_log = logging.getLogger("notifications_python_client.base")
    if not any(isinstance(known, HideWhatWasRejected) for known in client_log.filters):
        client_log.addFilter(HideWhatWasRejected())
