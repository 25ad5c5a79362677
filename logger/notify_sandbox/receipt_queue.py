"""The receipts that are still to be told, in the same file as the messages they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from logger.notify_sandbox.disk import Disk
from logger.notify_sandbox.store import moment

_ADD: Final = (
    "INSERT INTO receipt (message_id, service_id, body, has_right_token, due_at)"
    " VALUES (?, ?, ?, ?, ?)"
)
_CHANGE: Final = (
    "UPDATE receipt SET due_at = ?, tries = ?, outcome = ?, answer = ? WHERE sequence = ?"
)
_LIST: Final = (
    "SELECT message_id, due_at, tries, outcome, answer, body FROM receipt"
    " WHERE ? IS NULL OR message_id = ? ORDER BY sequence"
)


@dataclass(frozen=True)
class WaitingReceipt:
    """`body` is what is posted, `tries` how often it already was."""

    sequence: int
    service_id: UUID
    body: str
    has_right_token: bool
    due_at: datetime
    tries: int = 0


class ReceiptQueue:
    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def add(
        self,
        message_id: UUID,
        service_id: UUID,
        body: str,
        due_at: datetime,
        *,
        has_right_token: bool = True,
    ) -> WaitingReceipt:
        values = (str(message_id), str(service_id), body, has_right_token, moment(due_at))
        sequence = self._disk.write(_ADD, values)
        return WaitingReceipt(sequence, service_id, body, has_right_token, due_at)

    def put_back(self, receipt: WaitingReceipt, answer: str, due_at: datetime) -> WaitingReceipt:
        """To be tried again then; `answer` is what it got this time."""
        again = replace(receipt, tries=receipt.tries + 1, due_at=due_at)
        self._change(again, "waiting", answer)
        return again

    def finish(self, receipt: WaitingReceipt, outcome: str, answer: str | None) -> None:
        tries = receipt.tries + (answer is not None)
        self._change(replace(receipt, tries=tries), outcome, answer)

    def waiting(self) -> list[WaitingReceipt]:
        rows = self._disk.read("SELECT * FROM receipt WHERE outcome = 'waiting'")
        return [
            WaitingReceipt(
                sequence=row["sequence"],
                service_id=UUID(row["service_id"]),
                body=row["body"],
                has_right_token=bool(row["has_right_token"]),
                due_at=datetime.fromisoformat(row["due_at"]),
                tries=row["tries"],
            )
            for row in rows
        ]

    def all(self, message_id: str | None = None) -> list[dict[str, Any]]:
        """Every receipt there ever was, or those about one message, as the admin port shows it."""
        return [dict(row) for row in self._disk.read(_LIST, (message_id, message_id))]

    def counts(self) -> dict[str, int]:
        rows = self._disk.read("SELECT outcome, count(*) FROM receipt GROUP BY outcome")
        return {str(outcome): int(count) for outcome, count in rows}

    def _change(self, receipt: WaitingReceipt, outcome: str, answer: str | None) -> None:
        due_at = moment(receipt.due_at)
        self._disk.write(_CHANGE, (due_at, receipt.tries, outcome, answer, receipt.sequence))
