"""Every query over conversations, turns and the inbox; seals going in, opens coming out."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from logger.conversations.models import Conversation, InboxMessage, Turn
from logger.conversations.turns import (
    Choice,
    ConversationState,
    ConversationView,
    Sender,
    Speech,
    TurnView,
)
from logger.encryption.keyring import DataKey, KeyRing, Place

EVENTS_CHANNEL: Final = "conversation"
UNANSWERED: Final = ("received", "fallback")


def _lease_is_free() -> ColumnElement[bool]:
    return func.coalesce(Conversation.lease_expires_at < func.clock_timestamp(), true())


# The statements of every message, built once.
_LOCK: Final = (
    select(Conversation, _lease_is_free())
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LOCK_BY_ID: Final = _LOCK.where(Conversation.id == bindparam("id"))
_LOCK_BY_TOKEN: Final = _LOCK.where(Conversation.token_hash == bindparam("token_hash"))
_ADD_TURN: Final = insert(Turn.__table__)  # type: ignore[arg-type]
_UNANSWERED: Final = (
    select(InboxMessage)
    .where(
        InboxMessage.conversation_id == bindparam("conversation_id"),
        or_(
            InboxMessage.state.in_(UNANSWERED),
            InboxMessage.message_id == bindparam("known", type_=Uuid()),
        ),
    )
    .order_by(InboxMessage.seq)
)
_ANNOUNCE: Final = text(f"SELECT pg_notify('{EVENTS_CHANNEL}', :id)")


@dataclass(frozen=True)
class LockedConversation:
    """A row held for update, and whether nobody's lease on it is running (the database's clock)."""

    row: Conversation
    is_free: bool


class ConversationRepository:
    def __init__(self, session: AsyncSession, keys: KeyRing) -> None:
        self._session = session
        self._keys = keys

    async def add(
        self, conversation_id: uuid.UUID, token_hash: bytes, at: datetime
    ) -> Conversation:
        _, wrapped = self._keys.new_data_key(_key_place(conversation_id))
        conversation = Conversation(
            id=conversation_id,
            token_hash=token_hash,
            data_key=wrapped,
            state=ConversationState.ASSISTANT,
            started_at=at,
            last_activity_at=at,
            next_seq=1,
            fence=0,
        )
        self._session.add(conversation)
        await self._session.flush()
        return conversation

    async def by_token(self, token_hash: bytes) -> Conversation | None:
        found = await self._session.execute(
            select(Conversation).where(Conversation.token_hash == token_hash)
        )
        return found.scalar_one_or_none()

    async def get(self, conversation_id: uuid.UUID) -> Conversation | None:
        return await self._session.get(Conversation, conversation_id)

    async def locked(self, conversation_id: uuid.UUID) -> LockedConversation | None:
        """The row, held until the transaction ends: receiving and answering take turns here."""
        return await self._locked(_LOCK_BY_ID, {"id": conversation_id})

    async def locked_by_token(self, token_hash: bytes) -> LockedConversation | None:
        return await self._locked(_LOCK_BY_TOKEN, {"token_hash": token_hash})

    async def _locked(
        self, statement: Select[Conversation, bool], values: dict[str, Any]
    ) -> LockedConversation | None:
        row = (await self._session.execute(statement, values)).one_or_none()
        return None if row is None else LockedConversation(row[0], is_free=row[1])

    async def add_turn(
        self,
        conversation: Conversation,
        sender: Sender,
        speech: Speech,
        *,
        at: datetime,
        message_id: uuid.UUID | None = None,
        is_late: bool = False,
    ) -> TurnView:
        """Give the turn the conversation's next seq. The conversation must be locked or new."""
        turn = TurnView(
            uuid.uuid4(), conversation.next_seq, sender, at, speech, message_id, is_late
        )
        sealed = self._key(conversation).seal(speech.sealed_part(), _content_place(turn.id))
        await self._session.execute(
            _ADD_TURN,
            {
                "id": turn.id,
                "conversation_id": conversation.id,
                "seq": turn.seq,
                "sender": sender,
                "at": at,
                "content": sealed,
                "message_id": message_id,
                "is_late": is_late,
                "topic": speech.topic,
                "confidence": speech.confidence,
                "clauses": list(speech.clauses),
                "choice_values": [choice.value for choice in speech.choices],
                "safety": speech.safety,
                "asking": speech.asking,
                "notice_version": speech.notice_version,
            },
        )
        conversation.next_seq += 1
        return turn

    async def turns(
        self, conversation: Conversation, *, after: int = 0, message_id: uuid.UUID | None = None
    ) -> list[TurnView]:
        """Turns in order, opened; those about one message only, where one is named."""
        query = select(Turn).where(Turn.conversation_id == conversation.id, Turn.seq > after)
        if message_id is not None:
            query = query.where(Turn.message_id == message_id)
        found = (await self._session.execute(query.order_by(Turn.seq))).scalars().all()
        key = self._key(conversation) if found else None
        return [_opened(turn, key) for turn in found if key is not None]

    async def offered_choice(self, conversation: Conversation, value: str) -> Choice | None:
        """The choice as it was last offered in this conversation; None when it never was."""
        found = await self._session.execute(
            select(Turn)
            .where(Turn.conversation_id == conversation.id, Turn.choice_values.contains([value]))
            .order_by(Turn.seq.desc())
            .limit(1)
        )
        turn = found.scalar_one_or_none()
        if turn is None:
            return None
        choices = _opened(turn, self._key(conversation)).speech.choices
        return next(choice for choice in choices if choice.value == value)

    async def add_message(self, message: InboxMessage) -> None:
        """The turn it belongs to must have been added."""
        self._session.add(message)
        await self._session.flush()

    async def message(
        self, conversation_id: uuid.UUID, message_id: uuid.UUID
    ) -> InboxMessage | None:
        return await self._session.get(InboxMessage, (conversation_id, message_id))

    async def unanswered(
        self, conversation_id: uuid.UUID, *, or_known: uuid.UUID | None = None
    ) -> Sequence[InboxMessage]:
        """Messages the assistant has still to read, in the order they were sent.

        With `or_known`, the message of this id is among them whatever its state.
        """
        found = await self._session.execute(
            _UNANSWERED, {"conversation_id": conversation_id, "known": or_known}
        )
        return found.scalars().all()

    async def with_unanswered(self, due_before: datetime, limit: int) -> Sequence[uuid.UUID]:
        """Conversations that nobody works now and that have a message due, oldest first."""
        found = await self._session.execute(
            select(InboxMessage.conversation_id)
            .join(Conversation, Conversation.id == InboxMessage.conversation_id)
            .where(
                InboxMessage.state.in_(UNANSWERED),
                InboxMessage.next_attempt_at <= due_before,
                _lease_is_free(),
            )
            .group_by(InboxMessage.conversation_id)
            .order_by(func.min(InboxMessage.received_at))
            .limit(limit)
        )
        return found.scalars().all()

    async def put_off(self, conversation_id: uuid.UUID, until: datetime) -> None:
        await self._session.execute(
            update(InboxMessage)
            .where(
                InboxMessage.conversation_id == conversation_id,
                InboxMessage.state.in_(UNANSWERED),
            )
            .values(next_attempt_at=until)
        )

    async def end_idle(self, idle_since: datetime, at: datetime) -> Sequence[uuid.UUID]:
        """End conversations in which nobody wrote since; which ones."""
        ended = await self._session.execute(
            update(Conversation)
            .where(
                Conversation.state != ConversationState.ENDED,
                Conversation.last_activity_at < idle_since,
            )
            .values(state=ConversationState.ENDED, ended_at=at)
            .returning(Conversation.id)
        )
        return ended.scalars().all()

    async def announce(self, conversation_id: uuid.UUID) -> None:
        """Wake the event streams of this conversation, in every process, at commit."""
        await self._session.execute(_ANNOUNCE, {"id": str(conversation_id)})

    def seal(self, conversation: Conversation, words: str, place: Place) -> bytes:
        """Seal words that belong to the conversation but stand in another table."""
        return self._key(conversation).seal(words, place)

    def open(self, conversation: Conversation, sealed: bytes, place: Place) -> str:
        return self._key(conversation).open(sealed, place)

    def _key(self, conversation: Conversation) -> DataKey:
        if conversation.data_key is None:
            raise LookupError(f"the words of conversation {conversation.id} have been disposed of")
        return self._keys.unwrap(conversation.data_key, _key_place(conversation.id))


