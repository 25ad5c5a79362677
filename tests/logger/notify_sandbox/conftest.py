from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from notifications_python_client.notifications import NotificationsAPIClient

from logger.notifications.api_key import NotifyApiKey
from logger.notify_sandbox.app import RunningSandbox, create_app, serving
from logger.notify_sandbox.seed import ApiKey, Delivery, KeyType, SandboxSeed

SERVICE_ID = UUID("11111111-2222-4333-8444-555555555555")
SECRET = "99999999-8888-4777-8666-555555555555"
TEST_SECRET = "99999999-8888-4777-8666-444444444444"
KEY = NotifyApiKey("front-door", SERVICE_ID, SECRET)


@pytest.fixture
def seed() -> SandboxSeed:
    """Delivery takes minutes, so that only a test which moves the clock sees any of it."""
    made = SandboxSeed.for_front_door(KEY)
    return replace(
        made,
        keys=(*made.keys, ApiKey(SERVICE_ID, TEST_SECRET, KeyType.TEST)),
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
