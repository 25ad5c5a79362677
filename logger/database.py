"""PostgreSQL: the engine, the transaction, and the promise that a commit is durable."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

import asyncpg
from sqlalchemy import DateTime, Dialect, MetaData, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

SCHEMA: Final = "logger"
DURABLE: Final = ("fsync", "synchronous_commit", "full_page_writes")


class Base(DeclarativeBase):
    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )


class Instant(TypeDecorator[datetime]):
    """An aware moment, stored and read back in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


class DatabaseNotDurable(Exception):
    """PostgreSQL is set so that a commit may be lost; the message says which setting."""


class Database:
    """One engine and its pool. `begin` is the only way to a session, and it is a transaction."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self._url = make_url(url)
        self._engine = create_async_engine(
            self._url.set(drivername="postgresql+asyncpg"),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
            hide_parameters=True,
            connect_args={"timeout": 3, "command_timeout": 10},
        )
        event.listen(self._engine.sync_engine, "checkout", _refuse_closed)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed together when the block ends well."""
        async with self._sessions() as session, session.begin():
            yield session

    async def check_durable(self) -> None:
        """Raise DatabaseNotDurable unless a commit survives a crash."""
        async with self.begin() as session:
            for name in DURABLE:
                value = (await session.execute(text(f"SHOW {name}"))).scalar_one()
                if value == "off":
                    raise DatabaseNotDurable(f"PostgreSQL runs with {name} = off; set it to on")

    async def ping(self) -> None:
        async with self.begin() as session:
            await session.execute(text("SELECT 1"))

    async def listen(self) -> asyncpg.Connection[Any]:
        """A connection of its own for LISTEN, outside the pool; the caller closes it."""
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        return await asyncpg.connect(plain, timeout=3)

    async def close(self) -> None:
        await self._engine.dispose()


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """A connection that PostgreSQL has closed is replaced, without a round trip to find out."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
