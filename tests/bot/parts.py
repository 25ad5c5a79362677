"""What the tests of the bot talk to: the stand-in service API, the action server, the bot."""

import base64
import http.client
import json
import os
import socket
import subprocess
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg

CHECKOUT = Path(__file__).resolve().parents[2]
SERVICE_PYTHON = CHECKOUT / ".venv" / "service" / "bin" / "python"

BOT_TOKEN = "bot-token-of-a-test"
TRACKER_KEY = base64.b64encode(b"a tracker key for tests, 32 byte").decode()
REFERENCE = "SF-7K3M-9Q2X"
DRAFT_REFERENCE = "DR-7K3M-9Q2X"
RIGHT_CODE = "123456"
RIGHT_PROOF = "07700 900123"
READ_BY = "on Monday 23 November from 8:30am"
STATUS = "An adviser is working on it."
HOURS = {"open": False, "words_next": READ_BY, "emergency_duty_number": None}
SLOTS = [
    {
        "starts_at": f"2026-11-{day}T09:00:00+00:00",
        "ends_at": f"2026-11-{day}T11:00:00+00:00",
        "words": f"{name} {day} November, 9am to 11am",
    }
    for day, name in ((23, "Monday"), (24, "Tuesday"))
]


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
        self.drafts: dict[str, dict[str, Any]] = {}
        self.is_down = False
        self.delay = 0.0
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._send(*api.answer(self.path, dict(self.headers), body))

            def do_GET(self) -> None:
                self._send(*api.told(self.path.partition("?")[0]))

            def _send(self, status: int, answer: dict[str, Any]) -> None:
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
        return 201 if is_new else 200, self._answer_of(path, body)

    def told(self, path: str) -> tuple[int, dict[str, Any]]:
        if self.is_down:
            return 503, {"code": "store-unavailable"}
        return 200, {"slots": SLOTS} if path == "/api/callback-slots" else HOURS

    def _answer_of(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if path == "/api/handoffs":
            return {"opened": True, **HOURS}
        if path == "/api/status":
            if body["proof"] == RIGHT_PROOF:
                return {"found": True, "words": STATUS}
            return {"found": False, "tries_left": 4}
        if path == "/api/drafts":
            self.drafts[DRAFT_REFERENCE] = {"task": body["task"], "answers": body["answers"]}
            return {"reference": DRAFT_REFERENCE, "kept_until_words": "29 November"}
        if path == "/api/drafts/code":
            return {"sent": True}
        if path == "/api/drafts/open":
            saved = self.drafts.get(body["reference"]) if body["code"] == RIGHT_CODE else None
            return {"found": True, **saved} if saved else {"found": False}
        contact = body["details"].get("email_address")
        return {
            "reference": REFERENCE,
            "read_by": {"words": READ_BY},
            "acknowledged": "email" if contact else None,
        }

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
        wait_until_open(self.port, seconds=60)  # it reads the model of names first

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


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
