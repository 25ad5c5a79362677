"""The numbered migrations make exactly what the models say, and who may do what."""

from __future__ import annotations

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from logger.migrate import DatabaseUrls, alembic_config, migrate
from logger.tables import METADATA


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "include_schemas": True,
            "include_name": lambda name, kind, _parents: kind != "schema" or name == "logger",
            "include_object": lambda _object, name, kind, *_rest: name != "migration",
        },
    )
    return list(compare_metadata(context, METADATA))


def plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


async def test_the_migrated_schema_is_what_the_models_say(urls: DatabaseUrls) -> None:
    engine = create_async_engine(urls.owner.set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()

    assert found == []


async def test_migrating_twice_changes_nothing(urls: DatabaseUrls) -> None:
    await migrate(urls)


async def test_every_migration_can_be_taken_back(urls: DatabaseUrls) -> None:
    engine = create_async_engine(urls.owner.set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.run_sync(lambda c: command.downgrade(alembic_config(c), "base"))
    async with engine.begin() as connection:
        left = await connection.execute(
            text("SELECT count(*) FROM pg_tables WHERE schemaname IN ('logger', 'tracker')")
        )
        assert left.scalar_one() == 1  # Alembic's own table of versions
    await engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM logger.audit_event",
        "UPDATE logger.audit_event SET action = 'x'",
        "TRUNCATE logger.audit_event",
        "SELECT * FROM tracker.turns",
        "CREATE TABLE logger.mine (x int)",
    ],
)
async def test_the_service_may_not(urls: DatabaseUrls, statement: str) -> None:
    connection = await asyncpg.connect(plain(urls.service))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM logger.enquiry",
        "DELETE FROM tracker.turns",
        "UPDATE tracker.turns SET seq = 1",
    ],
)
async def test_the_tracker_may_not(urls: DatabaseUrls, statement: str) -> None:
    connection = await asyncpg.connect(plain(urls.tracker))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()
