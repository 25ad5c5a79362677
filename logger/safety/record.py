"""What follows from a verdict, in the transaction of the turn: a record and an urgent handoff."""

from __future__ import annotations

import json
import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.trail import SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.encryption.keyring import KeyRing, Place
from logger.handoffs.grade import GRADE_OF_SAFETY, HandoffReason
from logger.handoffs.service import HandoffService
from logger.safety.models import SafetyVerdict
from logger.safety.verdict import SafetyLabel, Verdict

TABLE = "safety_verdict"


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
