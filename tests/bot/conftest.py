"""Real parts for the tests of the bot: a trained model, PostgreSQL, the action server, Rasa.

Only the service API at the far end is a stand-in. Loading Rasa takes seconds, so one bot serves
the whole run over its HTTP channel; each test has conversations of its own.
"""

import asyncio
import base64
import http.client
import json
import os
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SERVICE_PYTHON = CHECKOUT / ".venv" / "service" / "bin" / "python"

BOT_TOKEN = "bot-token-of-a-test"
TRACKER_KEY = base64.b64encode(b"a tracker key for tests, 32 byte").decode()
REFERENCE = "SF-7K3M-9Q2X"
_TRAIN_IF_NEEDED = """
from launch.paths import var_folder
from launch.preparation import assistant_in
assistant_in(var_folder()).train()
"""


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_until_open(port: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


class ServiceApi:
    """A stand-in for the logger's service API: idempotent as the real one, and it can be down."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.logged: dict[str, dict[str, Any]] = {}
        self.is_down = False
        self.delay = 0.0
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = api.answer(self.path, dict(self.headers), body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(
        self, path: str, headers: dict[str, str], body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        self.requests.append({"path": path, "headers": headers, "body": body})
        time.sleep(self.delay)
        if self.is_down:
            return 503, {"code": "store-unavailable"}
        key = headers["Idempotency-Key"]
        is_new = key not in self.logged
        self.logged.setdefault(key, body)
        if self.logged[key] != body:
            return 422, {"code": "idempotency-key-reused"}
        answer = {"opened": True} if path == "/api/handoffs" else {"reference": REFERENCE}
        return 201 if is_new else 200, answer

    def enquiries_of(self, conversation: str) -> list[dict[str, Any]]:
        bodies = self.logged.values()
        return [b for b in bodies if b["conversation"] == conversation and "details" in b]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class ActionServer:
    """The real action server, in its own process and its own Python."""

    def __init__(self, service_url: str) -> None:
        self.port = free_port()
        self._environment = {
            **os.environ,
            "ACTIONS_PORT": str(self.port),
            "ACTION_SERVER_TOKEN": "action-server-token-of-a-test",
            "ACTIONS_TOKEN": "actions-token-of-a-test",
            "SERVICE_URL": service_url,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [str(SERVICE_PYTHON), "-m", "actions"],
            cwd=CHECKOUT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
        )
        wait_until_open(self.port)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="session")
def database_urls() -> Iterator[dict[str, str]]:
    """Addresses of a migrated PostgreSQL, for its owner and for the tracker role."""
    helper = subprocess.Popen(
        [str(SERVICE_PYTHON), str(Path(__file__).parent / "postgres_for_tests.py")],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert helper.stdin and helper.stdout
    yield json.loads(helper.stdout.readline())
    helper.stdin.close()
    helper.wait(timeout=30)


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model, made only when what it learns from has changed."""
    subprocess.run([str(SERVICE_PYTHON), "-c", _TRAIN_IF_NEEDED], cwd=CHECKOUT, check=True)
    return CHECKOUT / "var" / "models" / "front-door.tar.gz"


@pytest.fixture(scope="session")
def service_api() -> Iterator[ServiceApi]:
    api = ServiceApi()
    yield api
    api.close()


@pytest.fixture(scope="session")
def action_server(service_api: ServiceApi) -> Iterator[ActionServer]:
    server = ActionServer(service_api.url)
    server.start()
    yield server
    server.kill()


@dataclass
class Answer:
    """What the channel answered."""

    status: int
    body: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        return [reply["text"] for reply in self.body["replies"]]

    @property
    def topics(self) -> list[str]:
        return [reply["topic"] for reply in self.body["replies"]]

    @property
    def asking(self) -> str | None:
        return self.body["asking"]

    @property
    def choices(self) -> dict[str, str]:
        """Title to value, of the last reply."""
        choices = self.body["replies"][-1]["choices"]
        return {choice["title"]: choice["value"] for choice in choices}


class Bot:
    """The bot, reached as the logger reaches it."""

    def __init__(self, app: Any, port: int, owner_url: str) -> None:
        self.app = app
        self.port = port
        self._owner_url = owner_url

    def post(self, body: Any, *, token: str | None = BOT_TOKEN, path: str = "messages") -> Answer:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self._request("POST", path, content, headers)

    def health(self) -> Answer:
        return self._request("GET", "health", None, {})

    def saved_turns(self, conversation: str) -> int:
        with psycopg.connect(self._owner_url) as connection:
            return connection.execute(
                "SELECT count(*) FROM tracker.turns WHERE conversation = %s", (conversation,)
            ).fetchone()[0]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._owner_url) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self._owner_url) as connection:
            connection.execute(statement, values)

    def _request(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, f"/webhooks/webchat/{path}", body, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        try:
            return Answer(response.status, json.loads(content))
        except ValueError:
            return Answer(response.status, {})


@dataclass
class Conversation:
    """One enquirer, writing one message after the other."""

    bot: Bot
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    fence: int = 0

    def message(self, **content: Any) -> dict[str, Any]:
        self.fence += 1
        ids = {"conversation": self.id, "message_id": str(uuid.uuid4()), "fence": self.fence}
        return {**ids, **content}

    def say(self, text: str, **more: Any) -> Answer:
        return self._answered(self.message(text=text, **more))

    def choose(self, value: str) -> Answer:
        return self._answered(self.message(choice=value))

    @property
    def saved_turns(self) -> int:
        return self.bot.saved_turns(self.id)

    def _answered(self, message: dict[str, Any]) -> Answer:
        answer = self.bot.post(message)
        assert answer.status == 200, answer
        return answer


@pytest.fixture(scope="session")
def bot(database_urls: dict[str, str], action_server: ActionServer, model: Path) -> Iterator[Bot]:
    """The bot's real server, in a thread of this process."""
    os.environ.update(
        TRACKER_DATABASE_URL=database_urls["tracker"],
        TRACKER_KEYS=f"1:{TRACKER_KEY}",
        BOT_TOKEN=BOT_TOKEN,
        ACTION_SERVER_TOKEN="action-server-token-of-a-test",
        ACTIONS_URL=f"http://127.0.0.1:{action_server.port}",
        BOT_PORT=str(free_port()),
        BOT_MODEL=str(model),
    )
    from bot.server import create_app, prepare
    from bot.settings import Settings

    settings = Settings.from_env()
    prepare()
    app = create_app(settings)
    loops: list[asyncio.AbstractEventLoop] = []
    app.register_listener(lambda _, loop: loops.append(loop), "before_server_start")
    thread = threading.Thread(
        target=lambda: app.run(
            host="127.0.0.1", port=settings.port, register_sys_signals=False, motd=False
        ),
        daemon=True,
    )
    thread.start()
    wait_until_open(settings.port)
    yield Bot(app, settings.port, database_urls["owner"])
    loops[0].call_soon_threadsafe(app.stop)
    thread.join(timeout=20)


@pytest.fixture
def conversation(bot: Bot) -> Conversation:
    return Conversation(bot)
