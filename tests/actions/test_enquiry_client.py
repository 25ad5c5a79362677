import json
from collections.abc import Callable

import httpx
import pytest

from actions.enquiry_client import (
    Concern,
    EnquiryClient,
    EnquiryLoggerUnavailable,
    EnquiryRefused,
    Origin,
)

ORIGIN = Origin("6b0e7c1e-8a4f-4f0e-9d7e-0c7f2f6f1a11", "2f9f2f0a-3a57-4a0b-9a8d-9f5d3b3f4c22")
CONCERN = Concern("always hungry", "12 Mill Lane", None, None, None, None)


def client(answer: Callable[[httpx.Request], httpx.Response]) -> EnquiryClient:
    return EnquiryClient("http://service", "a-token", httpx.MockTransport(answer))


async def test_a_concern_is_posted_with_its_token_and_key() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"reference": "SF-7K3M-9Q2X"})

    reference = await client(answer).log_concern(CONCERN, ORIGIN)

    assert reference == "SF-7K3M-9Q2X"
    (request,) = seen
    assert request.url == "http://service/api/enquiries"
    assert request.headers["Authorization"] == "Bearer a-token"
    assert request.headers["Idempotency-Key"] == (
        f"concern:{ORIGIN.conversation}:{ORIGIN.message_id}"
    )
    assert json.loads(request.content) == {
        "conversation": ORIGIN.conversation,
        "message_id": ORIGIN.message_id,
        "kind": "concern",
        "details": {
            "worry": "always hungry",
            "about": "12 Mill Lane",
            "name": None,
            "contact": None,
            "phone_number": None,
            "email_address": None,
        },
    }


async def test_a_person_is_asked_for_with_a_key_of_its_own() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"opened": True})

    await client(answer).ask_for_person(ORIGIN)

    assert seen[0].url == "http://service/api/handoffs"
    assert seen[0].headers["Idempotency-Key"].startswith("person:")
    assert json.loads(seen[0].content)["reason"] == "asked_for_person"


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_logger_in_trouble_is_unavailable(status: int) -> None:
    with pytest.raises(EnquiryLoggerUnavailable):
        await client(lambda _: httpx.Response(status)).log_concern(CONCERN, ORIGIN)


@pytest.mark.parametrize(
    "fault", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_a_logger_that_does_not_answer_is_unavailable(fault: type[httpx.HTTPError]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise fault("always hungry")

    with pytest.raises(EnquiryLoggerUnavailable) as raised:
        await client(answer).log_concern(CONCERN, ORIGIN)

    assert "hungry" not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "conversation-not-found"), (422, "invalid-details"), (422, "idempotency-key-reused")],
)
async def test_a_refusal_is_named_by_its_code_and_nothing_else(status: int, code: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json={"code": code, "detail": "always hungry"})

    with pytest.raises(EnquiryRefused) as raised:
        await client(answer).log_concern(CONCERN, ORIGIN)

    assert code in str(raised.value)
    assert "hungry" not in str(raised.value)


async def test_a_refusal_without_json_is_still_a_refusal() -> None:
    with pytest.raises(EnquiryRefused):
        await client(lambda _: httpx.Response(404, text="<html>")).ask_for_person(ORIGIN)
