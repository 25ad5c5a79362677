"""The inbox of delivery receipts: kept raw as they come, read later by the dispatcher."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.clock import Clock
from logger.encryption.keyring import KeyRing, Place
from logger.notifications.models import DeliveryReceipt

TABLE: Final = "delivery_receipt"
KEPT_FOR: Final = timedelta(days=30)


class ReceiptUnreadable(Exception):
    """Not what Notify's receipts look like."""


@dataclass(frozen=True)
class Receipt:
    """`reference` is ours; None where it is no row id of ours could be."""

    notify_id: uuid.UUID
    reference: uuid.UUID | None
    status: str

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Only what is needed is looked at; raises ReceiptUnreadable."""
        try:
            told = json.loads(body)
            status = told["status"]
            notify_id = uuid.UUID(told["id"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ReceiptUnreadable from None
        if not isinstance(status, str):
            raise ReceiptUnreadable
        return cls(notify_id, _row_id(told.get("reference")), status)


def _row_id(reference: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(reference) if isinstance(reference, str) else None
    except ValueError:
        return None


class ReceiptInbox:
    def __init__(self, session: AsyncSession, keys: KeyRing, clock: Clock) -> None:
        self._session = session
        self._keys = keys
        self._clock = clock

    async def keep(self, bodies: Sequence[bytes]) -> None:
        """Whatever they hold."""
        now = self._clock.now()
        await self._session.execute(
            insert(DeliveryReceipt), [self._sealed(body, now) for body in bodies]
        )

    async def due(self, limit: int) -> Sequence[DeliveryReceipt]:
        """Those to be applied, oldest first, locked; another dispatcher's are passed over."""
        found = await self._session.scalars(
            select(DeliveryReceipt)
            .where(DeliveryReceipt.next_try_at <= self._clock.now())
            .order_by(DeliveryReceipt.next_try_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return found.all()

    def body_of(self, row: DeliveryReceipt) -> bytes:
        """Raises SealBroken."""
        key = self._keys.unwrap(row.data_key, Place(TABLE, row.id, "data_key"))
        return key.open(row.body, Place(TABLE, row.id, "body")).encode("latin-1")

    async def forget_old(self) -> None:
        """They name recipients, and what they told stands in the notifications."""
        await self._session.execute(
            delete(DeliveryReceipt).where(
                DeliveryReceipt.received_at < self._clock.now() - KEPT_FOR
            )
        )

    def _sealed(self, body: bytes, now: datetime) -> dict[str, object]:
        row = uuid.uuid4()
        key, wrapped = self._keys.new_data_key(Place(TABLE, row, "data_key"))
        return {
            "id": row,
            "received_at": now,
            "data_key": wrapped,
            "body": key.seal(body.decode("latin-1"), Place(TABLE, row, "body")),
            "next_try_at": now,
        }
