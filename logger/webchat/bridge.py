"""From a message to its stored answer: commit the words, ask the assistant, commit the replies.

No database connection is held while the assistant works, and nothing here depends on the browser
staying: whoever asked may go, the work goes on.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Coroutine, Sequence
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from logger.clock import Clock
from logger.conversations.refusals import LeaseLost
from logger.conversations.service import Lease, Receipt, Task
from logger.conversations.turns import IncomingMessage, Speech, TurnView
from logger.errors import Refusal
from logger.handoffs.grade import HandoffReason
from logger.logs import place_of
from logger.metrics import BOT_FAILURES, MESSAGE_SECONDS, MESSAGES
from logger.notice.clauses import Notice
from logger.safety.replies import SafetyReplies
from logger.safety.verdict import SafetyLabel, Verdict
from logger.unit_of_work import Transactions, UnitOfWork
from logger.webchat.bot import Bot, BotFailed, FenceStale
from logger.webchat.hub import Hub, changed
from logger.webchat.wording import Wording

log: Final = structlog.get_logger()
PATIENCE: Final = 20.0
LOOK_AGAIN: Final = 0.5
SWEEP_EVERY: Final = 1.0
SWEEP_AT_ONCE: Final = 8


class StillWorking(Exception):
    """The message is stored; its answer is not there yet and will come by itself."""


class Bridge:
    def __init__(
        self,
        transactions: Transactions,
        clock: Clock,
        bot: Bot,
        safety: SafetyReplies,
        wording: Wording,
        hub: Hub,
        notice: Notice,
    ) -> None:
        self._transactions = transactions
        self._clock = clock
        self._bot = bot
        self._safety = safety
        self._wording = wording
        self._hub = hub
        self._notice = notice
        self._owner = uuid.uuid4()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._vectors: dict[uuid.UUID, tuple[float, ...]] = {}  # of messages in hand, never stored

    async def say(
        self, token: str, message: IncomingMessage, verdict: Verdict
    ) -> Sequence[TurnView]:
        """The replies to this message, in order; the same ones for the same message_id.

        Raises the refusals of ConversationService.receive, NoConversation, StillWorking.
        """
        return await asyncio.shield(self._background(self._say(token, message, verdict)))

    async def run_sweep(self) -> None:
        """Take up unanswered messages, at start-up and ever after, until cancelled."""
        while True:
            try:
                await self._sweep()
            except (SQLAlchemyError, OSError, TimeoutError) as problem:
                log.warning("sweep.failed", problem=type(problem).__name__)
            await asyncio.sleep(SWEEP_EVERY)

    async def finish(self, within: float) -> None:
        """Let the work in hand come to its end before the process does."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)

    async def _say(
        self, token: str, message: IncomingMessage, verdict: Verdict
    ) -> Sequence[TurnView]:
        began = time.perf_counter()
        if verdict.vector is not None:
            self._vectors[message.message_id] = verdict.vector
        try:
            replies = await self._said(token, message, verdict)
        finally:
            self._vectors.pop(message.message_id, None)
        MESSAGE_SECONDS.observe(time.perf_counter() - began)
        return replies

    async def _said(
        self, token: str, message: IncomingMessage, verdict: Verdict
    ) -> Sequence[TurnView]:
        receipt = await self._receive(token, message, verdict)
        try:
            worked = await self._work(receipt.task)
            replies = worked.get(message.message_id)
            if replies is None:
                replies = await self._await_answer(receipt.conversation_id, message.message_id)
        except (SQLAlchemyError, OSError, TimeoutError) as problem:
            raise StillWorking from problem  # the message is committed, its answer will come
        return replies

    async def _receive(self, token: str, message: IncomingMessage, verdict: Verdict) -> Receipt:
        """One commit: the turn, the verdict, its handoff and outbox rows; the lease, if free."""
        async with self._transactions.begin() as work:
            receipt = await work.conversations.receive(
                token, message, safety=verdict.shown, owner=self._owner
            )
            if receipt.turn is not None:
                await work.safety.add(
                    verdict,
                    conversation_id=receipt.conversation_id,
                    turn_id=receipt.turn.id,
                    shown=self._safety.reply(verdict, self._clock.now()),
                )
            return receipt

    async def _await_answer(
        self, conversation_id: uuid.UUID, message_id: uuid.UUID
    ) -> Sequence[TurnView]:
        """Given before; or another worker is at it; or a dead one's lease has to run out."""
        deadline = time.monotonic() + PATIENCE
        with self._hub.following(conversation_id) as event:
            while True:
                async with self._transactions.begin() as work:
                    replies = await work.conversations.replies_to(conversation_id, message_id)
                    if replies is not None:
                        return replies
                    task = await work.conversations.take_up(conversation_id, self._owner)
                if task is not None:
                    await self._work(task)
                    continue
                if time.monotonic() > deadline:
                    raise StillWorking
                await changed(event, LOOK_AGAIN)

    async def _work(self, task: Task | None) -> dict[uuid.UUID, Sequence[TurnView]]:
        """Answer what waits, in order, until nothing does or the assistant fails.

        Returns the answers given in time, by message_id.
        """
        answers: dict[uuid.UUID, Sequence[TurnView]] = {}
        try:
            while task is not None:
                task = await self._work_one(task, answers)
        except (LeaseLost, FenceStale):
            log.info("lease.lost", conversation=str(task.lease.conversation_id if task else None))
        return answers

    async def _work_one(
        self, task: Task, answers: dict[uuid.UUID, Sequence[TurnView]]
    ) -> Task | None:
        """Ask, and commit the answer together with giving back the lease or the next message."""
        try:
            answer = await self._bot.answer(task, self._vectors.get(task.message_id))
        except BotFailed as failure:
            await self._fall_back(task.lease, failure.code)
            return None
        async with self._transactions.begin() as work:
            said = [*await self._safety_first(work, task), *answer.replies]
            replies = [self._notice.with_version(speech) for speech in said]
            turns, following = await work.conversations.answer(task, replies, answer.asking)
        if not task.has_fallback:
            answers[task.message_id] = turns
        MESSAGES.labels("late" if task.has_fallback else "answered").inc()
        return following

    async def _fall_back(self, lease: Lease, code: str) -> None:
        """Say calmly that it did not work, once, and let a person know."""
        BOT_FAILURES.labels(code).inc()
        log.warning("bot.failed", conversation=str(lease.conversation_id), code=code)
        is_saving = code == "action-failed"
        calm = self._wording.fallback(self._clock.now(), is_saving=is_saving)
        fallback = self._notice.with_version(calm)
        async with self._transactions.begin() as work:
            waiting = await work.conversations.unanswered(lease)
            replies = {
                task.message_id: [*await self._safety_first(work, task), fallback]
                for task in waiting
            }
            if await work.conversations.fall_back(lease, replies):
                MESSAGES.labels("fallback").inc()
                await work.handoffs.open_for_conversation(
                    lease.conversation_id, HandoffReason.ASSISTANT_FAILED
                )

    async def _safety_first(self, work: UnitOfWork, task: Task) -> list[Speech]:
        """What stands in front of the answer, unless a fallback has said it already.

        It is what was written down with the verdict when the message came.
        """
        if task.safety is None or task.has_fallback:
            return []
        label = SafetyLabel(task.safety)
        decided = await work.safety.shown_for(task.lease.conversation_id, task.message_id)
        text = decided or self._safety.reply_to(label, self._clock.now())
        return [Speech(text=text, topic=label.value, safety=label.value)]

    async def _sweep(self) -> None:
        async with self._transactions.begin() as work:
            waiting = await work.conversations.with_unanswered(limit=SWEEP_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for conversation_id in waiting:
                group.create_task(self._resume(conversation_id))

    async def _resume(self, conversation_id: uuid.UUID) -> None:
        """One that cannot be worked is put off: it must not stop the sweep of the rest."""
        try:
            async with self._transactions.begin() as work:
                task = await work.conversations.take_up(conversation_id, self._owner)
            await self._work(task)
        except (SQLAlchemyError, OSError, TimeoutError) as problem:
            log.warning("sweep.failed", problem=type(problem).__name__)
        except Exception as problem:
            log.error(
                "conversation.cannot-be-worked",
                conversation=str(conversation_id),
                problem=type(problem).__name__,
                at=place_of(problem),
            )
            async with self._transactions.begin() as work:
                await work.conversations.put_off(conversation_id)

    def _background[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._settle)
        return task

    def _settle(self, task: asyncio.Task[Any]) -> None:
        """Whoever still waits sees the problem itself; if nobody does, it must not pass unseen."""
        self._tasks.discard(task)
        problem = None if task.cancelled() else task.exception()
        if problem is not None and not isinstance(problem, Refusal | StillWorking):
            log.warning("message.failed", problem=type(problem).__name__)
