"""Telling a service what became of its messages, and trying again as Notify does.

NOTIFY.md section 2.10.
"""

from __future__ import annotations

import asyncio
import heapq
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import structlog

from logger.notify_sandbox.faults import Fault, FaultKind
from logger.notify_sandbox.postman import AT_ONCE, Postman
from logger.notify_sandbox.receipt_queue import ReceiptQueue, WaitingReceipt
from logger.notify_sandbox.seed import Register
from logger.notify_sandbox.store import Store, StoredNotification, moment

_LONGEST_SLEEP: Final = timedelta(seconds=60)
_WRONG_TOKEN: Final = "not-the-token-that-was-agreed"  # noqa: S105  # it opens nothing

log = structlog.get_logger()


class Courier:
    """`now` is the sandbox's business time: that is when a receipt is due, and due again."""

    def __init__(self, register: Register, store: Store, now: Callable[[], datetime]) -> None:
        self.queue = ReceiptQueue(store.disk)
        self._register = register
        self._store = store
        self._now = now
        self._due = [
            (waiting.due_at, waiting.sequence, waiting) for waiting in self.queue.waiting()
        ]
        heapq.heapify(self._due)
        self._changed = asyncio.Event()
        self._postman = Postman()
        self._free = asyncio.Semaphore(AT_ONCE)

    def expect(self, stored: StoredNotification, fault: Fault | None) -> list[WaitingReceipt]:
        """Note the receipts of a message; those returned have to arrive before its answer does."""
        service = self._register.service(stored.service_id)
        if service is None or service.receipts is None or not stored.plan.has_receipt:
            return []
        kind = None if fault is None else fault.kind
        due_at = stored.plan.final_at + _delay(fault)
        has_right_token = kind is not FaultKind.RECEIPT_WRONG_TOKEN
        made = self._add(stored, receipt_of(stored), due_at, has_right_token=has_right_token)
        match kind:
            case FaultKind.RECEIPT_LOST:
                self.queue.finish(made, "lost", None)
                return []
            case FaultKind.RECEIPT_FIRST:
                return [made]
            case FaultKind.RECEIPT_TWICE:
                self._put(self._add(stored, receipt_of(stored), due_at))
            case FaultKind.RECEIPT_UNKNOWN_ID:
                strange = replace(stored, id=uuid4(), reference=None)
                self._put(self._add(stored, receipt_of(strange), due_at))
        self._put(made)
        return []

    def look_again(self) -> None:
        """The clock was moved, or a service wants its receipts elsewhere."""
        self._changed.set()

    async def run(self) -> None:
        """Post what is due, for as long as the sandbox is up."""
        try:
            async with asyncio.TaskGroup() as posting:
                while True:
                    self._changed.clear()
                    while self._due and self._due[0][0] <= self._now():
                        waiting = heapq.heappop(self._due)[2]
                        await self._free.acquire()
                        posting.create_task(self._post_and_release(waiting))
                    await self._sleep()
        finally:
            await self._postman.close()

    async def post_now(self, receipts: list[WaitingReceipt]) -> None:
        """Try each once, before the sender of its message has an answer."""
        for receipt in receipts:
            await self._post(receipt)

    async def _sleep(self) -> None:
        wait = _LONGEST_SLEEP
        if self._due:
            wait = min(wait, self._due[0][0] - self._now())
        try:
            async with asyncio.timeout(max(wait.total_seconds(), 0)):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _post_and_release(self, waiting: WaitingReceipt) -> None:
        try:
            await self._post(waiting)
        finally:
            self._free.release()

    async def _post(self, waiting: WaitingReceipt) -> None:
        service = self._register.service(waiting.service_id)
        if service is None or service.receipts is None:
            self.queue.finish(waiting, "not-wanted", None)
            self._store.disk.settle_soon()
            return
        wish = service.receipts
        token = wish.token if waiting.has_right_token else _WRONG_TOKEN
        posted = await self._postman.post(wish, waiting.body, token)
        log.info("notify_sandbox.receipt", outcome=posted.outcome, answer=posted.answer)
        if posted.again and waiting.tries < wish.retries:
            self._put(self.queue.put_back(waiting, posted.answer, self._now() + wish.retry_after))
        else:
            self.queue.finish(waiting, posted.outcome, posted.answer)
        self._store.disk.settle_soon()

    def _add(
        self,
        stored: StoredNotification,
        body: str,
        due_at: datetime,
        *,
        has_right_token: bool = True,
    ) -> WaitingReceipt:
        return self.queue.add(
            stored.id, stored.service_id, body, due_at, has_right_token=has_right_token
        )

    def _put(self, waiting: WaitingReceipt) -> None:
        heapq.heappush(self._due, (waiting.due_at, waiting.sequence, waiting))
        if self._due[0][2] is waiting:
            self._changed.set()


def receipt_of(stored: StoredNotification) -> str:
    """The body Notify posts once a message is in its final state."""
    plan = stored.plan
    return json.dumps(
        {
            "id": str(stored.id),
            "reference": stored.reference,
            "to": stored.recipient,
            "status": plan.final_status,
            "created_at": moment(stored.created_at),
            "completed_at": moment(plan.final_at),
            "sent_at": moment(plan.sending_at),
            "notification_type": stored.type,
            "template_id": str(stored.template_id),
            "template_version": stored.template_version,
        },
        ensure_ascii=False,
    )


def _delay(fault: Fault | None) -> timedelta:
    match fault:
        case Fault(kind=FaultKind.RECEIPT_LATE):
            return timedelta(milliseconds=fault.milliseconds)
        case Fault(kind=FaultKind.RECEIPT_OUT_OF_ORDER):
            return timedelta(milliseconds=fault.random.uniform(0, fault.milliseconds))
    return timedelta(0)
