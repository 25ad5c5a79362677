"""The dispatcher: takes what waits in the outbox to Notify, once, and writes down what came of it.

A row is claimed in a short transaction, with a lease and a fencing number; Notify is called with
no transaction open; the outcome is written in another short transaction, if the row is still ours.
Whoever may have sent a row and cannot say so leaves it to be looked up by its reference, because
Notify knows no idempotency key. Any number of dispatchers can run side by side.
"""

from __future__ import annotations

import asyncio
import signal
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from time import monotonic
from typing import Final

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from logger.audit.trail import SYSTEM, Trail
from logger.clock import Clock
from logger.database import Database
from logger.encryption.keyring import KeyRing, SealBroken
from logger.notifications.allowance import Allowance, Rate
from logger.notifications.api_key import NotifyApiKey
from logger.notifications.audience import is_kept_at_night
from logger.notifications.circuit import Circuit
from logger.notifications.outbox import TABLE, WAKE_CHANNEL
from logger.notifications.outcome import Outcome, OutcomeKind
from logger.notifications.quiet_hours import quiet_until
from logger.notifications.repository import Claim, OutboxRepository
from logger.notifications.retry import Timings
from logger.notifications.sender import Accepted, Envelope, NotThere, Sender
from logger.notifications.settlement import settlement
from logger.notifications.templates import load_templates
from logger.settings import Settings

THREADS: Final = 8
PER_MINUTE: Final = 2900

DATABASE_TROUBLE: Final = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)

log = structlog.get_logger()


