"""Signing in, from the form to the session: short transactions with the slow hash between them."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from logger.encryption.blind_index import BlindIndex
from logger.staff.devices import Devices, Origin
from logger.staff.members import Member, SignedIn, StaffEmail
from logger.staff.passwords import PasswordHashing, check_suitable
from logger.staff.refusals import PasswordUnsuitable, SignInRefused, SignInSlowed
from logger.staff.repository import Account
from logger.unit_of_work import Transactions

log = structlog.get_logger()


@dataclass(frozen=True)
class Admission:
    """What the browser of somebody who has just signed in is to keep."""

    session: str
    device: str
    must_change_password: bool


class PasswordWrong(PasswordUnsuitable):
    """The present password, typed again, is not right."""

    code = "password-wrong"

    def __init__(self) -> None:
        super().__init__("Enter the password that you use now.")


class SignIn:
    """One per process. No database connection is held while a password is hashed."""

    def __init__(
        self, transactions: Transactions, hashing: PasswordHashing, blind_index: BlindIndex
    ) -> None:
        self._transactions = transactions
        self._hashing = hashing
        self._devices = Devices(blind_index)

    async def sign_in(
        self, typed_email: str, password: str, *, device: str | None, ip: str
    ) -> Admission:
        """A new session. Raises SignInRefused, SignInSlowed, TooBusy."""
        email = StaffEmail.as_typed(typed_email)
        origin = self._devices.origin(email, cookie=device, ip=ip)
        account = await self._begin(email, origin)
        encoded = None if account is None else account.password_hash
        is_right = await self._hashing.verify(encoded, password)
        if account is None or not is_right or not account.may_sign_in:
            await self._record_failure(email, account)
            raise SignInRefused
        return await self._admit(account, password, origin, device)

    async def change_password(self, who: SignedIn, *, current: str, new: str) -> Admission:
        """End all sessions of this member and begin one; `current` is not read after a one-time
        password. Raises PasswordUnsuitable, PasswordWrong, SignInSlowed, TooBusy.
        """
        member = who.member
        check_suitable(new, member.email)
        origin = self._devices.session_of(member)
        if member.must_change_password:
            await self._check_is_another(member, new)
        else:
            await self._check_current(member, current, origin)
        encoded = await self._hashing.hash(new)
        async with self._transactions.begin() as work:
            session = await work.staff.change_password(member, encoded)
            await work.tries.succeed(member.email, origin)
        return Admission(session, self._devices.new_cookie(member.email), False)

    async def _check_is_another(self, member: Member, new: str) -> None:
        async with self._transactions.begin() as work:
            account = await work.staff.account_of(member.email)
        if account is not None and await self._hashing.verify(account.password_hash, new):
            raise PasswordUnsuitable("Choose a password of your own, not the one you were given.")

    async def _check_current(self, member: Member, current: str, origin: Origin) -> None:
        account = await self._begin(member.email, origin)
        if account is None or not await self._hashing.verify(account.password_hash, current):
            await self._record_failure(member.email, account)
            raise PasswordWrong

    async def _begin(self, email: StaffEmail, origin: Origin) -> Account | None:
        """The account, if there is one; the try is counted. Raises SignInSlowed."""
        async with self._transactions.begin() as work:
            account = await work.staff.account_of(email)
            has_one_time_password = account is not None and account.member.must_change_password
            try:
                await work.tries.begin(email, origin, has_one_time_password=has_one_time_password)
            except SignInSlowed as slowed:
                log.warning("staff.sign-in-slowed", seconds=slowed.retry_after)
                raise
        return account

    async def _record_failure(self, email: StaffEmail, account: Account | None) -> None:
        async with self._transactions.begin() as work:
            work.staff.record_failure(email, account)
        log.info("staff.sign-in-failed", staff=str(account.member.id) if account else None)

    async def _admit(
        self, account: Account, password: str, origin: Origin, device: str | None
    ) -> Admission:
        member = account.member
        renewed = None
        if not member.must_change_password and self._hashing.is_outdated(account.password_hash):
            renewed = await self._hashing.hash(password)
        async with self._transactions.begin() as work:
            now = await work.staff.account_of(member.email)
            if now is None or now.password_hash != account.password_hash or not now.may_sign_in:
                raise SignInRefused  # reset or disabled while we were hashing
            if renewed is not None:
                await work.staff.renew_hash(member, renewed)
            await work.tries.succeed(member.email, origin)
            session = await work.staff.start_session(member)
        log.info("staff.signed-in", staff=str(member.id))
        known = device if origin.is_known_device else None
        return Admission(
            session, known or self._devices.new_cookie(member.email), member.must_change_password
        )
