"""Everything the routes of one sandbox share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from logger.notify_sandbox.acceptance import Acceptance
from logger.notify_sandbox.delivery import Progress, progress
from logger.notify_sandbox.faults import FaultPlan
from logger.notify_sandbox.limits import RateLimit
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


class SandboxState:
    def __init__(self, seed: SandboxSeed, folder: Path, clock: SandboxClock) -> None:
        self.register = Register(seed)
        self.store = Store(folder / "sandbox.sqlite3")
        self.clock = clock
        self.faults = FaultPlan()
        self.acceptance = Acceptance(self.register, self.store, RateLimit(monotonic), clock.now)
        self.pages = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.pages.filters["blocks"] = blocks

    def progress_of(self, stored: StoredNotification) -> Progress:
        delivery = self.register.delivery
        return progress(
            stored.normal_recipient,
            sending_at=stored.created_at + delivery.sending_after,
            final_at=stored.created_at + delivery.final_after,
            now=self.clock.now(),
        )
