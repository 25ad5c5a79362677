import json
from collections.abc import Callable

import httpx
import pytest

from actions.enquiry_client import (
    CallbackSlot,
    EnquiryClient,
    EnquiryLoggerUnavailable,
    EnquiryRefused,
    Hours,
    Logged,
    OpenedDraft,
    Origin,
    SavedDraft,
    Status,
)

ORIGIN = Origin("6b0e7c1e-8a4f-4f0e-9d7e-0c7f2f6f1a11", "2f9f2f0a-3a57-4a0b-9a8d-9f5d3b3f4c22")
CONCERN = {"worry": "always hungry", "about": "12 Mill Lane"}
LOGGED = {
    "reference": "SF-7K3M-9Q2X",
    "read_by": {"words": "today before 5pm"},
    "acknowledged": None,
}


def client(answer: Callable[[httpx.Request], httpx.Response]) -> EnquiryClient:
    return EnquiryClient("http://service", "a-token", httpx.MockTransport(answer))


async def test_a_concern_is_posted_with_its_token_and_key() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json=LOGGED)

    logged = await client(answer).log("concern", CONCERN, ORIGIN)

    assert logged == Logged("SF-7K3M-9Q2X", "today before 5pm", None)
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
        "details": CONCERN,
    }


async def test_a_person_is_asked_for_with_a_key_of_its_own() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(
            201, json={"opened": True, "open": False, "words_next": "on Monday from 8:30am"}
        )

    hours = await client(answer).ask_for_person(ORIGIN)

    assert hours == Hours(False, "on Monday from 8:30am", None)
    assert seen[0].url == "http://service/api/handoffs"
    assert seen[0].headers["Idempotency-Key"].startswith("person:")
    assert json.loads(seen[0].content)["reason"] == "asked_for_person"


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_logger_in_trouble_is_unavailable(status: int) -> None:
    with pytest.raises(EnquiryLoggerUnavailable):
        await client(lambda _: httpx.Response(status)).log("concern", CONCERN, ORIGIN)


@pytest.mark.parametrize(
    "fault", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_a_logger_that_does_not_answer_is_unavailable(fault: type[httpx.HTTPError]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise fault("always hungry")

    with pytest.raises(EnquiryLoggerUnavailable) as raised:
        await client(answer).log("concern", CONCERN, ORIGIN)

    assert "hungry" not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "conversation-not-found"), (422, "invalid-details"), (422, "idempotency-key-reused")],
)
async def test_a_refusal_is_named_by_its_code_and_nothing_else(status: int, code: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json={"code": code, "detail": "always hungry"})

    with pytest.raises(EnquiryRefused) as raised:
        await client(answer).log("concern", CONCERN, ORIGIN)

    assert code in str(raised.value)
    assert "hungry" not in str(raised.value)


async def test_a_refusal_without_json_is_still_a_refusal() -> None:
    with pytest.raises(EnquiryRefused):
        await client(lambda _: httpx.Response(404, text="<html>")).ask_for_person(ORIGIN)


def answering(content: dict[str, object], status: int = 200) -> EnquiryClient:
    return client(lambda _: httpx.Response(status, json=content))


async def test_an_enquiry_of_any_kind_says_who_reads_it_and_what_was_sent() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(
            201,
            json={
                "reference": "SF-7K3M-9Q2X",
                "read_by": {"words": "on Monday 23 November from 8:30am"},
                "acknowledged": "sms",
            },
        )

    logged = await client(answer).log("callback", {"contact": "07700 900123"}, ORIGIN)

    assert logged == Logged("SF-7K3M-9Q2X", "on Monday 23 November from 8:30am", "sms")
    assert json.loads(seen[0].content)["kind"] == "callback"
    assert seen[0].headers["Idempotency-Key"] == (
        f"callback:{ORIGIN.conversation}:{ORIGIN.message_id}"
    )


async def test_callback_slots_and_hours_are_read() -> None:
    slot = {"starts_at": "2026-11-23T09:00:00+00:00", "ends_at": "2026-11-23T11:00:00+00:00"}
    words = {"words": "Monday 23 November, 9am to 11am"}
    hours = {"open": True, "words_next": "today", "emergency_duty_number": "01632 960123"}

    slots = await answering({"slots": [slot | words]}).callback_slots()

    assert slots == [CallbackSlot(**slot, **words)]
    assert await answering(hours).hours() == Hours(True, "today", "01632 960123")


async def test_a_status_is_words_or_the_tries_that_are_left() -> None:
    found = answering({"found": True, "words": "Someone is working on it."})
    wrong = answering({"found": False, "tries_left": 4, "mistyped": False})
    mistyped = answering({"found": False, "tries_left": 5, "mistyped": True})

    assert await found.status("SF-7K3M-9Q2X", "CH65 0BA", ORIGIN) == Status(
        "Someone is working on it.", None
    )
    assert await wrong.status("SF-7K3M-9Q2X", "x", ORIGIN) == Status(None, 4)
    assert await mistyped.status("SF-7K3M-9Q2Y", "x", ORIGIN) == Status(None, 5, True)


async def test_a_draft_is_saved_and_opened_elsewhere() -> None:
    saved = {"reference": "DR-7K3M-9Q2X", "kept_until_words": "29 November"}
    opened = {"found": True, "task": "raise_concern", "answers": {"worry": "always hungry"}}

    assert await answering(saved, 201).save_draft(
        "raise_concern", {"worry": "always hungry"}, "07700 900123", ORIGIN
    ) == SavedDraft("DR-7K3M-9Q2X", "29 November")
    assert await answering(opened).open_draft("DR-7K3M-9Q2X", "123456", ORIGIN) == OpenedDraft(
        "raise_concern", {"worry": "always hungry"}
    )
    assert await answering({"found": False}).open_draft("DR-7K3M-9Q2X", "1", ORIGIN) is None
    await answering({"sent": True}).send_code("DR-7K3M-9Q2X", ORIGIN)
