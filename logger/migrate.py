"""`python -m logger migrate`: the three roles, the schemas, the numbered migrations, the grants."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from logger.settings import SettingsInvalid

MIGRATIONS: Final = Path(__file__).parent / "migrations"


class RolesMissing(Exception):
    """The owner may not make roles; `sql` is what an administrator has to run."""

    def __init__(self, sql: str) -> None:
        super().__init__("the database roles are missing and this owner may not make them")
        self.sql = sql


@dataclass(frozen=True)
class DatabaseUrls:
    """The owner applies migrations; the service and the tracker have just what they need."""

    owner: URL
    service: URL
    tracker: URL

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> DatabaseUrls:
        """Raises SettingsInvalid naming every missing URL."""
        names = ("MIGRATION_DATABASE_URL", "DATABASE_URL", "TRACKER_DATABASE_URL")
        missing = [name for name in names if not env.get(name)]
        if missing:
            raise SettingsInvalid("; ".join(f"{name} is missing" for name in missing))
        owner, service, tracker = (make_url(env[name]) for name in names)
        return cls(owner, service, tracker)


async def migrate(urls: DatabaseUrls) -> None:
    """Bring the database to this version; doing it twice changes nothing. Raises RolesMissing."""
    engine = create_async_engine(urls.owner.set(drivername="postgresql+asyncpg"))
    try:
        async with engine.begin() as connection:
            await _make_roles(connection, urls)
            for schema in ("logger", "tracker"):
                await connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
        async with engine.begin() as connection:
            await _grant(connection, urls)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic over a connection we already hold; no configuration file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def _make_roles(connection: AsyncConnection, urls: DatabaseUrls) -> None:
    wanted = [url for url in (urls.service, urls.tracker) if url.username != urls.owner.username]
    known = set((await connection.execute(text("SELECT rolname FROM pg_roles"))).scalars())
    missing = [url for url in wanted if url.username not in known]
    if not missing:
        return
    may_make = await connection.execute(
        text("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    )
    if not may_make.scalar_one():
        raise RolesMissing("\n".join(_role_to_make(url) for url in missing))
    for url in missing:
        await connection.execute(text(await _create_role(connection, url)))


def _role_to_make(url: URL) -> str:
    return f"CREATE ROLE \"{url.username}\" LOGIN PASSWORD '(the one in its address)';"


async def _create_role(connection: AsyncConnection, url: URL) -> str:
    quoted = await connection.execute(
        text(
            "SELECT format('CREATE ROLE %I LOGIN PASSWORD %L',"
            " cast(:role AS text), cast(:password AS text))"
        ),
        {"role": url.username, "password": url.password or ""},
    )
    return str(quoted.scalar_one()).replace(":", r"\:")


async def _grant(connection: AsyncConnection, urls: DatabaseUrls) -> None:
    """Rights by schema; the audit trail can be added to and read, never changed."""
    service, tracker = f'"{urls.service.username}"', f'"{urls.tracker.username}"'
    for statement in (
        f"GRANT USAGE ON SCHEMA logger TO {service}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA logger TO {service}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA logger TO {service}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON logger.audit_event FROM {service}",
        f"REVOKE INSERT, UPDATE, DELETE ON logger.migration FROM {service}",
        f"GRANT USAGE ON SCHEMA tracker TO {tracker}",
        f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA tracker TO {tracker}",
        f"GRANT UPDATE (fence) ON tracker.conversations TO {tracker}",
        f"GRANT USAGE ON SCHEMA tracker TO {service}",
        f"GRANT SELECT (conversation), DELETE ON tracker.data_keys TO {service}",
    ):
        await connection.execute(text(statement))


def main() -> int:
    """The command: says what happened in one line."""
    try:
        asyncio.run(migrate(DatabaseUrls.from_env()))
    except SettingsInvalid as problem:
        sys.stderr.write(f"Not migrated: {problem}.\n")
        return 2
    except DBAPIError as problem:  # its text may hold the statement, and with it a password
        sys.stderr.write(f"Not migrated: PostgreSQL refused ({type(problem.orig).__name__}).\n")
        return 4
    except RolesMissing as problem:
        sys.stderr.write(f"Not migrated: {problem}. Have an administrator run this first:\n")
        sys.stderr.write(f"{problem.sql}\n")
        return 3
    sys.stdout.write("The database is up to date.\n")
    return 0
