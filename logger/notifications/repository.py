"""Every query on the outbox that the dispatcher makes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from logger.encryption.keyring import KeyRing, Place
from logger.enquiries.models import Enquiry
from logger.notifications.models import Heartbeat, Notification
from logger.notifications.outbox import TABLE, key_place

DISPATCHER: Final = "dispatcher:"
DEAD_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """A row that is ours until its lease ends; the fence tells our lease from a later one.

    `must_look_up`: somebody may have sent it before, so Notify is asked first.
    `may_leave`: False for a message to an enquirer whose safe contact forbids messages.
    """

    id: uuid.UUID
    owner: uuid.UUID
    fence: int
    attempts: int
    must_look_up: bool
    may_leave: bool
    template: str
    channel: str
    queued_at: datetime
    lease_expires_at: datetime
    data_key: bytes | None
    recipient: bytes
    personalisation: bytes

    def open(self, keys: KeyRing) -> tuple[str, Mapping[str, str]]:
        """Whom it goes to and what is put into it; raises SealBroken."""
        data_key = keys.unwrap(self.data_key or b"\x00\x00", key_place(self.id))
        values: Mapping[str, str] = json.loads(
            data_key.open(self.personalisation, Place(TABLE, self.id, "personalisation"))
        )
        return data_key.open(self.recipient, Place(TABLE, self.id, "recipient")), values


class OutboxRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(
        self,
        owner: uuid.UUID,
        limit: int,
        *,
        now: datetime,
        real_now: datetime,
        lease_expires_at: datetime,
        held: Collection[str] = (),
    ) -> list[Claim]:
        """Take up to `limit` rows that are due, passing over those another dispatcher takes.

        What goes by a channel in `held` waits, unless Notify may have it already.

        `now` is business time, to which rows are due; leases are in real time.
        """
        is_due = and_(
            Notification.state.in_(("waiting", "unknown")),
            Notification.next_attempt_at <= now,
            or_(Notification.state == "unknown", Notification.channel.not_in(held)),
        )
        was_left = and_(Notification.state == "sending", Notification.lease_expires_at <= real_now)
        rows = await self._session.scalars(
            select(Notification)
            .where(or_(is_due, was_left))
            .order_by(Notification.next_attempt_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed = list(rows)
        forbidden = await self._forbidden({row.enquiry_id for row in claimed} - {None})
        return [
            _claimed(row, owner, lease_expires_at, may_leave=row.enquiry_id not in forbidden)
            for row in claimed
        ]

    async def _forbidden(self, enquiry_ids: set[uuid.UUID | None]) -> set[uuid.UUID]:
        """Those of the enquiries whose enquirer may not be sent a message, as of now."""
        if not enquiry_ids:
            return set()
        found = await self._session.execute(
            select(Enquiry.id).where(Enquiry.id.in_(enquiry_ids), ~Enquiry.may_be_messaged)
        )
        return set(found.scalars())

    async def settle(self, claim: Claim, changes: Mapping[str, Any]) -> bool:
        """Write down what became of a claim; False when the row is no longer ours."""
        result = await self._session.execute(
            update(Notification)
            .where(
                Notification.id == claim.id,
                Notification.fence == claim.fence,
                Notification.lease_owner == claim.owner,
            )
            .values(**changes, lease_owner=None, lease_expires_at=None)
        )
        return isinstance(result, CursorResult) and result.rowcount == 1

    async def beat(self, owner: uuid.UUID, *, at: datetime, problem: str | None) -> None:
        """Say that this dispatcher lives, and what ails it; those long dead are forgotten."""
        values = {"beat_at": at, "problem": problem}
        await self._session.execute(
            insert(Heartbeat)
            .values(process=f"{DISPATCHER}{owner}", **values)
            .on_conflict_do_update(index_elements=[Heartbeat.process], set_=values)
        )
        await self._session.execute(
            delete(Heartbeat).where(Heartbeat.beat_at < at - DEAD_AFTER, _of_a_dispatcher())
        )

    async def beats_since(self, at: datetime) -> Sequence[Heartbeat]:
        """One for each dispatcher that lives."""
        found = await self._session.scalars(
            select(Heartbeat).where(Heartbeat.beat_at >= at, _of_a_dispatcher())
        )
        return found.all()


def _of_a_dispatcher() -> ColumnElement[bool]:
    return Heartbeat.process.startswith(DISPATCHER)


def _claimed(
    row: Notification, owner: uuid.UUID, lease_expires_at: datetime, *, may_leave: bool
) -> Claim:
    must_look_up = row.state != "waiting"
    row.state = "sending"
    row.lease_owner = owner
    row.lease_expires_at = lease_expires_at
    row.fence += 1
    row.attempts += 1
    return Claim(
        id=row.id,
        owner=owner,
        fence=row.fence,
        attempts=row.attempts,
        must_look_up=must_look_up,
        may_leave=may_leave,
        template=row.template,
        channel=row.channel,
        queued_at=row.queued_at,
        lease_expires_at=lease_expires_at,
        data_key=row.data_key,
        recipient=row.recipient,
        personalisation=row.personalisation,
    )
