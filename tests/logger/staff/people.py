"""Members of staff for tests, with hashes that are quick to make and to check."""

from __future__ import annotations

from argon2 import PasswordHasher

from logger.staff.members import Member, Role, StaffEmail
from logger.staff.passwords import PasswordHashing
from logger.unit_of_work import Transactions

PASSWORD = "seven purple teapots"


def quick_hashing() -> PasswordHashing:
    return PasswordHashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def add_member(
    transactions: Transactions,
    address: str = "sam.ade@example.com",
    role: Role = Role.ADVISER,
    *,
    password: str = PASSWORD,
    is_one_time: bool = False,
) -> Member:
    encoded = await quick_hashing().hash(password)
    async with transactions.begin() as work:
        member = await work.staff.add(
            StaffEmail.parse(address), role, name=None, one_time_hash=encoded
        )
        if not is_one_time:
            await work.staff.renew_hash(member, encoded)
        account = await work.staff.account_of(member.email)
    assert account is not None
    return account.member