def hold(conversation: Conversation, owner: uuid.UUID, duration: timedelta) -> None:
    """Set or prolong the lease of a locked row."""
    conversation.lease_owner = owner
    conversation.lease_expires_at = func.clock_timestamp() + duration


def let_go(conversation: Conversation) -> None:
    """Give the lease of a locked row back."""
    conversation.lease_owner = None
    conversation.lease_expires_at = None


def view_of(conversation: Conversation, turns: Sequence[TurnView] = ()) -> ConversationView:
    return ConversationView(
        id=conversation.id,
        state=ConversationState(conversation.state),
        last_activity_at=conversation.last_activity_at,
        ended_at=conversation.ended_at,
        asking=conversation.asking,
        turns=tuple(turns),
    )


def _key_place(conversation_id: uuid.UUID) -> Place:
    return Place("conversation", conversation_id, "data_key")


def _content_place(turn_id: uuid.UUID) -> Place:
    return Place("turn", turn_id, "content")


def _opened(turn: Turn, key: DataKey) -> TurnView:
    content = json.loads(key.open(turn.content, _content_place(turn.id)))
    return TurnView(
        id=turn.id,
        seq=turn.seq,
        sender=Sender(turn.sender),
        at=turn.at,
        speech=Speech(
            text=content["text"],
            choices=tuple(Choice(*choice) for choice in content["choices"]),
            topic=turn.topic,
            confidence=turn.confidence,
            clauses=tuple(turn.clauses),
            safety=turn.safety,
            asking=turn.asking,
            reference=content["reference"],
            notice_version=turn.notice_version,
        ),
        message_id=turn.message_id,
        is_late=turn.is_late,
    )
