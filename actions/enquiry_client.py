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
class Concern:
    """A worry about somebody else's family, as it was told."""

    worry: str
    about: str | None
    name: str | None
    contact: str | None
    phone_number: str | None
    email_address: str | None


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

    async def log_concern(self, concern: Concern, origin: Origin) -> str:
        """Log it and return its reference, the same one for the same message.

        Raises EnquiryLoggerUnavailable, EnquiryRefused.
        """
        body = {**asdict(origin), "kind": "concern", "details": asdict(concern)}
        answer = await self._post("/api/enquiries", body, origin.idempotency_key("concern"))
        return str(answer["reference"])

    async def ask_for_person(self, origin: Origin) -> None:
        """Open a handoff. Raises EnquiryLoggerUnavailable, EnquiryRefused."""
        body = {**asdict(origin), "reason": "asked_for_person"}
        await self._post("/api/handoffs", body, origin.idempotency_key("person"))

    async def _post(self, path: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        try:
            answer = await self._http.post(path, json=body, headers={"Idempotency-Key": key})
        except httpx.HTTPError as error:
            raise EnquiryLoggerUnavailable(type(error).__name__) from None
        if answer.status_code >= 500:
            raise EnquiryLoggerUnavailable(f"{path} answered {answer.status_code}")
        if answer.status_code not in (200, 201):
            raise EnquiryRefused(f"{path} answered {answer.status_code} {_code(answer)}")
        content: dict[str, Any] = answer.json()
        return content


def _code(answer: httpx.Response) -> str:
    """The problem's code, nothing else of it: a body may repeat what a person wrote."""
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return "without a code"
