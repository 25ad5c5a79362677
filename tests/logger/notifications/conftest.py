from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from logger.clock import Clock
from logger.database import Database
from logger.notifications.api_key import NotifyApiKey
from logger.notifications.dispatcher import Dispatcher
from logger.notifications.messages import AcknowledgedByEmail
from logger.notifications.models import Notification
from logger.notifications.retry import Timings
from logger.notifications.sender import Sender
from logger.notifications.templates import load_templates
from logger.notify_sandbox.app import RunningSandbox, create_app, serving
from logger.notify_sandbox.seed import SandboxSeed
from logger.settings import Settings
from logger.unit_of_work import Transactions

IN_A_HURRY = Timings(
    call_timeout=timedelta(seconds=0.5),
    lease=timedelta(seconds=2.5),
    look_up_after=timedelta(seconds=0.2),
    first_retry=timedelta(seconds=0.05),
    longest_retry=timedelta(seconds=0.2),
    pause=timedelta(seconds=0.3),
    poll=timedelta(seconds=0.05),
    beat=timedelta(seconds=0.1),
)


@pytest.fixture
def timings() -> Timings:
    return IN_A_HURRY


@pytest.fixture
async def sandbox(
    settings: Settings, tmp_path: Path, socket_enabled: None
) -> AsyncIterator[RunningSandbox]:
    seed = SandboxSeed.for_front_door(NotifyApiKey.parse(settings.notify_api_key))
    async with serving(create_app(seed, tmp_path / "sandbox")) as running:
        yield running


@pytest.fixture
async def levers(sandbox: RunningSandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=sandbox.admin_url) as client:
        yield client


MakeSender = Callable[..., Sender]


@pytest.fixture
async def make_sender(
    sandbox: RunningSandbox, settings: Settings, timings: Timings
) -> AsyncIterator[MakeSender]:
    """A sender with the real client; `key` and `url` may be others than the sandbox's."""
    made: list[Sender] = []

    def make(key: str = settings.notify_api_key, url: str = sandbox.url) -> Sender:
        sender = Sender(
            NotifyApiKey.parse(key),
            url,
            load_templates(),
            timeout=timings.call_timeout,
            threads=4,
        )
        made.append(sender)
        return sender

    yield make
    for sender in made:
        sender.close()


Dispatching = Callable[..., AbstractAsyncContextManager[Dispatcher]]


@pytest.fixture
def dispatching(
    database: Database,
    clock: Clock,
    settings: Settings,
    make_sender: MakeSender,
    timings: Timings,
) -> Dispatching:
    """A dispatcher at work while the block lasts."""

    @asynccontextmanager
    async def run(sender: Sender | None = None) -> AsyncIterator[Dispatcher]:
        dispatcher = Dispatcher(
            database,
            clock,
            settings.data_keys,
            sender or make_sender(),
            timings=timings,
            at_once=4,
        )
        running = asyncio.create_task(dispatcher.run())
        try:
            yield dispatcher
        finally:
            dispatcher.stop()
            await running

    return run


Queue = Callable[..., Awaitable[uuid.UUID]]


@pytest.fixture
def queue(transactions: Transactions) -> Queue:
    """Put an acknowledgement into the outbox, committed."""

    async def add(to: str = "someone@example.com") -> uuid.UUID:
        async with transactions.begin() as unit:
            return await unit.outbox.add(AcknowledgedByEmail("SF-7K3M-9Q2X", "We read it."), to=to)

    return add


Reached = Callable[..., Awaitable[Notification]]


@pytest.fixture
def reached(database: Database) -> Reached:
    """The row once it is in a state; fails after some seconds with the state it is in."""

    async def wait(row_id: uuid.UUID, state: str, seconds: float = 8) -> Notification:
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            async with database.begin() as session:
                row = (
                    await session.scalars(select(Notification).where(Notification.id == row_id))
                ).one()
            if row.state == state:
                return row
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"still {row.state}: {row.problem}")
            await asyncio.sleep(0.02)

    return wait


Accepted = Callable[[uuid.UUID], Awaitable[int]]


@pytest.fixture
def accepted(levers: httpx.AsyncClient) -> Accepted:
    """How often Notify accepted the message of a row."""

    async def count(row_id: uuid.UUID) -> int:
        answer = await levers.get("/counts", params={"reference": str(row_id)})
        return int(answer.json()["accepted"][str(row_id)])

    return count


@pytest.fixture
def free_tcp_port(socket_enabled: None) -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
