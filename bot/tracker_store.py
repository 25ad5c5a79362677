"""Rasa's conversations in PostgreSQL: append-only, encrypted, and loud when something fails.

A saved turn is one row. It holds the state before the turn and the events of the turn, so the last
row alone restores a conversation: turn 150 costs what turn 5 costs. A row is never changed. The
tables stand in the logger's migrations; the tracker role may only add rows and raise the fence.
"""

import asyncio
import json
import weakref
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.encryption import DataKey, Keyring, WrappedKey

_WAIT_SECONDS = 2.0
_PASSING_SLOTS = {"session_started_metadata"}

_RAISE_FENCE = """
    INSERT INTO tracker.conversations AS held (conversation, fence)
    VALUES (%(conversation)s, %(fence)s)
    ON CONFLICT (conversation) DO UPDATE SET fence = excluded.fence
    WHERE held.fence <= excluded.fence
    RETURNING fence
"""
_READ = """
    SELECT turn.seq, turn.message_id = %(message_id)s, turn.sealed, key.version, key.wrapped_key
    FROM tracker.turns AS turn LEFT JOIN tracker.data_keys AS key USING (conversation)
    WHERE turn.conversation = %(conversation)s AND (
        turn.message_id = %(message_id)s
        OR turn.seq = (SELECT max(seq) FROM tracker.turns WHERE conversation = %(conversation)s))
    ORDER BY turn.seq
"""
_ADD_KEY = """
    INSERT INTO tracker.data_keys (conversation, version, wrapped_key)
    VALUES (%(conversation)s, %(version)s, %(wrapped_key)s)
"""
_ADD_TURN = """
    WITH held AS (
        SELECT conversation, fence FROM tracker.conversations
        WHERE conversation = %(conversation)s AND fence = %(fence)s FOR UPDATE)
    INSERT INTO tracker.turns (conversation, seq, message_id, fence, sealed)
    SELECT conversation, %(seq)s, %(message_id)s, fence, %(sealed)s FROM held
"""


class TrackerStoreUnavailable(Exception):
    """PostgreSQL could not be asked, or another process saved this turn meanwhile."""


class StaleFence(Exception):
    """Somebody with a newer lease works on this conversation; this one must stop."""


class ConversationDisposed(Exception):
    """The data key of this conversation was deleted: nothing of it can be read again."""


class NoTurnOpen(Exception):
    """Rasa asked for a conversation outside `turn()`; only the channel may start a turn."""


@dataclass(frozen=True)
class StateBefore:
    """What a turn starts from: every slot that holds something, and the form that is open."""

    slots: dict[str, Any]
    form: str | None

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> "StateBefore":
        slots = {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value != slot.initial_value and name not in _PASSING_SLOTS
        }
        return cls(slots, tracker.active_loop_name)

    def events(self) -> list[Event]:
        restored: list[Event] = [SlotSet(name, value) for name, value in self.slots.items()]
        if self.form:
            restored.append(ActiveLoop(self.form))
        return [*restored, ActionExecuted(ACTION_LISTEN_NAME)]


@dataclass(frozen=True)
class SavedTurn:
    """One turn as it was saved: the state it started from, and its events."""

    seq: int
    before: StateBefore | None
    events: list[Event]

    def tracker(self, conversation: str, domain: Domain) -> DialogueStateTracker:
        """The conversation as it stood when this turn had ended."""
        before = self.before.events() if self.before else []
        return DialogueStateTracker.from_events(
            conversation, [*before, *self.events], slots=domain.slots, domain=domain
        )

    def to_json(self) -> bytes:
        before = self.before and {"slots": self.before.slots, "form": self.before.form}
        events = [event.as_dict() for event in self.events]
        return json.dumps({"before": before, "events": events}, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, seq: int, plain: bytes) -> "SavedTurn":
        content = json.loads(plain)
        before = content["before"] and StateBefore(**content["before"])
        return cls(seq, before, deserialise_events(content["events"]))


class OpenTurn:
    """The turn that is being worked: what was saved before, and what becomes of this message."""

    def __init__(self, conversation: str, message_id: str, fence: int) -> None:
        self.conversation = conversation
        self.message_id = message_id
        self.fence = fence
        self.repeated: SavedTurn | None = None
        self.saved: SavedTurn | None = None
        self.last: SavedTurn | None = None
        self.data_key: DataKey | None = None
        self.before: StateBefore | None = None
        self.events_handed_out = 0

    @property
    def ids(self) -> dict[str, Any]:
        return {
            "conversation": self.conversation,
            "message_id": self.message_id,
            "fence": self.fence,
        }


