"""What may be done with staff and their sessions. Passwords arrive hashed."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta
from typing import Final

from logger.audit.trail import SYSTEM, Actor, AuditAction, Trail
from logger.clock import Clock
from logger.conversations import token as tokens
from logger.staff.members import Member, Role, SignedIn, StaffEmail
from logger.staff.refusals import NotSignedIn, StaffMemberKnown, StaffMemberUnknown
from logger.staff.repository import TABLE, Account, StaffRepository

ONE_TIME_PASSWORD_LASTS: Final = timedelta(days=7)
IDLE: Final = timedelta(minutes=30)
LONGEST_SESSION: Final = timedelta(hours=12)


class StaffService:
    def __init__(self, repository: StaffRepository, trail: Trail, clock: Clock) -> None:
        self._staff = repository
        self._trail = trail
        self._clock = clock

    async def add(
        self, email: StaffEmail, role: Role, *, name: str | None, one_time_hash: str
    ) -> Member:
        """A new member with a one-time password. Raises StaffMemberKnown."""
        await self._staff.lock_tries(self._staff.digest(email))
        if await self._staff.by_email(email) is not None:
            raise StaffMemberKnown(
                f"{email.address} is there already; "
                "`python -m logger staff reset` gives a new one-time password."
            )
        member = await self._staff.add(
            email,
            name=name or email.as_name(),
            role=role,
            password_hash=one_time_hash,
            password_expires_at=await self._staff.real_time() + ONE_TIME_PASSWORD_LASTS,
            at=self._clock.now(),
        )
        self._record(AuditAction.STAFF_ADDED, member, details={"role": role.value})
        return member

    async def reset(self, email: StaffEmail, *, one_time_hash: str) -> None:
        """A new one-time password, also for who was disabled. Raises StaffMemberUnknown."""
        member = (await self._known(email)).member
        await self._staff.set_password(
            member.id,
            one_time_hash,
            one_time_until=await self._staff.real_time() + ONE_TIME_PASSWORD_LASTS,
        )
        await self._staff.set_active(member.id, is_active=True)
        await self._staff.end_sessions_of(member.id)
        self._record(AuditAction.STAFF_PASSWORD_RESET, member)

    async def disable(self, email: StaffEmail) -> None:
        """No sign-in any more, and no session goes on. Raises StaffMemberUnknown."""
        member = (await self._known(email)).member
        await self._staff.set_active(member.id, is_active=False)
        await self._staff.end_sessions_of(member.id)
        self._record(AuditAction.STAFF_DISABLED, member)

    async def count(self) -> int:
        return await self._staff.count()

    async def account_of(self, email: StaffEmail) -> Account | None:
        return await self._staff.by_email(email)

    async def start_session(self, member: Member) -> str:
        """The secret of a new session, shown this once; ended ones are cleared away."""
        await self._staff.forget_ended(idle=IDLE, longest=LONGEST_SESSION)
        secret = await self._new_session(member.id)
        self._record(AuditAction.STAFF_SIGNED_IN, member, actor=Actor.staff(member.id))
        return secret

    async def signed_in(self, secret: str) -> SignedIn:
        """Whose live session it is; asking keeps it alive. Raises NotSignedIn."""
        touched = await self._staff.touch_session(
            tokens.hash_of(secret), idle=IDLE, longest=LONGEST_SESSION
        )
        if touched is None or not touched[0].is_active:
            raise NotSignedIn("Your session has ended. Sign in again.")
        return SignedIn(touched[0].member, touched[1])

    async def sign_out(self, secret: str) -> None:
        """Doing it twice changes nothing."""
        staff_id = await self._staff.end_session(tokens.hash_of(secret))
        account = None if staff_id is None else await self._staff.get(staff_id)
        if account is not None:
            member = account.member
            self._record(AuditAction.STAFF_SIGNED_OUT, member, actor=Actor.staff(member.id))

    async def change_password(self, member: Member, password_hash: str) -> str:
        """End every session of this member and begin a new one; returns its secret."""
        await self._staff.set_password(member.id, password_hash)
        await self._staff.end_sessions_of(member.id)
        self._record(AuditAction.STAFF_PASSWORD_CHANGED, member, actor=Actor.staff(member.id))
        return await self._new_session(member.id)

    async def renew_hash(self, member: Member, password_hash: str) -> None:
        """The same password, hashed with today's parameters."""
        await self._staff.set_password(member.id, password_hash)

    def record_failure(self, email: StaffEmail, account: Account | None) -> None:
        """Written for an unknown address too, under a stand-in id: both take as long."""
        stand_in = uuid.UUID(bytes=self._staff.digest(email)[:16])
        self._trail.record(
            AuditAction.STAFF_SIGN_IN_FAILED,
            actor=SYSTEM,
            subject_kind=TABLE if account else "unknown_address",
            subject_id=account.member.id if account else stand_in,
        )

    async def _new_session(self, staff_id: uuid.UUID) -> str:
        secret = tokens.new_token()
        self._staff.add_session(
            tokens.hash_of(secret), staff_id, secrets.token_urlsafe(), await self._staff.real_time()
        )
        return secret

    async def _known(self, email: StaffEmail) -> Account:
        account = await self._staff.by_email(email)
        if account is None:
            raise StaffMemberUnknown(
                f"There is no member of staff with the address {email.address}."
            )
        return account

    def _record(
        self,
        action: AuditAction,
        member: Member,
        *,
        actor: Actor = SYSTEM,
        details: dict[str, str | int | bool | None] | None = None,
    ) -> None:
        self._trail.record(
            action, actor=actor, subject_kind=TABLE, subject_id=member.id, details=details
        )
