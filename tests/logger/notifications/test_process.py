"""`python -m logger dispatch` as a process of its own, killed at the worst moment."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from logger.database import Database
from logger.notifications.models import Notification
from logger.notify_sandbox.app import RunningSandbox
from logger.settings import Settings

CHECKOUT = Path(__file__).parents[3]

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(settings: Settings, sandbox: RunningSandbox) -> Iterator[Start]:
    """Start a dispatcher on the database of this test."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "VAR_DIR": str(settings.var_dir),
        "DATABASE_URL": settings.database_url,
        "DATA_KEYS": f"1:{_key('data')}",
        "INDEX_KEY": _key("index"),
        "BOT_TOKEN": "bot-token-of-a-test",
        "ACTIONS_TOKEN": "actions-token-of-a-test",
        "NOTIFY_API_KEY": settings.notify_api_key,
        "NOTIFY_BASE_URL": sandbox.url,
    }

    def dispatcher() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "logger", "dispatch"],
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield dispatcher
    for process in started:
        process.kill()
        process.wait()


async def test_a_message_is_accepted_once_though_the_dispatcher_is_killed_after_it_was(
    start: Start,
    queue: Any,
    reached: Any,
    accepted: Any,
    database: Database,
    levers: httpx.AsyncClient,
) -> None:
    await levers.post("/faults", json={"fault": "accept-then-hang", "times": 1})
    row_id = await queue()
    doomed = start()
    await reached(row_id, "sending", seconds=20)
    while await accepted(row_id) == 0:
        pass

    doomed.send_signal(signal.SIGKILL)
    await _end_leases(database)
    start()

    row = await reached(row_id, "accepted", seconds=20)
    assert row.fence == 2
    assert await accepted(row_id) == 1


async def test_it_stops_cleanly_when_it_is_told_to(start: Start, queue: Any, reached: Any) -> None:
    running = start()
    await reached(await queue(), "accepted", seconds=20)

    running.send_signal(signal.SIGTERM)

    assert running.wait(timeout=10) == 0


async def _end_leases(database: Database) -> None:
    """What two minutes of waiting would do."""
    async with database.begin() as session:
        await session.execute(update(Notification).values(lease_expires_at=datetime.now(UTC)))


def _key(seed: str) -> str:
    return base64.b64encode(seed.encode().ljust(32, b".")).decode()