class PostgresTrackerStore(TrackerStore):
    """Keeps one row per turn; a read or a write that fails is raised, never papered over."""

    def __init__(self, host: str | None, domain: Domain | None, **settings: Any) -> None:
        super().__init__(domain, settings.get("event_broker"))
        self._keyring = Keyring.parse(settings["keys"])
        self._pool = AsyncConnectionPool(
            host or "",
            min_size=1,
            max_size=8,
            timeout=_WAIT_SECONDS,
            reconnect_timeout=10,
            open=False,
            check=AsyncConnectionPool.check_connection,
            kwargs={
                "autocommit": True,
                "connect_timeout": int(_WAIT_SECONDS),
                "options": f"-c statement_timeout={int(_WAIT_SECONDS * 1000)}",
            },
        )
        self._open_turns: dict[str, OpenTurn] = {}
        self._order: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    async def open(self) -> None:
        """Start connecting; does not wait, a database may come up later than the bot."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        await self._pool.close()

    async def check(self) -> None:
        """Raises TrackerStoreUnavailable unless the tracker's table can be read now."""
        await self._run([("SELECT count(*) FROM (SELECT 1 FROM tracker.turns LIMIT 1) AS one", {})])

    @asynccontextmanager
    async def turn(self, conversation: str, message_id: str, fence: int) -> AsyncIterator[OpenTurn]:
        """Open the turn of this message, one at a time for each conversation.

        `repeated` is set when this very message was saved before. Raises StaleFence,
        ConversationDisposed, TrackerStoreUnavailable.
        """
        async with self._order.setdefault(conversation, asyncio.Lock()):
            turn = OpenTurn(conversation, message_id, fence)
            await self._read(turn)
            self._open_turns[conversation] = turn
            try:
                yield turn
            finally:
                del self._open_turns[conversation]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """The conversation of the open turn, empty when it is new. Raises NoTurnOpen."""
        turn = self._turn_of(sender_id)
        if turn.last is None:
            return self.init_tracker(sender_id)
        tracker = turn.last.tracker(sender_id, self.domain)
        turn.before = StateBefore.of(tracker)
        turn.events_handed_out = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the new events as one row. Raises StaleFence, TrackerStoreUnavailable, NoTurnOpen."""
        turn = self._turn_of(tracker.sender_id)
        saved = SavedTurn(
            seq=turn.last.seq + 1 if turn.last else 1,
            before=turn.before,
            events=list(tracker.events)[turn.events_handed_out :],
        )
        await self._write(turn, saved)
        turn.saved = saved

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker:
        return await self.retrieve(conversation_id)

    async def keys(self) -> Iterable[str]:
        raise NotImplementedError("Nobody lists conversations through the bot.")

    def _turn_of(self, conversation: str) -> OpenTurn:
        try:
            return self._open_turns[conversation]
        except KeyError:
            raise NoTurnOpen("This conversation has no open turn.") from None

    async def _read(self, turn: OpenTurn) -> None:
        raised, rows = await self._run([(_RAISE_FENCE, turn.ids), (_READ, turn.ids)])
        if not raised:
            raise StaleFence(turn.conversation)
        for seq, is_this_message, sealed, version, wrapped in rows:
            if wrapped is None:
                raise ConversationDisposed(turn.conversation)
            turn.data_key = self._keyring.unwrap(
                turn.conversation, WrappedKey(version, bytes(wrapped))
            )
            saved = SavedTurn.from_json(seq, turn.data_key.open(seq, bytes(sealed)))
            turn.last = saved
            if is_this_message:
                turn.repeated = saved

    async def _write(self, turn: OpenTurn, saved: SavedTurn) -> None:
        statements: list[tuple[str, dict[str, Any]]] = []
        if turn.data_key is None:
            turn.data_key, stored = self._keyring.new_data_key(turn.conversation)
            key = {"version": stored.version, "wrapped_key": stored.wrapped}
            statements.append((_ADD_KEY, {**turn.ids, **key}))
        sealed = turn.data_key.seal(saved.seq, saved.to_json())
        statements.append((_ADD_TURN, {**turn.ids, "seq": saved.seq, "sealed": sealed}))
        try:
            await self._run(statements, must_change=True)
        except psycopg.errors.UniqueViolation as taken:
            raise TrackerStoreUnavailable("Another process saved this turn.") from taken

    async def _run(
        self, statements: Sequence[tuple[str, dict[str, Any]]], *, must_change: bool = False
    ) -> list[list[tuple[Any, ...]]]:
        """Run the statements and return the rows of each; changes are one transaction."""
        is_transaction = must_change and len(statements) > 1
        try:
            async with (
                self._pool.connection() as connection,
                connection.transaction() if is_transaction else nullcontext(),
            ):
                answers = []
                for statement, values in statements:
                    cursor = await connection.execute(statement, values)
                    if must_change and cursor.rowcount != 1:
                        raise StaleFence(values["conversation"])
                    answers.append(await cursor.fetchall() if cursor.description else [])
                return answers
        except psycopg.errors.UniqueViolation:
            raise
        except (psycopg.Error, PoolTimeout, OSError) as error:
            raise TrackerStoreUnavailable(type(error).__name__) from error
