"""Real parts for the tests of the bot: a trained model, PostgreSQL, the action server, Rasa.

Only the service API at the far end is a stand-in. Loading Rasa takes seconds, so one bot serves
the whole run over its HTTP channel; each test has conversations of its own.
"""

import asyncio
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.parts import (
    BOT_TOKEN,
    CHECKOUT,
    SERVICE_PYTHON,
    TRACKER_KEY,
    ActionServer,
    Bot,
    Conversation,
    ServiceApi,
    free_port,
    wait_until_open,
)

_TRAIN_IF_NEEDED = """
from launch.paths import var_folder
from launch import extraction
from launch.preparation import assistant_in
extraction.train(var_folder())
assistant = assistant_in(var_folder())
assistant.train()
print(assistant.model)
"""


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
    assert helper.stdin
    assert helper.stdout
    yield json.loads(helper.stdout.readline())
    helper.stdin.close()
    helper.wait(timeout=30)


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model, made only when what it learns from has changed."""
    trained = subprocess.run(
        [str(SERVICE_PYTHON), "-c", _TRAIN_IF_NEEDED],
        cwd=CHECKOUT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Path(trained.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def service_api() -> Iterator[ServiceApi]:
    api = ServiceApi()
    yield api
    api.close()


@pytest.fixture(scope="session")
def action_server(service_api: ServiceApi, model: Path) -> Iterator[ActionServer]:
    server = ActionServer(service_api.url)
    server.start()
    yield server
    server.kill()


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
