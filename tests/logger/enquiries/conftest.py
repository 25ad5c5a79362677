"""The service API over HTTP, on a database and a clock of the test's own."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from sanic import Sanic

from logger.app import service_app
from logger.clock import Clock
from logger.database import Database
from logger.house import House
from logger.organisation import Organisation
from logger.settings import Settings
from logger.unit_of_work import Transactions
from tests.conftest import free_port
from tests.logger.enquiries.clocks import MovedClock

Sanic.test_mode = True


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def house(
    settings: Settings, database: Database, clock: Clock, transactions: Transactions
) -> House:
    return House(settings, database, clock, transactions, Organisation.read())


@pytest.fixture
async def service(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The service API, with its token."""
    app = service_app(house)
    port = free_port()
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.start_serving()
    headers = {"Authorization": f"Bearer {house.settings.actions_token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as http:
        yield http
    server.close()
    await server.wait_closed()
    Sanic._app_registry.clear()


@pytest.fixture
async def conversation(transactions: Transactions) -> str:
    return await started(transactions)


async def started(transactions: Transactions) -> str:
    """The id of a new, empty conversation."""
    async with transactions.begin() as work:
        _, view = await work.conversations.start(())
    return str(view.id)


Post = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def post(service: httpx.AsyncClient, conversation: str) -> Post:
    """POST as an action does it: with the message it works on and a key made from it."""

    async def send(path: str, message_id: str | None = None, **body: Any) -> httpx.Response:
        call = {"conversation": conversation, "message_id": message_id or str(uuid.uuid4()), **body}
        key = f"{path}:{call['conversation']}:{call['message_id']}"
        return await service.post(path, json=call, headers={"Idempotency-Key": key})

    return send
