"""`python -m logger.notify_sandbox` as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from notifications_python_client.notifications import NotificationsAPIClient

from logger.notifications.templates import load_templates
from logger.notify_sandbox.__main__ import SandboxSettings, SandboxSettingsInvalid
from logger.notify_sandbox.placeholders import names_in
from tests.logger.notify_sandbox.receiver import receiving

KEY = "front-door-11111111-2222-4333-8444-555555555555-99999999-8888-4777-8666-555555555555"
CHECKOUT = Path(__file__).parents[3]


class Process:
    def __init__(self, folder: Path) -> None:
        self._ports = {"SANDBOX_PORT": _free_port(), "SANDBOX_ADMIN_PORT": _free_port()}
        self._folder = folder
        self.environment: dict[str, str] = {}
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._ports['SANDBOX_PORT']}"

    @property
    def admin_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['SANDBOX_ADMIN_PORT']}"

    async def start(self) -> None:
        self._launch()
        async with httpx.AsyncClient() as client:
            for _ in range(200):
                try:
                    await client.get(f"{self.admin_url}/health")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return
        raise TimeoutError("the sandbox did not start")

    def _launch(self) -> None:
        environment = {
            **os.environ,
            **{name: str(port) for name, port in self._ports.items()},
            "VAR_DIR": str(self._folder),
            "NOTIFY_API_KEY": KEY,
            **self.environment,
        }
        self._running = subprocess.Popen(
            [sys.executable, "-m", "logger.notify_sandbox"],
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )

    def send_signal(self, number: signal.Signals) -> int:
        assert self._running is not None
        self._running.send_signal(number)
        return self._running.wait(timeout=10)

    def stop(self) -> None:
        if self._running is not None and self._running.poll() is None:
            self.send_signal(signal.SIGKILL)


@pytest.fixture
def process(tmp_path: Path, socket_enabled: None) -> Iterator[Process]:
    made = Process(tmp_path)
    yield made
    made.stop()


async def test_nothing_accepted_is_lost_when_the_sandbox_is_killed(process: Process) -> None:
    await process.start()
    client = NotificationsAPIClient(KEY, base_url=process.url)
    template = load_templates()["acknowledgement_email"]
    names = names_in(template.subject, template.body)
    sent = [
        await asyncio.to_thread(
            client.send_email_notification,
            "someone@example.com",
            str(template.id),
            dict.fromkeys(names, "SF-7K3M-9Q2X"),
            f"r-{number}",
        )
        for number in range(20)
    ]

    process.send_signal(signal.SIGKILL)
    await process.start()

    again = NotificationsAPIClient(KEY, base_url=process.url)
    found = await asyncio.to_thread(again.get_all_notifications)
    assert [row["id"] for row in found["notifications"]] == [row["id"] for row in sent][::-1]


async def test_it_stops_cleanly_when_it_is_told_to(process: Process) -> None:
    await process.start()

    assert process.send_signal(signal.SIGTERM) == 0


def test_it_says_in_one_sentence_what_is_wrong_with_its_key(tmp_path: Path) -> None:
    environment = {**os.environ, "NOTIFY_API_KEY": "nonsense", "VAR_DIR": str(tmp_path)}

    ended = subprocess.run(
        [sys.executable, "-m", "logger.notify_sandbox"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("The Notify sandbox cannot start. Set NOTIFY_API_KEY")
    assert "nonsense" not in ended.stderr


async def test_receipts_go_where_the_environment_says_and_survive_a_kill(process: Process) -> None:
    async with receiving() as receiver:
        process.environment = {
            "NOTIFY_SANDBOX_RECEIPT_URL": receiver.url,
            "NOTIFY_SANDBOX_RECEIPT_TOKEN": "the-token-both-sides-know",
            "CLOCK_OFFSET_SECONDS": "0",
        }
        await process.start()
        client = NotificationsAPIClient(KEY, base_url=process.url)
        template = load_templates()["acknowledgement_email"]
        values = dict.fromkeys(names_in(template.subject, template.body), "x")
        sent = await asyncio.to_thread(
            client.send_email_notification, "a@example.com", str(template.id), values
        )
        process.send_signal(signal.SIGKILL)
        process.environment["CLOCK_OFFSET_SECONDS"] = "3600"

        await process.start()

        [receipt, *_] = await receiver.until(1)
        assert receipt["id"] == sent["id"]
        assert receiver.headers[0]["authorization"] == "bearer the-token-both-sides-know"


@pytest.mark.parametrize(
    "settings",
    [
        {"NOTIFY_SANDBOX_RECEIPT_URL": "http://127.0.0.1:8000/receipts"},
        {"NOTIFY_SANDBOX_RECEIPT_TOKEN": "x"},
        {
            "NOTIFY_SANDBOX_RECEIPT_URL": "https://example.com/receipts",
            "NOTIFY_SANDBOX_RECEIPT_TOKEN": "x",
        },
    ],
)
def test_receipts_need_an_address_on_this_machine_and_a_token(settings: dict[str, str]) -> None:
    with pytest.raises(SandboxSettingsInvalid, match="receipts"):
        SandboxSettings.from_env({"NOTIFY_API_KEY": KEY, **settings})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
