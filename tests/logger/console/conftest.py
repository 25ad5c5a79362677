"""The console over HTTP, with the pages an adviser's browser would ask for."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sanic import Sanic

from logger.clock import Clock
from logger.console import api
from logger.database import Database
from logger.house import House
from logger.organisation import Organisation
from logger.settings import Settings
from logger.staff.members import Member
from logger.unit_of_work import Transactions
from tests.conftest import free_port
from tests.logger.staff.people import PASSWORD

Sanic.test_mode = True


@pytest.fixture
def house(
    settings: Settings, database: Database, clock: Clock, transactions: Transactions
) -> House:
    return House(settings, database, clock, transactions, Organisation.read())


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    """Where the console can be reached."""
    app: Sanic[Any, Any] = Sanic(f"console-{uuid.uuid4().hex}", configure_logging=False)
    app.config.update(AUTO_EXTEND=False, ACCESS_LOG=False, MOTD=False)
    app.blueprint(api.blueprint(house))
    port = free_port()
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.start_serving()
    yield f"http://127.0.0.1:{port}"
    server.close()
    await server.wait_closed()


@dataclass
class Browser:
    """Keeps cookies, says where its forms come from, and sends a form's token back."""

    http: httpx.AsyncClient

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers={"sec-fetch-site": "same-origin", **headers})

    async def send(
        self, path: str, *, headers: dict[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        """A form, exactly as given."""
        origin = {"sec-fetch-site": "same-origin", "origin": str(self.http.base_url).rstrip("/")}
        return await self.http.post(
            path, data=fields, headers=origin if headers is None else headers
        )

    async def token(self, path: str = "/console/change-password") -> str:
        """The form token of a page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', (await self.get(path)).text)
        assert found is not None
        return found[1]

    async def fill_in(self, path: str, **fields: str) -> httpx.Response:
        """A form with its token."""
        page = "/console/sign-in" if path.endswith("sign-in") else "/console/change-password"
        return await self.send(path, csrf_token=await self.token(page), **fields)

    async def sign_in(
        self, email: str = "sam.ade@example.com", password: str = PASSWORD, **fields: str
    ) -> httpx.Response:
        return await self.fill_in("/console/sign-in", email=email, password=password, **fields)


@pytest.fixture
async def browser(address: str) -> AsyncIterator[Browser]:
    async with httpx.AsyncClient(base_url=address) as http:
        yield Browser(http)


@pytest.fixture
async def second_browser(address: str) -> AsyncIterator[Browser]:
    async with httpx.AsyncClient(base_url=address) as http:
        yield Browser(http)


async def use_session_of(browser: Browser, transactions: Transactions, member: Member) -> None:
    """Signed in, without the slow way."""
    async with transactions.begin() as work:
        browser.http.cookies.set("staff", await work.staff.start_session(member))
