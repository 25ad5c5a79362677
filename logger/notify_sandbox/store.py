"""What was accepted, in a file that survives SIGKILL: SQLite with every commit on the disk.

The sandbox stands in for somebody else's system and has one process, so it does not use our
PostgreSQL: a fault in our database must not make Notify forget.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

MOMENT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS notification (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    service_id TEXT NOT NULL,
    key_type TEXT NOT NULL,
    type TEXT NOT NULL,
    recipient TEXT NOT NULL,
    normal_recipient TEXT NOT NULL,
    reference TEXT,
    template_id TEXT NOT NULL,
    template_version INTEGER NOT NULL,
    subject TEXT,
    body TEXT NOT NULL,
    unsubscribe_url TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS notification_reference ON notification (reference);
CREATE TABLE IF NOT EXISTS received_text (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    service_id TEXT NOT NULL,
    user_number TEXT NOT NULL,
    notify_number TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class StoredNotification:
    id: UUID
    service_id: UUID
    key_type: str
    type: str
    recipient: str
    normal_recipient: str
    reference: str | None
    template_id: UUID
    template_version: int
    subject: str | None
    body: str
    unsubscribe_url: str | None
    created_at: datetime


@dataclass(frozen=True)
class ReceivedText:
    id: UUID
    service_id: UUID
    user_number: str
    notify_number: str
    content: str
    created_at: datetime


class Store:
    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        self._connection.close()

    def add(self, notification: StoredNotification) -> None:
        """On the disk when this returns."""
        self._insert("notification", notification)

    def add_received_text(self, received: ReceivedText) -> None:
        self._insert("received_text", received)

    def get(self, service_id: UUID, notification_id: UUID) -> StoredNotification | None:
        rows = self._notifications(
            "WHERE service_id = ? AND id = ?", str(service_id), str(notification_id)
        )
        return next(rows, None)

    def newest_first(
        self,
        service_id: UUID,
        *,
        key_type: str,
        since: datetime,
        reference: str | None = None,
        older_than: UUID | None = None,
    ) -> Iterator[StoredNotification]:
        """What one kind of key sent since then; nothing if `older_than` is unknown."""
        conditions = "WHERE service_id = ? AND key_type = ? AND created_at >= ?"
        values = [str(service_id), key_type, since.strftime(MOMENT)]
        if reference is not None:
            conditions += " AND reference = ?"
            values.append(reference)
        if older_than is not None:
            conditions += " AND sequence < (SELECT sequence FROM notification WHERE id = ?)"
            values.append(str(older_than))
        return self._notifications(f"{conditions} ORDER BY sequence DESC", *values)

    def inbox(self, reference: str | None = None, limit: int = 100) -> list[StoredNotification]:
        """The newest messages of every service, whatever the key."""
        return list(
            self._notifications(
                "WHERE ? IS NULL OR reference = ? ORDER BY sequence DESC LIMIT ?",
                reference,
                reference,
                limit,
            )
        )

    def count_since(self, service_id: UUID, channel: str, since: datetime) -> int:
        """How many a service sent with keys that count towards its day."""
        row = self._connection.execute(
            "SELECT count(*) FROM notification"
            " WHERE service_id = ? AND type = ? AND created_at >= ? AND key_type <> 'test'",
            (str(service_id), channel, since.strftime(MOMENT)),
        ).fetchone()
        return int(row[0])

    def counts_by_reference(self) -> dict[str, int]:
        """How often each reference was accepted, ever: the oracle of the sender's tests."""
        rows = self._connection.execute(
            "SELECT reference, count(*) FROM notification"
            " WHERE reference IS NOT NULL GROUP BY reference"
        )
        return {str(reference): int(count) for reference, count in rows}

    def received_texts(
        self, service_id: UUID, older_than: UUID | None, limit: int
    ) -> list[ReceivedText]:
        conditions = "WHERE service_id = ?"
        values = [str(service_id)]
        if older_than is not None:
            conditions += " AND sequence < (SELECT sequence FROM received_text WHERE id = ?)"
            values.append(str(older_than))
        rows = self._connection.execute(
            f"SELECT * FROM received_text {conditions}"  # noqa: S608  # our own words only
            f" ORDER BY sequence DESC LIMIT {limit:d}",
            values,
        )
        return [ReceivedText(**_values(row)) for row in rows]

    def _notifications(self, conditions: str, *values: Any) -> Iterator[StoredNotification]:
        rows = self._connection.execute(
            f"SELECT * FROM notification {conditions}",  # noqa: S608  # our own words only
            values,
        )
        return (StoredNotification(**_values(row)) for row in rows)

    def _insert(self, table: str, record: StoredNotification | ReceivedText) -> None:
        values = {
            name: value.strftime(MOMENT) if isinstance(value, datetime) else value
            for name, value in vars(record).items()
        }
        texts = [str(value) if isinstance(value, UUID) else value for value in values.values()]
        marks = ", ".join("?" * len(texts))
        self._connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})",  # noqa: S608  # as above
            texts,
        )


def _values(row: sqlite3.Row) -> dict[str, Any]:
    values = {name: row[name] for name in row.keys() if name != "sequence"}  # noqa: SIM118  # a Row iterates over its values
    for name in ("id", "service_id", "template_id"):
        if name in values:
            values[name] = UUID(values[name])
    values["created_at"] = datetime.strptime(values["created_at"], MOMENT).replace(tzinfo=UTC)
    return values
