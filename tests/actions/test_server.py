"""The action server over its real HTTP, in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import pytest_socket

CHECKOUT = Path(__file__).resolve().parents[2]
TOKEN = {"Authorization": "Bearer action-server-token-of-a-test"}
CALL = {
    "next_action": "action_say_again",
    "sender_id": "a conversation",
    "tracker": {
        "sender_id": "a conversation",
        "slots": {"concern_worry": "Featherstonehaugh"},
        "latest_message": {"text": "Featherstonehaugh"},
        "events": [],
    },
    "domain": {"responses": {}},
}


class Server:
    def __init__(self, log: Path) -> None:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            port = listening.getsockname()[1]
        self.log = log
        self._written = log.open("wb")
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)
        environment = {
            **os.environ,
            "ACTIONS_PORT": str(port),
            "ACTION_SERVER_TOKEN": "action-server-token-of-a-test",
            "ACTIONS_TOKEN": "actions-token-of-a-test",
            "SERVICE_URL": "http://127.0.0.1:9",  # nobody answers there
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "actions"],
            cwd=CHECKOUT,
            env=environment,
            stdout=self._written,
            stderr=subprocess.STDOUT,
        )

    def wait(self) -> None:
        for _ in range(200):
            try:
                self.http.get("/health")
            except httpx.ConnectError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError

    def stop(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.wait(timeout=20)
        self._written.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    pytest_socket.enable_socket()
    running = Server(tmp_path_factory.mktemp("actions") / "log")
    running.wait()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """The server is a process: it is reached over loopback."""


def test_it_says_when_it_is_well(server: Server) -> None:
    answer = server.http.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer other"}, {"Authorization": "action-server-token"}]
)
def test_without_the_token_nothing_runs(server: Server, headers: dict[str, str]) -> None:
    answer = server.http.post("/webhook", json=CALL, headers=headers)

    assert (answer.status_code, answer.json()) == (401, {"code": "unauthorised"})


def test_an_action_runs_and_answers_in_rasas_terms(server: Server) -> None:
    answer = server.http.post("/webhook", json=CALL, headers=TOKEN)

    assert answer.status_code == 200
    assert answer.json()["responses"][0]["response"] == "utter_nothing_to_repeat"


def test_a_failed_action_is_a_500_that_repeats_nothing(server: Server) -> None:
    call = {**CALL, "next_action": "action_ask_for_person"}

    answer = server.http.post("/webhook", json=call, headers=TOKEN)

    assert (answer.status_code, answer.json()) == (500, {"code": "action-failed"})


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'{"next_action": "no_such_action"}', b'{"next_action": ["a"]}']
)
def test_what_is_no_call_is_refused(server: Server, body: bytes) -> None:
    answer = server.http.post("/webhook", content=body, headers=TOKEN)

    assert answer.status_code == 400


def test_nothing_else_is_served(server: Server) -> None:
    assert server.http.get("/actions").status_code == 404
    assert server.http.get("/webhook").status_code == 405


def test_the_log_holds_ids_and_no_words(server: Server) -> None:
    server.http.post("/webhook", json=CALL, headers=TOKEN)
    server.http.post(
        "/webhook", json={**CALL, "next_action": "action_ask_for_person"}, headers=TOKEN
    )

    written = server.log.read_text()
    assert "Featherstonehaugh" not in written
    events = [json.loads(line)["event"] for line in written.splitlines() if "event" in line]
    assert "action.ran" in events
    assert "action.failed" in events


def test_every_missing_setting_is_named_at_once() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "actions"],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr == "These settings are missing: ACTION_SERVER_TOKEN, ACTIONS_TOKEN.\n"
