"""`python -m logger staff add | reset | disable | count`: who may sign in to the console."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import Final

from logger.command import run
from logger.staff.members import Role, StaffEmail
from logger.staff.passwords import PasswordHashing, new_one_time_password
from logger.unit_of_work import Transactions

SHOWN_ONCE: Final = "It works for 7 days and must be changed at the first sign-in."


def main(chosen: argparse.Namespace) -> int:
    """Says what happened in plain sentences; 1: turned down, 2: the settings are wrong."""
    command = _COMMANDS[chosen.staff_command]
    return run(lambda transactions: command(transactions, chosen), undone="Nothing was changed")


async def _count(transactions: Transactions, chosen: argparse.Namespace) -> str:
    async with transactions.begin() as work:
        return str(await work.staff.count())


async def _add(transactions: Transactions, chosen: argparse.Namespace) -> str:
    email, role = StaffEmail.parse(chosen.email), Role(chosen.role)
    password, encoded = await _one_time_password()
    async with transactions.begin() as work:
        await work.staff.add(email, role, name=chosen.name, one_time_hash=encoded)
    return f"{email.address} may sign in. {SHOWN_ONCE}\nOne-time password: {password}"


async def _reset(transactions: Transactions, chosen: argparse.Namespace) -> str:
    email = StaffEmail.parse(chosen.email)
    password, encoded = await _one_time_password()
    async with transactions.begin() as work:
        await work.staff.reset(email, one_time_hash=encoded)
    return f"{email.address} has a new password. {SHOWN_ONCE}\nOne-time password: {password}"


async def _disable(transactions: Transactions, chosen: argparse.Namespace) -> str:
    email = StaffEmail.parse(chosen.email)
    async with transactions.begin() as work:
        await work.staff.disable(email)
    return f"{email.address} is signed out and may not sign in any more."


async def _one_time_password() -> tuple[str, str]:
    """The password, and its hash."""
    password = new_one_time_password()
    return password, await PasswordHashing().hash(password)


_COMMANDS: Final[dict[str, Callable[[Transactions, argparse.Namespace], Awaitable[str]]]] = {
    "count": _count,
    "add": _add,
    "reset": _reset,
    "disable": _disable,
}
