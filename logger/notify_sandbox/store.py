"""What was accepted, in a file that survives SIGKILL: SQLite with every commit on the disk.

The sandbox stands in for somebody else's system and has one process, so it does not use our
PostgreSQL: a fault in our database must not make Notify forget.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from logger.notify_sandbox.delivery import Plan
from logger.notify_sandbox.disk import Disk

MOMENT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS message (
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
    created_at TEXT NOT NULL,
    sending_at TEXT NOT NULL,
    final_at TEXT NOT NULL,
    final_status TEXT NOT NULL,
    meanwhile TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS message_reference ON message (reference);
CREATE TABLE IF NOT EXISTS received_text (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    service_id TEXT NOT NULL,
    user_number TEXT NOT NULL,
    notify_number TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS receipt (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    body TEXT NOT NULL,
    has_right_token INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT 'waiting',
    answer TEXT
);
CREATE INDEX IF NOT EXISTS receipt_waiting ON receipt (sequence) WHERE outcome = 'waiting';
"""
_ADD_MESSAGE: Final = (
    "INSERT INTO message VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_RECEIVED_TEXT: Final = "INSERT INTO received_text VALUES (NULL, ?, ?, ?, ?, ?, ?)"


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
    plan: Plan


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
        self.disk = Disk(file, _TABLES)

    def close(self) -> None:
        self.disk.close()

    def add(self, stored: StoredNotification) -> None:
        """On the disk once `disk.settled` returns."""
        *values, plan = vars(stored).values()
        self.disk.write(_ADD_MESSAGE, [_written(v) for v in (*values, *vars(plan).values())])

    def add_received_text(self, received: ReceivedText) -> None:
        self.disk.write(_ADD_RECEIVED_TEXT, [_written(v) for v in vars(received).values()])

    def get(self, service_id: UUID, notification_id: UUID) -> StoredNotification | None:
        found = self.find(notification_id)
        return found if found is not None and found.service_id == service_id else None

    def find(self, notification_id: UUID) -> StoredNotification | None:
        return next(self._notifications("WHERE id = ?", str(notification_id)), None)

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
        values = [str(service_id), key_type, moment(since)]
        if reference is not None:
            conditions += " AND reference = ?"
            values.append(reference)
        if older_than is not None:
            conditions += " AND sequence < (SELECT sequence FROM message WHERE id = ?)"
            values.append(str(older_than))
        return self._notifications(f"{conditions} ORDER BY sequence DESC", *values)

    def inbox(self, reference: str | None = None, limit: int = 100) -> list[StoredNotification]:
        """The newest messages of every service, whatever the key."""
        conditions, values = ("WHERE reference = ?", [reference]) if reference else ("", [])
        return list(
            self._notifications(f"{conditions} ORDER BY sequence DESC LIMIT {limit:d}", *values)
        )

    def count_since(self, service_id: UUID, channel: str, since: datetime) -> int:
        """How many a service sent with keys that count towards its day."""
        is_abroad = channel == "international_sms"
        row = self.disk.read(
            "SELECT count(*) FROM message"
            " WHERE service_id = ? AND type = ? AND created_at >= ? AND key_type <> 'test'"
            " AND (NOT ? OR normal_recipient NOT LIKE '44%')",
            (str(service_id), "sms" if is_abroad else channel, moment(since), is_abroad),
        ).fetchone()
        return int(row[0])

    def counts_by_reference(self) -> dict[str, int]:
        """How often each reference was accepted, ever: the oracle of the sender's tests."""
        rows = self.disk.read(
            "SELECT reference, count(*) FROM message WHERE reference IS NOT NULL GROUP BY reference"
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
        rows = self.disk.read(
            f"SELECT * FROM received_text {conditions}"  # noqa: S608  # our own words only
            f" ORDER BY sequence DESC LIMIT {limit:d}",
            values,
        )
        return [ReceivedText(**_values(row)) for row in rows]

    def _notifications(self, conditions: str, *values: Any) -> Iterator[StoredNotification]:
        rows = self.disk.read(
            f"SELECT * FROM message {conditions}",  # noqa: S608  # our own words only
            values,
        )
        return (_notification(_values(row)) for row in rows)


def moment(at: datetime) -> str:
    return at.strftime(MOMENT)


def _notification(values: dict[str, Any]) -> StoredNotification:
    plan = Plan(
        **{name: values.pop(name) for name in ("sending_at", "final_at", "final_status")},
        meanwhile=values.pop("meanwhile"),
    )
    return StoredNotification(**values, plan=plan)


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return str(value) if isinstance(value, UUID) else value


def _values(row: sqlite3.Row) -> dict[str, Any]:
    values = {name: row[name] for name in row.keys() if name != "sequence"}  # noqa: SIM118  # a Row iterates over its values
    for name in ("id", "service_id", "template_id"):
        if name in values:
            values[name] = UUID(values[name])
    for name in ("created_at", "sending_at", "final_at"):
        if name in values:
            values[name] = datetime.fromisoformat(values[name])
    return values
