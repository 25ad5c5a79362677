"""What the assistant's actions may ask of the store, on a port of its own."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from logger.enquiries.reference import EnquiryReference
from logger.migrate import DatabaseUrls
from logger.settings import Settings
from tests.logger.webchat.test_faults import rows

WORRY = "the kids next door are always hungry"


@pytest.fixture
async def service(web: str, web_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{web_settings.service_port}",
        headers={"Authorization": f"Bearer {web_settings.actions_token}"},
    ) as client:
        yield client


@pytest.fixture
async def conversation(chatter: Any, urls: DatabaseUrls) -> str:
    (row,) = await rows(urls, "SELECT id FROM logger.conversation")
    return str(row["id"])


def concern(conversation: str, **details: Any) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "message_id": str(uuid.uuid4()),
        "kind": "concern",
        "details": {"worry": WORRY} | details,
    }


async def logged(
    service: httpx.AsyncClient, body: dict[str, Any], key: str = "a-key"
) -> httpx.Response:
    return await service.post("/api/enquiries", json=body, headers={"Idempotency-Key": key})


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic abc"])
async def test_without_the_token_nothing_is_there(
    service: httpx.AsyncClient, conversation: str, authorization: str
) -> None:
    headers = {"Authorization": authorization, "Idempotency-Key": "k"}

    answers = [
        await service.post("/api/enquiries", json=concern(conversation), headers=headers),
        await service.get("/api/health", headers=headers),
    ]

    assert {answer.status_code for answer in answers} == {404}


async def test_the_service_api_is_not_on_the_public_port(
    http: httpx.AsyncClient, web_settings: Settings
) -> None:
    answer = await http.post(
        "/api/enquiries",
        json={},
        headers={"Authorization": f"Bearer {web_settings.actions_token}"},
    )

    assert answer.status_code == 404


async def test_a_concern_gets_a_reference_and_leaves_every_trace_in_one_go(
    service: httpx.AsyncClient, conversation: str, urls: DatabaseUrls
) -> None:
    body = concern(conversation, name="Jo Example", phone_number="+447700900123")

    answer = await logged(service, body)

    assert answer.status_code == 201
    EnquiryReference.parse(answer.json()["reference"])
    handoffs = await rows(urls, "SELECT reason, state FROM logger.handoff")
    assert [tuple(row) for row in handoffs] == [("task_finished", "waiting")]
    sent = await rows(urls, "SELECT template FROM logger.notification ORDER BY template")
    assert [row["template"] for row in sent] == ["acknowledgement_sms", "handoff_email"]
    actions = {row["action"] for row in await rows(urls, "SELECT action FROM logger.audit_event")}
    assert {"enquiry.logged", "handoff.opened", "notification.queued"} <= actions


async def test_a_concern_told_after_danger_is_as_urgent_as_the_danger(
    service: httpx.AsyncClient, conversation: str, chatter: Any, urls: DatabaseUrls
) -> None:
    await chatter.say("he is hitting her right now")

    await logged(service, concern(conversation))

    handoffs = await rows(urls, "SELECT reason, grade FROM logger.handoff ORDER BY reason")
    assert [tuple(row) for row in handoffs] == [("safety", 1), ("task_finished", 1)]


async def test_the_same_key_again_gives_the_same_reference(
    service: httpx.AsyncClient, conversation: str, urls: DatabaseUrls
) -> None:
    body = concern(conversation)

    answers = await asyncio.gather(*(logged(service, body) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["reference"] for answer in answers}) == 1
    assert len(await rows(urls, "SELECT 1 FROM logger.enquiry")) == 1


async def test_the_same_key_with_other_details_is_refused(
    service: httpx.AsyncClient, conversation: str
) -> None:
    await logged(service, concern(conversation))

    answer = await logged(service, concern(conversation, name="Another Example"))

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"worry": ""}, "worry"),
        ({"worry": "x" * 5001}, "worry"),
        ({"phone_number": "07700 900123"}, "phone_number"),
        ({"email_address": "jo at example"}, "email_address"),
        ({"secret": "x"}, "secret"),
    ],
)
async def test_details_that_do_not_fit_are_named_and_never_shown(
    service: httpx.AsyncClient, conversation: str, details: dict[str, str], field: str
) -> None:
    answer = await logged(service, concern(conversation, **details))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-details")
    assert field in answer.json()["detail"]
    assert "07700" not in answer.text


async def test_a_conversation_that_is_not_known_is_not_found(service: httpx.AsyncClient) -> None:
    answer = await logged(service, concern(str(uuid.uuid4())))

    assert (answer.status_code, answer.json()["code"]) == (404, "conversation-not-found")


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"kind": "concern"}', b"\xff"])
async def test_a_malformed_body_is_an_invalid_request(
    service: httpx.AsyncClient, body: bytes
) -> None:
    answer = await service.post("/api/enquiries", content=body, headers={"Idempotency-Key": "k"})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-request")


async def test_asking_for_a_person_opens_one_handoff_and_shows_that_they_wait(
    service: httpx.AsyncClient, conversation: str, chatter: Any, urls: DatabaseUrls
) -> None:
    body = {
        "conversation": conversation,
        "message_id": str(uuid.uuid4()),
        "reason": "asked_for_person",
    }

    answers = [await service.post("/api/handoffs", json=body) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {201}
    assert len(await rows(urls, "SELECT 1 FROM logger.handoff")) == 1
    assert (await chatter.read())["state"] == "waiting"
