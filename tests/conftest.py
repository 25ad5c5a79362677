"""Real parts for the tests: one PostgreSQL for the run, a fresh migrated database for each test."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import pytest_socket
from sqlalchemy.engine import make_url

from launch.database import PrivatePostgres
from launch.stack import Stack, temporary_stack
from logger.clock import Clock
from logger.database import Database
from logger.migrate import DatabaseUrls, migrate
from logger.organisation import Organisation
from logger.settings import Settings
from logger.unit_of_work import Transactions

TEMPLATE = "front_door_template"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def key(seed: str) -> str:
    return base64.b64encode(seed.encode().ljust(32, b".")).decode()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePostgres]:
    """A private PostgreSQL server with an empty, migrated template database."""
    pytest_socket.enable_socket()
    server = PrivatePostgres(
        tmp_path_factory.mktemp("postgres") / "data", free_port(), "owner-of-a-test"
    )
    server.initialise()
    server.start()
    try:
        yield server
    finally:
        server.destroy()


def database_urls(server: PrivatePostgres, name: str) -> DatabaseUrls:
    return DatabaseUrls(
        owner=make_url(server.owner_url).set(database=name),
        service=make_url(server.url("service", "service-of-a-test", name)),
        tracker=make_url(server.url("tracker", "tracker-of-a-test", name)),
    )


async def _as_owner(server: PrivatePostgres, statement: str) -> None:
    connection = await asyncpg.connect(server.owner_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def template(postgres: PrivatePostgres) -> str:
    """The name of a migrated, empty database to copy."""

    async def make() -> None:
        await _as_owner(postgres, f"CREATE DATABASE {TEMPLATE}")
        await migrate(database_urls(postgres, TEMPLATE))

    asyncio.run(make())
    return TEMPLATE


@pytest.fixture
async def urls(
    postgres: PrivatePostgres, template: str, socket_enabled: None
) -> AsyncIterator[DatabaseUrls]:
    """The three addresses of a fresh database, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    await _as_owner(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield database_urls(postgres, name)
    await _as_owner(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def environment(urls: DatabaseUrls, var_dir: Path) -> dict[str, str]:
    """Settings of a test's own small house."""
    return {
        "VAR_DIR": str(var_dir),
        "DATABASE_URL": urls.service.render_as_string(hide_password=False),
        "MIGRATION_DATABASE_URL": urls.owner.render_as_string(hide_password=False),
        "TRACKER_DATABASE_URL": urls.tracker.render_as_string(hide_password=False),
        "DATA_KEYS": f"1:{key('data')}",
        "INDEX_KEY": key("index"),
        "TRACKER_KEYS": f"1:{key('tracker')}",
        "BOT_TOKEN": "bot-token-of-a-test",
        "ACTIONS_TOKEN": "actions-token-of-a-test",
        "ACTION_SERVER_TOKEN": "action-server-token-of-a-test",
        "METRICS_TOKEN": "metrics-token-of-a-test",
        "SANDBOX_NOTIFY_API_KEY": f"test-{uuid.UUID(int=1)}-{uuid.UUID(int=2)}",
    }


@pytest.fixture
def settings(urls: DatabaseUrls, tmp_path: Path) -> Settings:
    return Settings.from_env(environment(urls, tmp_path))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url)
    yield database
    await database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def transactions(database: Database, settings: Settings, clock: Clock) -> Transactions:
    return Transactions(database, settings, clock)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_machine() -> None:
    """What is set in the developer's shell must not reach a test."""
    for name in (
        "DATABASE_URL",
        "MIGRATION_DATABASE_URL",
        "TRACKER_DATABASE_URL",
        "NOTIFY_API_KEY",
    ):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole system, for the journeys and the fault tests; what dies in it is restarted.

    In it the office has just opened, whatever the time is here.
    """
    pytest_socket.enable_socket()
    offset = str(int(until_the_office_is_open().total_seconds()))
    with temporary_stack({"CLOCK_OFFSET_SECONDS": offset}, restarts=True) as stack:
        yield stack


def until_the_office_is_open() -> timedelta:
    """Until a moment after it opens next."""
    now, hours = datetime.now(UTC), Organisation.read().opening_hours
    return hours.next_opening(now) + timedelta(minutes=5) - now
