"""What may be done with a conversation: start it, add to it, work it under a lease, end it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from logger.audit.trail import ENQUIRER, SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.conversations import token
from logger.conversations.models import Conversation, InboxMessage
from logger.conversations.refusals import (
    ConversationEnded,
    LeaseLost,
    MessageIdReused,
    NoConversation,
    UnknownChoice,
)
from logger.conversations.repository import (
    UNANSWERED,
    ConversationRepository,
    hold,
    let_go,
    view_of,
)
from logger.conversations.turns import (
    Choice,
    ConversationState,
    ConversationView,
    IncomingMessage,
    Sender,
    Speech,
    TurnView,
)
from logger.encryption.blind_index import BlindIndex

LEASE: Final = timedelta(seconds=10)
READABLE_AFTER_END: Final = timedelta(minutes=30)
RETRY_STEPS: Final = (1, 2, 5, 10, 15)
PUT_OFF_FOR: Final = timedelta(minutes=1)
RETRY_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Lease:
    """The right to work one conversation until it expires; `fence` orders its holders."""

    conversation_id: uuid.UUID
    owner: uuid.UUID
    fence: int


@dataclass(frozen=True)
class Task:
    """One message for the assistant to read, under the lease that allows it."""

    lease: Lease
    message_id: uuid.UUID
    text: str
    choice: str | None
    safety: str | None
    has_fallback: bool


@dataclass(frozen=True)
class Receipt:
    """What became of a message: its turn when it is new, and the task when it is ours to work."""

    conversation_id: uuid.UUID
    turn: TurnView | None
    task: Task | None


class ConversationService:
    def __init__(
        self,
        repository: ConversationRepository,
        trail: Trail,
        clock: Clock,
        blind_index: BlindIndex,
        idle: timedelta,
    ) -> None:
        self._conversations = repository
        self._trail = trail
        self._clock = clock
        self._blind_index = blind_index
        self._idle = idle

    async def start(self, greeting: Sequence[Speech]) -> tuple[str, ConversationView]:
        """A new conversation that begins with the greeting; the token is shown this once."""
        secret = token.new_token()
        now = self._clock.now()
        conversation = await self._conversations.add(uuid.uuid4(), token.hash_of(secret), now)
        turns = [
            await self._conversations.add_turn(conversation, Sender.ASSISTANT, speech, at=now)
            for speech in greeting
        ]
        self._record(AuditAction.CONVERSATION_STARTED, conversation)
        return secret, view_of(conversation, turns)

    async def open(self, secret: str) -> ConversationView:
        """The conversation of this token, readable now. Raises NoConversation."""
        return view_of(await self._readable(secret))

    async def read(self, secret: str, *, after: int = 0) -> ConversationView:
        """The conversation with its turns after a sequence number. Raises NoConversation."""
        conversation = await self._readable(secret)
        return view_of(conversation, await self._conversations.turns(conversation, after=after))

    async def transcript(self, conversation_id: uuid.UUID) -> ConversationView:
        """For staff: the whole conversation, also after it has ended."""
        conversation = await self._known(conversation_id)
        return view_of(conversation, await self._conversations.turns(conversation))

    async def is_known(self, conversation_id: uuid.UUID) -> bool:
        return await self._conversations.get(conversation_id) is not None

    async def leave(self, secret: str) -> None:
        """The enquirer ends it: the token stops working at once, what was logged stays."""
        conversation = await self._locked((await self._readable(secret)).id)
        conversation.token_hash = None
        if conversation.state != ConversationState.ENDED:
            conversation.state = ConversationState.ENDED
            conversation.ended_at = self._clock.now()
            self._record(AuditAction.CONVERSATION_ENDED, conversation)
        await self._conversations.announce(conversation.id)

    async def end_idle(self) -> int:
        now = self._clock.now()
        ended = await self._conversations.end_idle(now - self._idle, now)
        for conversation_id in ended:
            self._trail.record(
                AuditAction.CONVERSATION_ENDED,
                actor=SYSTEM,
                subject_kind="conversation",
                subject_id=conversation_id,
            )
            await self._conversations.announce(conversation_id)
        return len(ended)

    async def wait_for_adviser(self, conversation_id: uuid.UUID) -> None:
        """A person was asked for: say so until an adviser has dealt with it."""
        conversation = await self._locked(conversation_id)
        if conversation.state == ConversationState.ASSISTANT:
            conversation.state = ConversationState.WAITING
            await self._conversations.announce(conversation_id)

    async def return_to_assistant(self, conversation_id: uuid.UUID) -> None:
        conversation = await self._locked(conversation_id)
        if conversation.state in (ConversationState.WAITING, ConversationState.ADVISER):
            conversation.state = ConversationState.ASSISTANT
            await self._conversations.announce(conversation_id)

    async def receive(
        self, secret: str, message: IncomingMessage, *, safety: str | None, owner: uuid.UUID
    ) -> Receipt:
        """Store what the enquirer sent, once, and take the lease if somebody has to work it.

        Raises NoConversation, ConversationEnded, UnknownChoice, MessageIdReused.
        """
        locked = await self._conversations.locked_by_token(token.hash_of(secret))
        conversation = self._checked_readable(locked.row if locked else None)
        inbox = list(
            await self._conversations.unanswered(conversation.id, or_known=message.message_id)
        )
        known = next((m for m in inbox if m.message_id == message.message_id), None)
        turn = None
        if known is None:
            turn, stored = await self._store(conversation, message, safety)
            inbox.append(stored)
        elif known.body_digest != self._digest(message):
            raise MessageIdReused
        waiting = [m for m in inbox if m.state in UNANSWERED]
        is_free = locked is not None and locked.is_free
        task = await self._begin(conversation, waiting, owner, said=turn) if is_free else None
        return Receipt(conversation.id, turn, task)

    async def take_up(self, conversation_id: uuid.UUID, owner: uuid.UUID) -> Task | None:
        """The lease with the first unanswered message; None when others hold it or none waits."""
        locked = await self._conversations.locked(conversation_id)
        if locked is None or not locked.is_free:
            return None
        waiting = await self._conversations.unanswered(conversation_id)
        return await self._begin(locked.row, waiting, owner)

    async def answer(
        self, task: Task, replies: Sequence[Speech], asking: str | None
    ) -> tuple[list[TurnView], Task | None]:
        """Store the replies; go on to the next message, or give the lease back. Raises LeaseLost.

        After a fallback the replies come late.
        """
        conversation = await self._held(task.lease)
        message, *following = await self._conversations.unanswered(conversation.id)
        is_late = message.state == "fallback"
        turns = await self._reply(conversation, message, replies, is_late=is_late)
        message.state = "answered"
        message.answered_at = self._clock.now()
        conversation.asking = asking
        return turns, await self._go_on(conversation, following, task.lease)

    async def fall_back(self, lease: Lease, fallback: Mapping[uuid.UUID, Sequence[Speech]]) -> bool:
        """The assistant could not read what waits: answer each message calmly, once.

        The same messages are tried again later; after an hour they are left to the adviser. The
        lease is given back. True when a message had no answer at all until now. Raises LeaseLost.
        """
        conversation = await self._held(lease)
        now = self._clock.now()
        has_new = False
        for message in await self._conversations.unanswered(lease.conversation_id):
            if message.state == "received" and message.message_id in fallback:
                await self._reply(
                    conversation, message, fallback[message.message_id], is_late=False
                )
                message.state = "fallback"
                has_new = True
            wait = RETRY_STEPS[min(message.attempts, len(RETRY_STEPS) - 1)]
            message.attempts += 1
            message.next_attempt_at = now + timedelta(seconds=wait)
            if message.state == "fallback" and now - message.received_at > RETRY_FOR:
                message.state = "abandoned"
        let_go(conversation)
        return has_new

    async def unanswered(self, lease: Lease) -> list[Task]:
        """All that waits for the assistant, in order. Raises LeaseLost."""
        conversation = await self._held(lease)
        waiting = await self._conversations.unanswered(lease.conversation_id)
        return [await self._task(conversation, message, lease) for message in waiting]

    async def replies_to(
        self, conversation_id: uuid.UUID, message_id: uuid.UUID
    ) -> list[TurnView] | None:
        """The answer to a message, the same one each time; None while there is none."""
        message = await self._conversations.message(conversation_id, message_id)
        if message is None or message.state == "received":
            return None
        conversation = await self._known(conversation_id)
        turns = await self._conversations.turns(conversation, message_id=message_id)
        return [turn for turn in turns if turn.sender != Sender.ENQUIRER and not turn.is_late]

    async def put_off(self, conversation_id: uuid.UUID) -> None:
        """Try its messages again later, after trouble that is not the assistant's."""
        await self._conversations.put_off(conversation_id, self._clock.now() + PUT_OFF_FOR)

    async def lock(self, conversation_id: uuid.UUID) -> None:
        """Before anything of it is changed: first the conversation, then its handoffs."""
        await self._locked(conversation_id)

    async def is_received(self, secret: str, message_id: uuid.UUID) -> bool:
        """Whether this message was stored before. Raises NoConversation."""
        conversation = await self._readable(secret)
        return await self._conversations.message(conversation.id, message_id) is not None

    async def with_unanswered(self, limit: int = 50) -> Sequence[uuid.UUID]:
        return await self._conversations.with_unanswered(self._clock.now(), limit)

    async def _readable(self, secret: str) -> Conversation:
        return self._checked_readable(await self._conversations.by_token(token.hash_of(secret)))

    def _checked_readable(self, conversation: Conversation | None) -> Conversation:
        if conversation is None:
            raise NoConversation
        ended = conversation.ended_at
        if ended is not None and self._clock.now() - ended > READABLE_AFTER_END:
            raise NoConversation
        return conversation

    async def _known(self, conversation_id: uuid.UUID) -> Conversation:
        conversation = await self._conversations.get(conversation_id)
        if conversation is None:
            raise NoConversation
        return conversation

    async def _locked(self, conversation_id: uuid.UUID) -> Conversation:
        locked = await self._conversations.locked(conversation_id)
        if locked is None:
            raise NoConversation
        return locked.row

    async def _held(self, lease: Lease) -> Conversation:
        conversation = await self._locked(lease.conversation_id)
        if conversation.fence != lease.fence or conversation.lease_owner != lease.owner:
            raise LeaseLost
        return conversation

    async def _store(
        self, conversation: Conversation, message: IncomingMessage, safety: str | None
    ) -> tuple[TurnView, InboxMessage]:
        if conversation.state == ConversationState.ENDED:
            raise ConversationEnded
        now = self._clock.now()
        turn = await self._conversations.add_turn(
            conversation,
            Sender.ENQUIRER,
            Speech(text=await self._words(conversation, message)),
            at=now,
            message_id=message.message_id,
        )
        stored = InboxMessage(
            conversation_id=conversation.id,
            message_id=message.message_id,
            turn_id=turn.id,
            seq=turn.seq,
            body_digest=self._digest(message),
            choice=message.choice,
            safety=safety,
            state="received",
            attempts=0,
            received_at=now,
            next_attempt_at=now,
        )
        await self._conversations.add_message(stored)
        conversation.last_activity_at = now
        await self._conversations.announce(conversation.id)
        return turn, stored

    async def _begin(
        self,
        conversation: Conversation,
        waiting: Sequence[InboxMessage],
        owner: uuid.UUID,
        *,
        said: TurnView | None = None,
    ) -> Task | None:
        """Take the lease of a locked, free conversation, if there is something to work."""
        if not waiting:
            return None
        conversation.fence += 1
        lease = Lease(conversation.id, owner, conversation.fence)
        return await self._go_on(conversation, waiting, lease, said=said)

    async def _go_on(
        self,
        conversation: Conversation,
        waiting: Sequence[InboxMessage],
        lease: Lease,
        *,
        said: TurnView | None = None,
    ) -> Task | None:
        """The first of what waits, with a full term of the lease; without any it is given back."""
        if not waiting:
            let_go(conversation)
            return None
        hold(conversation, lease.owner, LEASE)
        return await self._task(conversation, waiting[0], lease, said)

    async def _reply(
        self,
        conversation: Conversation,
        message: InboxMessage,
        replies: Sequence[Speech],
        *,
        is_late: bool,
    ) -> list[TurnView]:
        now = self._clock.now()
        turns = [
            await self._conversations.add_turn(
                conversation,
                Sender.ASSISTANT,
                speech,
                at=now,
                message_id=message.message_id,
                is_late=is_late,
            )
            for speech in replies
        ]
        await self._conversations.announce(conversation.id)
        return turns

    async def _words(self, conversation: Conversation, message: IncomingMessage) -> str:
        if message.choice is None:
            return message.text or ""
        return (await self._offered(conversation, message.choice)).title

    async def _offered(self, conversation: Conversation, value: str) -> Choice:
        choice = await self._conversations.offered_choice(conversation, value)
        if choice is None:
            raise UnknownChoice
        return choice

    async def _task(
        self,
        conversation: Conversation,
        message: InboxMessage,
        lease: Lease,
        said: TurnView | None = None,
    ) -> Task:
        """`said` is a turn already in hand, which need not be read again."""
        if said is None or said.message_id != message.message_id:
            turns = await self._conversations.turns(conversation, message_id=message.message_id)
            said = next(turn for turn in turns if turn.sender == Sender.ENQUIRER)
        return Task(
            lease=lease,
            message_id=message.message_id,
            text=said.speech.text,
            choice=message.choice,
            safety=message.safety,
            has_fallback=message.state == "fallback",
        )

    def _digest(self, message: IncomingMessage) -> bytes:
        return self._blind_index.digest("inbox_message.body", message.body())

    def _record(self, action: AuditAction, conversation: Conversation) -> None:
        self._trail.record(
            action, actor=ENQUIRER, subject_kind="conversation", subject_id=conversation.id
        )
