"""What follows from a verdict, in the transaction of the turn: a record and an urgent handoff."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.trail import SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.encryption.keyring import KeyRing, Place
from logger.handoffs.grade import GRADE_OF_SAFETY, HandoffReason
from logger.handoffs.service import HandoffService
from logger.safety.models import SafetyVerdict
from logger.safety.verdict import SafetyLabel, Verdict

TABLE = "safety_verdict"


@dataclass(frozen=True)
class StoredVerdict:
    """A verdict of earlier, opened. `matched` holds the enquirer's own words."""

    at: datetime
    label: str
    turn_id: uuid.UUID | None
    matched: tuple[str, ...]


class SafetyRecord:
    def __init__(
        self,
        session: AsyncSession,
        keys: KeyRing,
        handoffs: HandoffService,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._session = session
        self._keys = keys
        self._handoffs = handoffs
        self._trail = trail
        self._clock = clock

    async def add(
        self, verdict: Verdict, *, conversation_id: uuid.UUID, turn_id: uuid.UUID | None
    ) -> None:
        """Nothing for a message that says nothing of danger."""
        if verdict.label == SafetyLabel.NONE:
            return
        row = uuid.uuid4()
        key, wrapped = self._keys.new_data_key(Place(TABLE, row, "data_key"))
        self._session.add(
            SafetyVerdict(
                id=row,
                conversation_id=conversation_id,
                turn_id=turn_id,
                at=self._clock.now(),
                label=verdict.label,
                detector=verdict.detector,
                rule_set=verdict.rule_set,
                rules=list(verdict.rules),
                data_key=wrapped,
                matched=key.seal(json.dumps(verdict.matched), Place(TABLE, row, "matched")),
            )
        )
        unread = verdict.label == SafetyLabel.UNREAD
        self._trail.record(
            AuditAction.SAFETY_GATE_FAILED if unread else AuditAction.SAFETY_GATE_FIRED,
            actor=SYSTEM,
            subject_kind="conversation",
            subject_id=conversation_id,
            details={"label": verdict.label.value, "rule_set": verdict.rule_set},
        )
        await self._handoffs.open_for_conversation(
            conversation_id,
            HandoffReason.GATE_FAILED if unread else HandoffReason.SAFETY,
            grade=GRADE_OF_SAFETY[verdict.label],
        )

    async def verdicts(self, conversation_id: uuid.UUID) -> list[StoredVerdict]:
        """Every verdict of a conversation, oldest first, for the staff who read it."""
        found = await self._session.execute(
            select(SafetyVerdict)
            .where(SafetyVerdict.conversation_id == conversation_id)
            .order_by(SafetyVerdict.at, SafetyVerdict.id)
        )
        return [
            StoredVerdict(row.at, row.label, row.turn_id, self._matched(row))
            for row in found.scalars()
        ]

    def _matched(self, row: SafetyVerdict) -> tuple[str, ...]:
        if row.data_key is None or row.matched is None:
            return ()
        key = self._keys.unwrap(row.data_key, Place(TABLE, row.id, "data_key"))
        return tuple(json.loads(key.open(row.matched, Place(TABLE, row.id, "matched"))))
