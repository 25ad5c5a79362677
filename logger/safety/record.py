"""What follows from a verdict, in the transaction of the turn: a record and an urgent handoff."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from logger.audit.trail import SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.conversations.models import Turn
from logger.encryption.keyring import KeyRing, Place
from logger.handoffs.grade import GRADE_OF_SAFETY, HandoffReason
from logger.handoffs.service import HandoffService, SafetyNews
from logger.safety.models import SafetyVerdict
from logger.safety.verdict import DetectorVerdict, SafetyLabel, Verdict

TABLE = "safety_verdict"


@dataclass(frozen=True)
class StoredVerdict:
    """A verdict of earlier, opened. `matched` holds the enquirer's own words.

    `checked_by` names each detector with its version; `shown` is what the enquirer was answered,
    None where nothing was.
    """

    at: datetime
    label: str
    turn_id: uuid.UUID | None
    matched: tuple[str, ...]
    checked_by: tuple[str, ...]
    is_child: bool
    shown: str | None


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
        self,
        verdict: Verdict,
        *,
        conversation_id: uuid.UUID,
        turn_id: uuid.UUID | None,
        shown: str | None,
    ) -> None:
        """Nothing for a message that says nothing of danger. `shown` is what was answered."""
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
                detectors=[_on_record(detector) for detector in verdict.detectors],
                is_child=verdict.is_child,
                shown=None if shown is None else key.seal(shown, Place(TABLE, row, "shown")),
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
            news=_news(verdict, shown),
        )

    async def shown_for(self, conversation_id: uuid.UUID, message_id: uuid.UUID) -> str | None:
        """The safety text that belongs to a message, as it was decided when it came."""
        found = await self._session.execute(
            select(SafetyVerdict)
            .join(Turn, Turn.id == SafetyVerdict.turn_id)
            .where(Turn.conversation_id == conversation_id, Turn.message_id == message_id)
            .limit(1)
        )
        row = found.scalar_one_or_none()
        return None if row is None else self._shown(row)

    async def verdicts(self, conversation_id: uuid.UUID) -> list[StoredVerdict]:
        """Every verdict of a conversation, oldest first, for the staff who read it."""
        found = await self._session.execute(
            select(SafetyVerdict)
            .where(SafetyVerdict.conversation_id == conversation_id)
            .order_by(SafetyVerdict.at, SafetyVerdict.id)
        )
        return [
            StoredVerdict(
                at=row.at,
                label=row.label,
                turn_id=row.turn_id,
                matched=self._matched(row),
                checked_by=_checked_by(row),
                is_child=row.is_child,
                shown=self._shown(row),
            )
            for row in found.scalars()
        ]

    def _matched(self, row: SafetyVerdict) -> tuple[str, ...]:
        if row.data_key is None or row.matched is None:
            return ()
        key = self._keys.unwrap(row.data_key, Place(TABLE, row.id, "data_key"))
        return tuple(json.loads(key.open(row.matched, Place(TABLE, row.id, "matched"))))

    def _shown(self, row: SafetyVerdict) -> str | None:
        if row.data_key is None or row.shown is None:
            return None
        key = self._keys.unwrap(row.data_key, Place(TABLE, row.id, "data_key"))
        return key.open(row.shown, Place(TABLE, row.id, "shown"))


def _news(verdict: Verdict, shown: str | None) -> SafetyNews:
    """What may be told outside the console: codes of ours, nothing that the person wrote."""
    label = verdict.label.value.replace("_", " ")
    voice = " in words for a child" if verdict.is_child else ""
    return SafetyNews(
        found="a message that it could not read" if verdict.label == "unread" else label,
        checked_by=", ".join(_named(verdict)),
        shown="no safety advice" if shown is None else f"the advice for {label}{voice}",
    )


def _named(verdict: Verdict) -> list[str]:
    """Each detector that found something, with its version; the one that decided, at least."""
    fired = [d for d in verdict.detectors if d.label != SafetyLabel.NONE]
    return [f"{d.detector} {d.version}" for d in fired] or [
        f"{verdict.detector} {verdict.rule_set}"
    ]


def _checked_by(row: SafetyVerdict) -> tuple[str, ...]:
    """`patterns 3f2a (rules: hitting-now)`, `classifier 9c1d (sure to 91 %)`, one per detector."""
    if not row.detectors:
        return (_with_rules(f"{row.detector} {row.rule_set}", row.rules),)
    return tuple(_on_page(detector) for detector in row.detectors)


def _on_page(detector: dict[str, Any]) -> str:
    named = f"{detector['detector']} {detector['version']}: {detector['label'].replace('_', ' ')}"
    sure = "" if detector["score"] is None else f", sure to {detector['score']:.0%}"
    return _with_rules(named + sure, detector["rules"])


def _with_rules(named: str, rules: Sequence[str]) -> str:
    return f"{named} (rules: {', '.join(rules)})" if rules else named


def _on_record(detector: DetectorVerdict) -> dict[str, Any]:
    """Without the words it matched: those are sealed beside it."""
    return {
        "detector": detector.detector,
        "version": detector.version,
        "label": detector.label.value,
        "score": detector.score,
        "rules": list(detector.rules),
    }
