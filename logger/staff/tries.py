"""Tries to sign in, counted in the database so that every process sees them all."""

from __future__ import annotations

import math
from typing import Final

from logger.staff.devices import Origin
from logger.staff.members import StaffEmail
from logger.staff.refusals import SignInSlowed
from logger.staff.repository import StaffRepository
from logger.staff.throttle import REMEMBERED, wait_of_account, wait_of_network, wait_of_pair

KEPT: Final = 24 * REMEMBERED


class Tries:
    def __init__(self, repository: StaffRepository) -> None:
        self._staff = repository

    async def begin(
        self, email: StaffEmail, origin: Origin, *, has_one_time_password: bool
    ) -> None:
        """Count a try as failed until `succeed` takes it back. Raises SignInSlowed.

        Nobody guesses a one-time password of 79 bits, so strangers' failures do not keep a new
        member from their first sign-in.
        """
        account = self._staff.digest(email)
        await self._staff.lock_tries(account)
        now = await self._staff.real_time()
        since = now - REMEMBERED
        pair = await self._staff.failures_of_pair(account, origin.digest, since)
        waits = [wait_of_pair(pair, now)]
        if not origin.is_known_device:
            network = await self._staff.failures_of_network(origin.digest, since)
            waits.append(wait_of_network(network, now))
            if not has_one_time_password:
                strangers = await self._staff.strangers_failures_of_account(account, since)
                waits.append(wait_of_account(strangers, now))
        seconds = math.ceil(max(waits).total_seconds())
        if seconds > 0:
            raise SignInSlowed(seconds)
        await self._staff.add_try(account, origin.digest, is_known_device=origin.is_known_device)

    async def succeed(self, email: StaffEmail, origin: Origin) -> None:
        """The password was right: slips from here no longer count."""
        await self._staff.forget_failures(self._staff.digest(email), origin.digest)
        await self._staff.forget_failures_before(await self._staff.real_time() - KEPT)
