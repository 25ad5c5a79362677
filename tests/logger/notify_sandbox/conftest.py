from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from notifications_python_client.notifications import NotificationsAPIClient

from logger.notifications.api_key import NotifyApiKey
from logger.notify_sandbox.app import RunningSandbox, create_app, serving
from logger.notify_sandbox.seed import (
    ApiKey,
    Delivery,
    KeyType,
    SandboxSeed,
    Service,
    Template,
)

SERVICE_ID = UUID("11111111-2222-4333-8444-555555555555")
SECRET = "99999999-8888-4777-8666-555555555555"
TEST_SECRET = "99999999-8888-4777-8666-444444444444"
KEY = NotifyApiKey("front-door", SERVICE_ID, SECRET)


TEAM_SECRET = "99999999-8888-4777-8666-333333333333"
EMAIL_TEMPLATE = UUID("5b9d5a0e-0000-4a0e-9d86-000000000001")
SMS_TEMPLATE = UUID("5b9d5a0e-0000-4a0e-9d86-000000000002")
PLAIN_TEMPLATE = UUID("5b9d5a0e-0000-4a0e-9d86-000000000003")
OLD_TEMPLATE = UUID("5b9d5a0e-0000-4a0e-9d86-000000000004")
REPLY_TO = UUID("5b9d5a0e-0000-4a0e-9d86-000000000005")
SMS_SENDER = UUID("5b9d5a0e-0000-4a0e-9d86-000000000006")

_EMAIL = """Thank you, ((name)).

# What happens next

((next??Somebody will ring you.))

Read more: ((link))"""


@pytest.fixture
def seed() -> SandboxSeed:
    """Texts of its own, so that new words for the public break nothing here.

    Delivery takes minutes, so that only a test which moves the clock sees any of it.
    """
    return SandboxSeed(
        services=(
            Service(
                SERVICE_ID,
                reply_to_ids=frozenset({REPLY_TO}),
                sms_sender_ids=frozenset({SMS_SENDER}),
                guest_list=frozenset({"guest@example.com", "447700900150"}),
            ),
        ),
        keys=(
            ApiKey(SERVICE_ID, SECRET),
            ApiKey(SERVICE_ID, TEST_SECRET, KeyType.TEST),
            ApiKey(SERVICE_ID, TEAM_SECRET, KeyType.TEAM),
        ),
        templates=(
            Template(EMAIL_TEMPLATE, SERVICE_ID, "thanks", "email", _EMAIL, "About ((name))"),
            Template(SMS_TEMPLATE, SERVICE_ID, "text", "sms", "Your reference is ((name))."),
            Template(PLAIN_TEMPLATE, SERVICE_ID, "plain", "email", "((name))", "Old"),
            Template(PLAIN_TEMPLATE, SERVICE_ID, "plain", "email", "((name))", "New", version=2),
            Template(OLD_TEMPLATE, SERVICE_ID, "gone", "email", "Gone", "Gone", is_archived=True),
        ),
        delivery=Delivery(timedelta(minutes=2), timedelta(minutes=4)),
    )


@pytest.fixture
async def sandbox(
    seed: SandboxSeed, tmp_path: Path, socket_enabled: None
) -> AsyncIterator[RunningSandbox]:
    async with serving(create_app(seed, tmp_path)) as running:
        yield running


@pytest.fixture
async def levers(sandbox: RunningSandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=sandbox.admin_url) as client:
        yield client


@pytest.fixture
def notify(sandbox: RunningSandbox) -> Callable[..., NotificationsAPIClient]:
    """The real client; `secret` picks another key, `timeout` another patience."""

    def client(secret: str = SECRET, **options: Any) -> NotificationsAPIClient:
        return NotificationsAPIClient(
            f"front-door-{SERVICE_ID}-{secret}", base_url=sandbox.url, **options
        )

    return client
