"""The way to the enquiry logger's service API."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Self

import httpx

_SECONDS = 2.5  # the bot gives an action 3


class EnquiryLoggerUnavailable(Exception):
    """The logger did not answer, or not in time: whether it logged anything is unknown."""


class EnquiryRefused(Exception):
    """The logger refused what we sent: a fault of ours. The message is its code."""


@dataclass(frozen=True)
class Origin:
    """The message that an action works on; its retry must not be logged twice."""

    conversation: str
    message_id: str

    def idempotency_key(self, purpose: str) -> str:
        return f"{purpose}:{self.conversation}:{self.message_id}"


@dataclass(frozen=True)
class Logged:
    """What may be promised: the reference, and who reads it when ("on Monday from 8:30am").

    `acknowledged`: "email" or "sms" when a message to the person is on its way, else None.
    """

    reference: str
    read_by: str
    acknowledged: str | None


@dataclass(frozen=True)
class CallbackSlot:
    """A time in which somebody can call; both ends as ISO 8601, `words` as people say it."""

    starts_at: str
    ends_at: str
    words: str


@dataclass(frozen=True)
class Hours:
    """Whether somebody is there now, else when next ("on Monday 23 November from 8:30am")."""

    is_open: bool
    words_next: str
    emergency_duty_number: str | None


@dataclass(frozen=True)
class Status:
    """How far an enquiry has got: `words` when reference and proof are right, else `tries_left`.

    A reference that its check character does not fit `is_mistyped`, and cost no try.
    """

    words: str | None
    tries_left: int | None
    is_mistyped: bool = False


@dataclass(frozen=True)
class SavedDraft:
    """A draft is opened elsewhere by its reference; `kept_until` is a day in words."""

    reference: str
    kept_until: str


@dataclass(frozen=True)
class OpenedDraft:
    """The task that was left, and its answers as they were saved."""

    task: str
    answers: dict[str, Any]


class EnquiryClient:
    """Logs enquiries over one kept connection."""

    def __init__(
        self, url: str, token: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_SECONDS,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def log(self, kind: str, details: Mapping[str, Any], origin: Origin) -> Logged:
        """Log an enquiry of any kind, once for one message.

        Raises EnquiryLoggerUnavailable, EnquiryRefused.
        """
        body = {**asdict(origin), "kind": kind, "details": dict(details)}
        answer = await self._post("/api/enquiries", body, origin.idempotency_key(kind))
        return Logged(answer["reference"], answer["read_by"]["words"], answer["acknowledged"])

    async def ask_for_person(self, origin: Origin) -> Hours:
        """Open a handoff; says whether somebody is there now, else when.

        Raises EnquiryLoggerUnavailable, EnquiryRefused.
        """
        body = {**asdict(origin), "reason": "asked_for_person"}
        return _hours(await self._post("/api/handoffs", body, origin.idempotency_key("person")))

    async def callback_slots(self, count: int = 6) -> list[CallbackSlot]:
        """The next times in which somebody can call. Raises as `log` does."""
        answer = await self._get("/api/callback-slots", {"count": count})
        return [CallbackSlot(**slot) for slot in answer["slots"]]

    async def hours(self) -> Hours:
        """Raises as `log` does."""
        return _hours(await self._get("/api/hours", {}))

    async def status(self, reference: str, proof: str, origin: Origin) -> Status:
        """`proof` is the phone number, e-mail address or postcode given with the enquiry.

        Raises as `log` does.
        """
        body = {**asdict(origin), "reference": reference, "proof": proof}
        answer = await self._post("/api/status", body, origin.idempotency_key("status"))
        return Status(answer.get("words"), answer.get("tries_left"), answer.get("mistyped") is True)

    async def save_draft(
        self, task: str, answers: Mapping[str, Any], contact: str, origin: Origin
    ) -> SavedDraft:
        """Keep what was answered so far; `contact` as typed. EnquiryRefused when it is neither
        phone number nor e-mail address ("contact-not-understood"). Raises as `log` does.
        """
        body = {**asdict(origin), "task": task, "answers": dict(answers), "contact": contact}
        answer = await self._post("/api/drafts", body, origin.idempotency_key("draft"))
        return SavedDraft(answer["reference"], answer["kept_until_words"])

    async def send_code(self, reference: str, origin: Origin) -> None:
        """Have a code sent to the contact of a draft, if there is one. Raises as `log` does."""
        body = {**asdict(origin), "reference": reference}
        await self._post("/api/drafts/code", body, origin.idempotency_key("draft-code"))

    async def open_draft(self, reference: str, code: str, origin: Origin) -> OpenedDraft | None:
        """The draft, or None when reference or code is wrong. Raises as `log` does."""
        body = {**asdict(origin), "reference": reference, "code": code}
        answer = await self._post("/api/drafts/open", body, origin.idempotency_key("draft-open"))
        return OpenedDraft(answer["task"], answer["answers"]) if answer["found"] else None

    async def _get(self, path: str, query: Mapping[str, int]) -> dict[str, Any]:
        try:
            answer = await self._http.get(path, params=query)
        except httpx.HTTPError as error:
            raise EnquiryLoggerUnavailable(type(error).__name__) from None
        return _content(path, answer)

    async def _post(self, path: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        try:
            answer = await self._http.post(path, json=body, headers={"Idempotency-Key": key})
        except httpx.HTTPError as error:
            raise EnquiryLoggerUnavailable(type(error).__name__) from None
        return _content(path, answer)


def _content(path: str, answer: httpx.Response) -> dict[str, Any]:
    """Raises EnquiryLoggerUnavailable, EnquiryRefused."""
    if answer.status_code >= 500:
        raise EnquiryLoggerUnavailable(f"{path} answered {answer.status_code}")
    if answer.status_code not in (200, 201):
        raise EnquiryRefused(f"{path} answered {answer.status_code} {_code(answer)}")
    content: dict[str, Any] = answer.json()
    return content


def _hours(answer: Mapping[str, Any]) -> Hours:
    return Hours(answer["open"], answer["words_next"], answer.get("emergency_duty_number"))


def _code(answer: httpx.Response) -> str:
    """The problem's code, nothing else of it: a body may repeat what a person wrote."""
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return "without a code"
