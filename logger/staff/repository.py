"""Every query over staff, their sessions and their tries to sign in. All times are real time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from logger.encryption.blind_index import BlindIndex
from logger.encryption.keyring import DataKey, KeyRing, Place
from logger.staff.members import Member, Role, StaffEmail
from logger.staff.models import SignInFailure, StaffMember, StaffSession
from logger.staff.throttle import Failures

TABLE: Final = "staff_member"


@dataclass(frozen=True)
class Account:
    """A member with what sign-in needs to know."""

    member: Member
    password_hash: str
    is_active: bool
    is_password_expired: bool

    @property
    def may_sign_in(self) -> bool:
        return self.is_active and not self.is_password_expired


class StaffRepository:
    def __init__(self, session: AsyncSession, keys: KeyRing, blind_index: BlindIndex) -> None:
        self._session = session
        self._keys = keys
        self._blind_index = blind_index

    def digest(self, email: StaffEmail) -> bytes:
        return self._blind_index.digest("staff_member.email_address", email.address)

    async def add(
        self,
        email: StaffEmail,
        *,
        name: str,
        role: Role,
        password_hash: str,
        password_expires_at: datetime,
        at: datetime,
    ) -> Member:
        """A new member, whose password is for once only."""
        row = uuid.uuid4()
        key, wrapped = self._keys.new_data_key(Place(TABLE, row, "data_key"))
        self._session.add(
            StaffMember(
                id=row,
                email_digest=self.digest(email),
                data_key=wrapped,
                email_address=key.seal(email.address, Place(TABLE, row, "email_address")),
                name=key.seal(name, Place(TABLE, row, "name")),
                role=role,
                password_hash=password_hash,
                must_change_password=True,
                password_expires_at=password_expires_at,
                is_active=True,
                added_at=at,
            )
        )
        await self._session.flush()
        return Member(row, email, name, role, must_change_password=True)

    async def by_email(self, email: StaffEmail) -> Account | None:
        found = await self._session.execute(
            select(StaffMember).where(StaffMember.email_digest == self.digest(email))
        )
        row = found.scalar_one_or_none()
        return None if row is None else self._account(row)

    async def get(self, staff_id: uuid.UUID) -> Account | None:
        row = await self._session.get(StaffMember, staff_id)
        return None if row is None else self._account(row)

    async def names(self, staff_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
        """The name of each, for a page that tells who did what."""
        wanted = {staff_id for staff_id in staff_ids if staff_id is not None}
        if not wanted:
            return {}
        found = await self._session.execute(select(StaffMember).where(StaffMember.id.in_(wanted)))
        return {row.id: self._name(row) for row in found.scalars()}

    async def count(self) -> int:
        found = await self._session.execute(select(func.count()).select_from(StaffMember))
        return found.scalar_one()

    async def set_password(
        self, staff_id: uuid.UUID, password_hash: str, *, one_time_until: datetime | None = None
    ) -> None:
        """With `one_time_until` it must be changed at the next sign-in and ends by itself."""
        await self._session.execute(
            update(StaffMember)
            .where(StaffMember.id == staff_id)
            .values(
                password_hash=password_hash,
                must_change_password=one_time_until is not None,
                password_expires_at=one_time_until,
            )
        )

    async def set_active(self, staff_id: uuid.UUID, *, is_active: bool) -> None:
        await self._session.execute(
            update(StaffMember).where(StaffMember.id == staff_id).values(is_active=is_active)
        )

    def add_session(
        self, token_hash: bytes, staff_id: uuid.UUID, csrf_token: str, at: datetime
    ) -> None:
        self._session.add(
            StaffSession(
                token_hash=token_hash,
                staff_id=staff_id,
                csrf_token=csrf_token,
                started_at=at,
                last_seen_at=at,
            )
        )

    async def touch_session(
        self, token_hash: bytes, *, idle: timedelta, longest: timedelta
    ) -> tuple[Account, str] | None:
        """Whose live session it is and its form token; seeing it keeps it alive."""
        touched = await self._session.execute(
            update(StaffSession)
            .where(StaffSession.token_hash == token_hash, _is_live(idle, longest))
            .values(last_seen_at=func.clock_timestamp())
            .returning(StaffSession.staff_id, StaffSession.csrf_token)
        )
        row = touched.one_or_none()
        if row is None:
            return None
        account = await self.get(row.staff_id)
        return None if account is None else (account, row.csrf_token)

    async def end_session(self, token_hash: bytes) -> uuid.UUID | None:
        """Whose it was; None when there was no such session."""
        ended = await self._session.execute(
            delete(StaffSession)
            .where(StaffSession.token_hash == token_hash)
            .returning(StaffSession.staff_id)
        )
        return ended.scalar_one_or_none()

    async def end_sessions_of(self, staff_id: uuid.UUID) -> None:
        await self._session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))

    async def forget_ended(self, *, idle: timedelta, longest: timedelta) -> None:
        await self._session.execute(delete(StaffSession).where(~_is_live(idle, longest)))

    async def lock_tries(self, email_digest: bytes) -> None:
        """Let tries for one account take turns, until the transaction ends."""
        number = int.from_bytes(email_digest[:8], "big", signed=True)
        await self._session.execute(select(func.pg_advisory_xact_lock(number)))

    async def add_try(self, email_digest: bytes, origin: bytes, *, is_known_device: bool) -> None:
        self._session.add(
            SignInFailure(
                email_digest=email_digest,
                address_digest=origin,
                is_known_device=is_known_device,
                failed_at=await self.real_time(),
            )
        )

    async def failures_of_pair(
        self, email_digest: bytes, origin: bytes, since: datetime
    ) -> Failures:
        return await self._failures(
            since,
            SignInFailure.email_digest == email_digest,
            SignInFailure.address_digest == origin,
        )

    async def strangers_failures_of_account(self, email_digest: bytes, since: datetime) -> Failures:
        return await self._failures(
            since, SignInFailure.email_digest == email_digest, ~SignInFailure.is_known_device
        )

    async def failures_of_network(self, origin: bytes, since: datetime) -> Failures:
        return await self._failures(since, SignInFailure.address_digest == origin)

    async def forget_failures(self, email_digest: bytes, origin: bytes) -> None:
        """This person has shown who they are: their slips no longer count."""
        await self._session.execute(
            delete(SignInFailure).where(
                SignInFailure.email_digest == email_digest, SignInFailure.address_digest == origin
            )
        )

    async def forget_failures_before(self, moment: datetime) -> None:
        await self._session.execute(delete(SignInFailure).where(SignInFailure.failed_at < moment))

    async def real_time(self) -> datetime:
        """The database's clock, which all processes share."""
        found = await self._session.execute(select(func.clock_timestamp()))
        moment: datetime = found.scalar_one()
        return moment

    async def _failures(self, since: datetime, *conditions: ColumnElement[bool]) -> Failures:
        found = await self._session.execute(
            select(func.count(), func.max(SignInFailure.failed_at)).where(
                SignInFailure.failed_at > since, *conditions
            )
        )
        count, latest_at = found.one()
        return Failures(count, latest_at)

    def _name(self, row: StaffMember) -> str:
        if row.data_key is None:
            return "A former member of staff"
        return self._key(row).open(row.name, Place(TABLE, row.id, "name"))

    def _account(self, row: StaffMember) -> Account:
        key = self._key(row)
        member = Member(
            id=row.id,
            email=StaffEmail(key.open(row.email_address, Place(TABLE, row.id, "email_address"))),
            name=key.open(row.name, Place(TABLE, row.id, "name")),
            role=Role(row.role),
            must_change_password=row.must_change_password,
        )
        expires_at = row.password_expires_at
        is_expired = expires_at is not None and expires_at < datetime.now(UTC)
        return Account(member, row.password_hash, row.is_active, is_expired)

    def _key(self, row: StaffMember) -> DataKey:
        if row.data_key is None:
            raise LookupError(f"the details of staff member {row.id} have been disposed of")
        return self._keys.unwrap(row.data_key, Place(TABLE, row.id, "data_key"))


def _is_live(idle: timedelta, longest: timedelta) -> ColumnElement[bool]:
    now = func.clock_timestamp()
    return (StaffSession.last_seen_at > now - idle) & (StaffSession.started_at > now - longest)
