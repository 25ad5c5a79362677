"""How much a service may send: by the minute on real time, by the day on its own clock."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from logger.notify_sandbox.acceptance import Acceptance
from logger.notify_sandbox.limits import RateLimit
from logger.notify_sandbox.refusals import (
    BadRequestError,
    RateLimitError,
    TooManyRequestsError,
    ValidationError,
)
from logger.notify_sandbox.seed import KeyType, SandboxSeed
from logger.notify_sandbox.state import SandboxClock, SandboxState
from logger.notify_sandbox.tokens import Caller

SERVICE_ID = UUID("11111111-2222-4333-8444-555555555555")
PLAIN = "5b9d5a0e-0000-4a0e-9d86-000000000003"
TEXT = "5b9d5a0e-0000-4a0e-9d86-000000000002"


class Sender:
    """One service and its sandbox, without the network between them."""

    def __init__(self, seed: SandboxSeed, folder: Path, clock: SandboxClock) -> None:
        self.state = SandboxState(seed, folder, clock)
        self.clock = clock

    def caller(self, key_type: KeyType = KeyType.NORMAL) -> Caller:
        service = self.state.register.service(SERVICE_ID)
        assert service is not None
        keys = self.state.register.keys_of(service)
        return Caller(service, next(key for key in keys if key.type is key_type))

    async def email(
        self, address: str = "someone@example.com", key_type: KeyType = KeyType.NORMAL
    ) -> None:
        body = {"email_address": address, "template_id": PLAIN, "personalisation": {"name": "a"}}
        await self._send("email", body, key_type)

    async def text(self, number: str) -> None:
        body = {"phone_number": number, "template_id": TEXT, "personalisation": {"name": "a"}}
        await self._send("sms", body, KeyType.NORMAL)

    async def _send(self, channel: str, body: object, key_type: KeyType) -> None:
        caller = self.caller(key_type)
        message = self.state.acceptance.accept(caller, channel, json.dumps(body).encode())
        await self.state.keep(message)


@pytest.fixture
def clock() -> SandboxClock:
    """Half past eleven at night, UTC."""
    now = datetime.now(UTC)
    return SandboxClock(now.replace(hour=23, minute=30) - now)


@pytest.fixture
def sender(seed: SandboxSeed, tmp_path: Path, clock: SandboxClock) -> Sender:
    return Sender(seed, tmp_path, clock)


def change(sender: Sender, **settings: object) -> None:
    sender.state.register.change_service(SERVICE_ID, settings)


async def test_a_day_ends_at_midnight_utc(sender: Sender) -> None:
    change(sender, emails_per_day=2)
    await sender.email()
    await sender.email()
    with pytest.raises(TooManyRequestsError, match=r"Exceeded send limits \(email: 2\) for today"):
        await sender.email()

    sender.clock.advance(timedelta(minutes=31))

    await sender.email()


async def test_a_restart_forgets_nothing_of_the_day(
    sender: Sender, seed: SandboxSeed, tmp_path: Path, clock: SandboxClock
) -> None:
    await sender.email()
    sender.state.store.close()

    again = Sender(seed, tmp_path, clock)
    change(again, emails_per_day=1)

    with pytest.raises(TooManyRequestsError):
        await again.email()


async def test_what_a_test_key_sends_never_counts(sender: Sender) -> None:
    change(sender, emails_per_day=1)

    for _ in range(3):
        await sender.email(key_type=KeyType.TEST)

    await sender.email()
    await sender.email(key_type=KeyType.TEST)


async def test_team_and_live_keys_share_the_day(sender: Sender) -> None:
    change(sender, emails_per_day=1)
    await sender.email()

    with pytest.raises(TooManyRequestsError):
        await sender.email("guest@example.com", KeyType.TEAM)


async def test_a_simulated_address_uses_nothing_of_the_day(sender: Sender) -> None:
    change(sender, emails_per_day=1)

    for _ in range(3):
        await sender.email("simulate-delivered@notifications.service.gov.uk")

    await sender.email()


async def test_emails_and_texts_have_a_day_each(sender: Sender) -> None:
    change(sender, emails_per_day=1)
    await sender.email()

    await sender.text("07700 900123")


async def test_a_service_on_trial_sends_fifty_a_day_to_its_guests_only(sender: Sender) -> None:
    change(sender, is_trial=True)

    for _ in range(50):
        await sender.email("guest@example.com")

    with pytest.raises(TooManyRequestsError, match=r"\(email: 50\)"):
        await sender.email("guest@example.com")


async def test_a_service_on_trial_may_not_write_to_strangers(sender: Sender) -> None:
    change(sender, is_trial=True)

    with pytest.raises(BadRequestError, match="when service is in trial mode"):
        await sender.email("someone@example.com")


async def test_texts_abroad_have_a_limit_of_their_own(sender: Sender) -> None:
    change(
        sender,
        permissions=frozenset({"email", "sms", "international_sms"}),
        international_texts_per_day=1,
    )
    await sender.text("+33 6 12 34 56 78")

    with pytest.raises(TooManyRequestsError, match=r"\(international_sms: 1\)"):
        await sender.text("+33 6 12 34 56 78")
    await sender.text("07700 900123")


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def accepted(limit: RateLimit, caller: Caller, wanted: int) -> int:
    for count in range(wanted):
        try:
            limit.check(caller)
        except RateLimitError:
            return count
    return wanted


@pytest.mark.parametrize(
    ("a_minute", "at_once", "in_a_second"), [(3000, 999, 50), (12_000, 999, 200), (6, 2, 0)]
)
async def test_a_minute_has_a_burst_and_then_a_steady_rate(
    sender: Sender, a_minute: int, at_once: int, in_a_second: int
) -> None:
    seconds = Seconds()
    limit = RateLimit(seconds)
    caller = sender.caller()
    caller = replace(caller, service=replace(caller.service, requests_per_minute=a_minute))

    burst = accepted(limit, caller, 5000)
    seconds.now += 1

    assert burst == at_once
    assert accepted(limit, caller, 5000) == in_a_second


async def test_the_minute_is_checked_before_the_day_and_the_day_before_the_body(
    sender: Sender, seed: SandboxSeed
) -> None:
    change(sender, emails_per_day=0, requests_per_minute=3)
    acceptance: Acceptance = sender.state.acceptance
    caller = sender.caller()

    with pytest.raises(TooManyRequestsError):
        acceptance.accept(caller, "email", b"{")
    with pytest.raises(RateLimitError):
        acceptance.accept(caller, "email", b"{")

    change(sender, emails_per_day=1, requests_per_minute=3000)
    with pytest.raises(ValidationError):
        acceptance.accept(sender.caller(), "email", b"{}")
