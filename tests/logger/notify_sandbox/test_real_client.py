"""notifications-python-client 13 against the sandbox, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from logger.notify_sandbox.app import RunningSandbox

Client = Callable[..., NotificationsAPIClient]

SERVICE_ID = "11111111-2222-4333-8444-555555555555"
TEST_SECRET = "99999999-8888-4777-8666-444444444444"
EMAIL = "5b9d5a0e-0000-4a0e-9d86-000000000001"
SMS = "5b9d5a0e-0000-4a0e-9d86-000000000002"
PLAIN = "5b9d5a0e-0000-4a0e-9d86-000000000003"
HANDOFF = {
    "name": "SF-7K3M-9Q2X",
    "next": "no",
    "link": "http://127.0.0.1:8000/console/handoffs/1",
}


def send_handoff(client: NotificationsAPIClient, reference: str, **options: Any) -> Any:
    return client.send_email_notification(
        email_address="front-door@example.com",
        template_id=EMAIL,
        personalisation=HANDOFF,
        reference=reference,
        **options,
    )


async def test_an_email_is_accepted_and_found_by_its_id(notify: Client) -> None:
    client = notify()

    sent = await asyncio.to_thread(send_handoff, client, "r-1")
    found = await asyncio.to_thread(client.get_notification_by_id, sent["id"])

    assert sent["content"]["subject"] == "About SF-7K3M-9Q2X"
    assert found["email_address"] == "front-door@example.com"
    assert found["reference"] == "r-1"
    assert found["status"] == "created"


async def test_a_text_message_is_accepted(notify: Client) -> None:
    client = notify()

    sent = await asyncio.to_thread(
        client.send_sms_notification,
        "07700 900123",
        SMS,
        {"name": "SF-7K3M-9Q2X"},
        "r-2",
    )

    assert "SF-7K3M-9Q2X" in sent["content"]["body"]
    assert sent["content"]["from_number"] == "FrontDoor"


async def test_a_reference_finds_every_message_that_carries_it_newest_first(
    notify: Client,
) -> None:
    client = notify()
    first = await asyncio.to_thread(send_handoff, client, "twice")
    second = await asyncio.to_thread(send_handoff, client, "twice")
    await asyncio.to_thread(send_handoff, client, "other")

    found = await asyncio.to_thread(client.get_all_notifications, reference="twice")

    assert [row["id"] for row in found["notifications"]] == [second["id"], first["id"]]


async def test_a_test_key_does_not_see_what_a_live_key_sent(notify: Client) -> None:
    await asyncio.to_thread(send_handoff, notify(), "live")

    found = await asyncio.to_thread(notify(TEST_SECRET).get_all_notifications, reference="live")

    assert found["notifications"] == []


async def test_the_iterator_walks_over_every_page(notify: Client) -> None:
    client = notify()
    sent = [(await asyncio.to_thread(send_handoff, client, f"r-{n}"))["id"] for n in range(255)]

    found = await asyncio.to_thread(lambda: list(client.get_all_notifications_iterator()))

    assert [row["id"] for row in found] == sent[::-1]


async def test_templates_are_listed_read_and_previewed(notify: Client) -> None:
    client = notify()
    template_id = EMAIL

    listed = await asyncio.to_thread(client.get_all_templates, "email")
    read = await asyncio.to_thread(client.get_template, template_id)
    version = await asyncio.to_thread(client.get_template_version, template_id, 1)
    preview = await asyncio.to_thread(client.post_template_preview, template_id, HANDOFF)

    assert [t["name"] for t in listed["templates"]] == ["plain", "thanks"]
    assert read == version
    assert set(read["personalisation"]) == set(HANDOFF)
    assert '<a style="word-wrap: break-word; color: #1D70B8;" href="http://127' in preview["html"]


async def test_received_texts_are_read_back(notify: Client, levers: httpx.AsyncClient) -> None:
    wish = {"service_id": SERVICE_ID, "user_number": "447700900123", "content": "Thank you"}
    await levers.post("/received-texts", json=wish)

    found = await asyncio.to_thread(lambda: list(notify().get_received_texts_iterator()))

    assert [text["content"] for text in found] == ["Thank you"]


async def test_a_pdf_is_only_there_for_letters(notify: Client) -> None:
    client = notify()
    sent = await asyncio.to_thread(send_handoff, client, "r-1")

    with pytest.raises(HTTPError) as refused:
        await asyncio.to_thread(client.get_pdf_for_letter, sent["id"])

    assert refused.value.message == [
        {"error": "BadRequestError", "message": "Notification is not a letter"}
    ]


async def test_letters_are_refused_since_the_service_may_not_send_them(notify: Client) -> None:
    client = notify()
    with pytest.raises(HTTPError) as written:
        await asyncio.to_thread(client.send_letter_notification, PLAIN, {"address_line_1": "A"})
    with pytest.raises(HTTPError) as finished:
        await asyncio.to_thread(client.send_precompiled_letter_notification, "r", BytesIO(b"%PDF"))

    refused = [{"error": "BadRequestError", "message": "Service is not allowed to send letters"}]
    assert written.value.message == refused
    assert finished.value.message == refused


async def test_the_list_of_versions_is_for_notifys_own_pages(notify: Client) -> None:
    with pytest.raises(HTTPError) as refused:
        await asyncio.to_thread(notify().get_all_template_versions, PLAIN)

    assert refused.value.status_code == 401
    assert refused.value.message[0]["error"] == "AuthError"


async def test_one_page_of_received_texts_follows_another(
    notify: Client, levers: httpx.AsyncClient
) -> None:
    for words in ("one", "two"):
        wish = {"service_id": SERVICE_ID, "user_number": "447700900123", "content": words}
        await levers.post("/received-texts", json=wish)
    client = notify()

    newest, older = (await asyncio.to_thread(client.get_received_texts))["received_text_messages"]
    page = await asyncio.to_thread(client.get_received_texts, older_than=newest["id"])

    assert page["received_text_messages"] == [older]


def test_every_method_of_the_client_is_called_in_this_file() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    methods = {
        name
        for name, member in vars(NotificationsAPIClient).items()
        if callable(member) and not name.startswith("_")
    }

    assert {name for name in methods if f".{name}" not in here} == set()


async def test_an_unknown_id_is_not_found(notify: Client) -> None:
    with pytest.raises(HTTPError) as refused:
        await asyncio.to_thread(notify().get_notification_by_id, str(uuid4()))

    assert refused.value.status_code == 404
    assert refused.value.message[0]["error"] == "NoResultFound"


async def test_a_simulated_address_is_accepted_and_never_stored(
    notify: Client, levers: httpx.AsyncClient
) -> None:
    client = notify()

    sent = await asyncio.to_thread(
        client.send_email_notification,
        "simulate-delivered@notifications.service.gov.uk",
        EMAIL,
        HANDOFF,
        "simulated",
    )
    found = await asyncio.to_thread(client.get_all_notifications, reference="simulated")

    assert sent["reference"] == "simulated"
    assert found["notifications"] == []
    assert (await levers.get("/counts")).json()["total"] == 0


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("someone@example.com", "delivered"),
        ("temp-fail@simulator.notify", "temporary-failure"),
        ("perm-fail@simulator.notify", "permanent-failure"),
    ],
)
async def test_a_message_is_sending_and_then_ends_as_its_address_says(
    notify: Client, levers: httpx.AsyncClient, address: str, status: str
) -> None:
    client = notify(TEST_SECRET)
    sent = await asyncio.to_thread(client.send_email_notification, address, EMAIL, HANDOFF)
    statuses = []

    for seconds in (0, 150, 150):
        await levers.post("/clock", json={"advance_seconds": seconds})
        found = await asyncio.to_thread(client.get_notification_by_id, sent["id"])
        statuses.append(found["status"])

    assert statuses == ["created", "sending", status]
    assert found["completed_at"] > found["sent_at"] > found["created_at"]


async def test_a_message_is_forgotten_after_a_week(
    notify: Client, levers: httpx.AsyncClient
) -> None:
    client = notify()
    await asyncio.to_thread(send_handoff, client, "old")
    await levers.post("/clock", json={"advance_seconds": 8 * 24 * 3600})

    found = await asyncio.to_thread(client.get_all_notifications, reference="old")

    assert found["notifications"] == []


async def test_a_service_may_not_go_over_its_minute(
    notify: Client, levers: httpx.AsyncClient
) -> None:
    await levers.patch(f"/services/{SERVICE_ID}", json={"requests_per_minute": 6})
    client = notify()
    for number in range(2):
        await asyncio.to_thread(send_handoff, client, f"r-{number}")

    with pytest.raises(HTTPError) as refused:
        await asyncio.to_thread(send_handoff, client, "one too many")

    assert refused.value.status_code == 429
    assert refused.value.message[0]["error"] == "RateLimitError"


async def test_a_file_becomes_a_link_once_the_service_has_a_contact(
    notify: Client, levers: httpx.AsyncClient
) -> None:
    await levers.patch(
        f"/services/{SERVICE_ID}", json={"contact_link": "https://council.example.com"}
    )
    file = {"file": "eA==", "filename": "answers.txt"}

    sent = await asyncio.to_thread(
        notify().send_email_notification,
        "someone@example.com",
        PLAIN,
        {"name": file},
    )

    assert "https://documents.example.com/d/" in sent["content"]["body"]


async def test_the_status_page_needs_no_key(sandbox: RunningSandbox) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{sandbox.url}/_status")

    assert answer.json() == {"status": "ok"}