class Dispatcher:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        keys: KeyRing,
        sender: Sender,
        *,
        timings: Timings | None = None,
        at_once: int = THREADS,
        per_minute: int = PER_MINUTE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keys = keys
        self._sender = sender
        self._timings = timings or Timings()
        self._at_once = at_once
        self._rate = Rate(sender.service_id, per_minute)
        self._owner = uuid.uuid4()
        self._circuit = Circuit(self._timings.pause)
        self._random = Random()  # noqa: S311  # it only spreads retries
        self._woken = asyncio.Event()
        self._is_stopping = False
        self._is_throttled = False
        self._in_flight: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Take up nothing more; `run` returns when what is on its way has been written down."""
        self._is_stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Send what waits, until told to stop. A lost database is waited for."""
        log.info("dispatcher.started", owner=str(self._owner))
        async with asyncio.TaskGroup() as tasks:
            helpers = [
                tasks.create_task(self._keep_beating()),
                tasks.create_task(self._keep_listening()),
            ]
            while not self._is_stopping:
                self._woken.clear()
                for claim in await self._claims():
                    self._take_up(tasks, claim)
                if len(self._in_flight) >= self._at_once or not self._woken.is_set():
                    await self._wait()
            for helper in helpers:
                helper.cancel()
        log.info("dispatcher.stopped", owner=str(self._owner))

    def _take_up(self, tasks: asyncio.TaskGroup, claim: Claim) -> None:
        task = tasks.create_task(self._work(claim))
        self._in_flight.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        self._woken.set()

    async def _wait(self) -> None:
        wait = min(self._timings.poll, self._timings.refill) if self._is_throttled else None
        with suppress(TimeoutError):
            async with asyncio.timeout((wait or self._timings.poll).total_seconds()):
                await self._woken.wait()

    async def _claims(self) -> list[Claim]:
        free = self._at_once - len(self._in_flight)
        limit = self._circuit.may_send(free, seconds=monotonic()) if free else 0
        if not limit:
            return []
        try:
            return await self._claim(limit)
        except DATABASE_TROUBLE as problem:
            log.warning("dispatcher.database-unreachable", error=type(problem).__name__)
            return []

    async def _claim(self, limit: int) -> list[Claim]:
        """No more than all dispatchers together may send now."""
        real_now, now = datetime.now(UTC), self._clock.now()
        async with self._database.begin() as session:
            allowance = Allowance(session, self._rate)
            may_take = min(limit, await allowance.left())
            self._is_throttled = may_take < limit
            if not may_take:
                return []
            claims = await OutboxRepository(session).claim(
                self._owner,
                may_take,
                now=now,
                real_now=real_now,
                lease_expires_at=real_now + self._timings.lease,
                held=await allowance.held(now),
            )
            await allowance.take(len(claims))
            return claims

    async def _work(self, claim: Claim) -> None:
        result = await self._carry(claim)
        if isinstance(result, Accepted):
            self._circuit.note(Outcome(OutcomeKind.ACCEPTED), seconds=monotonic())
        else:
            self._circuit.note(result, seconds=monotonic())
        try:
            await self._write_down(claim, result)
        except DATABASE_TROUBLE as problem:
            # The row stays `sending`; when its lease ends Notify is asked before anything is sent.
            log.warning(
                "dispatcher.outcome-not-written", id=str(claim.id), error=type(problem).__name__
            )

    async def _carry(self, claim: Claim) -> Accepted | Outcome:
        """Bring one message to Notify, unless Notify has it already."""
        try:
            to, personalisation = claim.open(self._keys)
        except SealBroken:
            return Outcome(OutcomeKind.NOT_TRIED, "seal-broken")
        if claim.must_look_up:
            found = await self._look_up(claim)
            if not isinstance(found, NotThere):
                return found
        if not claim.may_leave:
            return Outcome(OutcomeKind.WITHHELD, "safe-contact")
        if is_kept_at_night(claim.template, claim.channel) and quiet_until(self._clock.now()):
            return Outcome(OutcomeKind.HELD, "quiet-hours")
        if datetime.now(UTC) + self._timings.longest_call >= claim.lease_expires_at:
            return Outcome(OutcomeKind.NOT_TRIED, "lease-nearly-over")
        envelope = Envelope(claim.id, claim.channel, claim.template, to, personalisation)
        return await self._sender.send(envelope)

    async def _look_up(self, claim: Claim) -> Accepted | NotThere | Outcome:
        """What Notify says about a message that may be there; it stays unknown until Notify does.

        A refused key or clock stops the sending as it would anywhere else.
        """
        if self._clock.now() - claim.queued_at > self._timings.may_ask_for:
            return Outcome(OutcomeKind.REJECTED, "too-old-to-ask")
        found = await self._sender.look_up(claim.id)
        if isinstance(found, Outcome):
            self._circuit.note(found, seconds=monotonic())
            return Outcome(OutcomeKind.UNKNOWN, found.problem)
        return found

    async def _write_down(self, claim: Claim, result: Accepted | Outcome) -> None:
        now = self._clock.now()
        changes, action = settlement(claim, result, now, self._timings, self._random)
        async with self._database.begin() as session:
            if not await OutboxRepository(session).settle(claim, changes):
                log.warning("notification.lease-lost", id=str(claim.id), fence=claim.fence)
                return
            if isinstance(result, Outcome) and result.kind is OutcomeKind.DAY_LIMITED:
                await Allowance(session, self._rate).hold(claim.channel, now)
            if action is not None:
                Trail(session, self._clock).record(
                    action,
                    actor=SYSTEM,
                    subject_kind=TABLE,
                    subject_id=claim.id,
                    details={"template": claim.template, "attempts": claim.attempts},
                )
        log.info(
            "notification.tried",
            id=str(claim.id),
            template=claim.template,
            state=changes["state"],
            attempts=claim.attempts,
            problem=changes["problem"],
        )

    async def _keep_beating(self) -> None:
        while True:
            try:
                async with self._database.begin() as session:
                    await OutboxRepository(session).beat(
                        self._owner, at=datetime.now(UTC), problem=self._circuit.problem
                    )
            except DATABASE_TROUBLE as problem:
                log.warning("dispatcher.heartbeat-missed", error=type(problem).__name__)
            await asyncio.sleep(self._timings.beat.total_seconds())

    async def _keep_listening(self) -> None:
        """Wake up as soon as something is queued; polling finds it when this connection is lost."""
        while True:
            try:
                await self._listen()
            except DATABASE_TROUBLE as problem:
                log.warning("dispatcher.not-listening", error=type(problem).__name__)
            await asyncio.sleep(self._timings.poll.total_seconds())

    async def _listen(self) -> None:
        connection = await self._database.listen()
        is_lost = asyncio.Event()
        connection.add_termination_listener(lambda _: is_lost.set())
        try:
            await connection.add_listener(WAKE_CHANNEL, lambda *_: self._woken.set())
            self._woken.set()
            await is_lost.wait()
        finally:
            connection.terminate()


def sender_of(settings: Settings, timings: Timings, threads: int = THREADS) -> Sender:
    """Raises ApiKeyInvalid or TemplatesInvalid."""
    return Sender(
        NotifyApiKey.parse(settings.notify_api_key),
        settings.notify_base_url,
        load_templates(settings.notify_templates),
        timeout=timings.call_timeout,
        threads=threads,
    )


async def run(settings: Settings) -> None:
    """Dispatch until SIGTERM or Ctrl-C; raises ApiKeyInvalid or TemplatesInvalid at once."""
    timings = Timings()
    sender = sender_of(settings, timings)
    database = Database(settings.database_url)
    dispatcher = Dispatcher(
        database,
        Clock(settings.clock_offset),
        settings.data_keys,
        sender,
        timings=timings,
        per_minute=settings.notify_per_minute,
    )
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, dispatcher.stop)
    try:
        await dispatcher.run()
    finally:
        sender.close()
        await database.close()
