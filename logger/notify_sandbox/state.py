"""Everything the routes of one sandbox share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from logger.notify_sandbox.acceptance import Acceptance, Accepted
from logger.notify_sandbox.courier import Courier
from logger.notify_sandbox.delivery import Plan, Progress, plan, progress
from logger.notify_sandbox.faults import FaultKind, FaultPlan
from logger.notify_sandbox.limits import DayLimit, RateLimit
from logger.notify_sandbox.markdown import blocks
from logger.notify_sandbox.seed import Register, SandboxSeed
from logger.notify_sandbox.store import Store, StoredNotification


class SandboxClock:
    """The sandbox's business time; tokens are checked against real time."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def advance(self, by: timedelta) -> None:
        self._offset += by


class Door(Protocol):
    """Notify's own port, which a fault can close."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


class SandboxState:
    def __init__(self, seed: SandboxSeed, folder: Path, clock: SandboxClock) -> None:
        self.register = Register(seed)
        self.store = Store(folder / "sandbox.sqlite3")
        self.clock = clock
        self.faults = FaultPlan()
        self.day_limit = DayLimit(self.store.count_since, clock.now)
        self.acceptance = Acceptance(
            self.register, RateLimit(monotonic), self.day_limit, clock.now, self._plan
        )
        self.courier = Courier(self.register, self.store, clock.now)
        self.door: Door | None = None
        self.pages = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.pages.filters["blocks"] = blocks

    async def keep(self, message: Accepted) -> None:
        """Have the message on the disk, and its receipts noted; nothing of a simulated one."""
        if message.is_simulated:
            return
        stored = message.notification
        fault = (
            self.faults.for_receipt(stored.normal_recipient) if stored.plan.has_receipt else None
        )
        if fault is not None and fault.kind is FaultKind.RECEIPT_FIRST:
            at = stored.created_at
            stored = replace(stored, plan=replace(stored.plan, sending_at=at, final_at=at))
        self.store.add(stored)
        first = self.courier.expect(stored, fault)
        await self.store.disk.settled()
        await self.courier.post_now(first)

    def progress_of(self, stored: StoredNotification) -> Progress:
        return progress(stored.plan, self.clock.now())

    def _plan(self, recipient: str) -> Plan:
        delivery = self.register.delivery
        return plan(
            recipient,
            accepted_at=self.clock.now(),
            sending_after=delivery.sending_after,
            final_after=delivery.final_after,
            trouble=self.faults.for_delivery(recipient),
        )
