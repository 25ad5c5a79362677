"""The web process over HTTP, with a stand-in for the bot's process that can be told to fail."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from launch import assets
from logger.migrate import DatabaseUrls
from logger.serve import serve
from logger.settings import Settings
from tests.conftest import environment, free_port

Sanic.test_mode = True


@dataclass
class FakeBot:
    """Answers as the channel's contract says: each message_id once, the same replies ever after."""

    port: int
    fails_with: str | None = None
    delay: float = 0
    runs: Counter[str] = field(default_factory=Counter)
    requests: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def answer(self, request: Request) -> HTTPResponse:
        body: dict[str, Any] = request.json
        self.requests.append(body)
        await asyncio.sleep(self.delay)
        if self.fails_with:
            return json({"code": self.fails_with}, status=502)
        message_id = body["message_id"]
        if message_id not in self.answered:
            self.runs[message_id] += 1
            self.answered[message_id] = self._reply(body)
        return json(self.answered[message_id])

    def _reply(self, body: dict[str, Any]) -> dict[str, Any]:
        said = body.get("text") or f"choice {body['choice']}"
        reply = {
            "text": f"You said: {said}",
            "choices": [{"title": "Send it", "value": "affirm", "topic": "affirm"}],
            "topic": "retention_send",
            "confidence": 0.9,
            "clauses": ["retention"],
            "reference": None,
        }
        return {"replies": [reply], "asking": "concern_worry", "repeated": False}


@pytest.fixture
async def bot(socket_enabled: None) -> AsyncIterator[FakeBot]:
    fake = FakeBot(free_port())
    app: Sanic[Any, Any] = Sanic(f"fake-bot-{fake.port}", configure_logging=False)
    app.config.AUTO_EXTEND = False
    app.add_route(fake.answer, "/webhooks/webchat/messages", methods=["POST"], name="answer")

    @app.get("/webhooks/webchat/health")
    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    server = await app.create_server("127.0.0.1", fake.port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.start_serving()
    yield fake
    server.close()


@pytest.fixture(scope="session")
def built_assets() -> Path:
    assets.build()
    return Path("var/assets").absolute()


@pytest.fixture
def chat_settings() -> dict[str, str]:
    """What a test wants set otherwise."""
    return {}


@pytest.fixture
def web_settings(
    urls: DatabaseUrls,
    bot: FakeBot,
    built_assets: Path,
    tmp_path: Path,
    chat_settings: dict[str, str],
) -> Settings:
    """A web process of this test's own."""
    (tmp_path / "assets").symlink_to(built_assets)
    port = free_port()
    return Settings.from_env(
        environment(urls, tmp_path)
        | {
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "WEB_PORT": str(port),
            "SERVICE_PORT": str(free_port()),
            "BOT_URL": f"http://127.0.0.1:{bot.port}",
        }
        | chat_settings
    )


@pytest.fixture
async def web(web_settings: Settings) -> AsyncIterator[str]:
    """The address of a running web process."""
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(web_settings, stop))
    await _until_up(web_settings.public_url, serving)
    yield web_settings.public_url
    stop.set()
    await serving


async def _until_up(url: str, serving: asyncio.Task[None]) -> None:
    async with httpx.AsyncClient() as http:
        for _ in range(200):
            if serving.done():
                serving.result()
            try:
                await http.get(f"{url}/health/live")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    raise AssertionError("the web process did not start")


class Chatter:
    """A client of the public API with a conversation of its own."""

    def __init__(self, http: httpx.AsyncClient, token: str, greeting: list[dict[str, Any]]) -> None:
        self.http = http
        self.token = token
        self.greeting = greeting

    async def say(
        self, text: str | None = None, *, message_id: str | None = None, **body: Any
    ) -> httpx.Response:
        said = {"message_id": message_id or str(uuid.uuid4())} | body
        if text is not None:
            said["text"] = text
        return await self.http.post("/api/chat/messages", json=said, headers=self.headers)

    async def read(self, after: int = 0) -> dict[str, Any]:
        answer = await self.http.get(f"/api/chat/messages?after={after}", headers=self.headers)
        body: dict[str, Any] = answer.json()
        return body

    async def texts(self) -> list[str]:
        return [message["text"] for message in (await self.read())["messages"]]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
async def http(web: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=web, timeout=30) as client:
        yield client


async def started(http: httpx.AsyncClient) -> Chatter:
    answer = await http.post("/api/chat/conversations", json={})
    http.cookies.clear()
    body = answer.json()
    return Chatter(http, body["token"], body["messages"])


@pytest.fixture
async def chatter(http: httpx.AsyncClient) -> Chatter:
    return await started(http)
