"""Files in an e-mail, once the service has said whom their readers may ask."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

PLAIN = "5b9d5a0e-0000-4a0e-9d86-000000000003"
SERVICE = "/services/11111111-2222-4333-8444-555555555555"
LARGEST = 2 * 1024 * 1024 + 1024

Client = Callable[..., NotificationsAPIClient]


@pytest.fixture(autouse=True)
async def contact(levers: httpx.AsyncClient) -> None:
    await levers.patch(SERVICE, json={"contact_link": "https://council.example.com"})


async def send(notify: Client, **file: Any) -> Any:
    return await asyncio.to_thread(
        notify().send_email_notification, "someone@example.com", PLAIN, {"name": file}
    )


def of_size(size: int) -> str:
    return base64.b64encode(b"x" * size).decode()


async def test_the_largest_file_becomes_a_link(notify: Client) -> None:
    sent = await send(notify, file=of_size(LARGEST), filename="answers.pdf")

    assert sent["content"]["body"].startswith("https://documents.example.com/d/")


async def test_a_file_may_be_kept_for_some_weeks_and_be_unlocked_by_its_reader(
    notify: Client,
) -> None:
    sent = await send(
        notify,
        file=of_size(9),
        is_csv=None,
        filename="answers.csv",
        confirm_email_before_download=True,
        retention_period="78 weeks",
    )

    assert "/d/" in sent["content"]["body"]


@pytest.mark.parametrize(
    ("file", "status", "error", "message"),
    [
        (
            {"file": of_size(LARGEST + 1)},
            413,
            "BadRequestError",
            "Uploaded file exceeds file size limit",
        ),
        ({"file": "abc"}, 400, "BadRequestError", "Document is not base64 encoded"),
        ({"file": 5}, 400, "ValidationError", "file 5 is not of type string"),
        (
            {"file": "eA==", "filename": "answers"},
            400,
            "ValidationError",
            (
                "filename Unsupported value for filename: answers. "
                "Filename must include an extension, eg `file.csv`"
            ),
        ),
        (
            {"file": "eA==", "filename": "a" * 97 + ".csv"},
            400,
            "BadRequestError",
            "`filename` cannot be longer than 100 characters",
        ),
        (
            {"file": "eA==", "filename": "a.csv", "is_csv": True},
            400,
            "BadRequestError",
            "Do not set a value for `is_csv` if `filename` is set.",
        ),
        (
            {"file": "eA==", "is_csv": "yes"},
            400,
            "ValidationError",
            "is_csv yes is not of type boolean, null",
        ),
        (
            {"file": "eA==", "retention_period": "0 weeks"},
            400,
            "ValidationError",
            (
                "retention_period Unsupported value for retention_period: 0 weeks. "
                "Supported periods are from 1 to 78 weeks."
            ),
        ),
        (
            {"file": "eA==", "colour": "red"},
            400,
            "ValidationError",
            "Additional properties are not allowed (colour was unexpected)",
        ),
    ],
)
async def test_a_file_that_will_not_do_is_refused_in_notifys_words(
    notify: Client, file: dict[str, Any], status: int, error: str, message: str
) -> None:
    with pytest.raises(HTTPError) as refused:
        await send(notify, **file)

    assert refused.value.status_code == status
    assert refused.value.message == [{"error": error, "message": message}]


async def test_a_kind_of_file_nobody_can_open_is_refused(notify: Client) -> None:
    with pytest.raises(HTTPError) as refused:
        await send(notify, file="eA==", filename="answers.exe")

    assert refused.value.message[0]["message"].startswith("Unsupported file type '.exe'.")
