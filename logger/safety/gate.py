"""The safety gate: reads every message of a person before anything else does.

It needs no database, no network and no other process.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import structlog
import yaml

from logger.metrics import GATE_FAILURES, GATE_FIRED
from logger.safety.patterns import DETECTOR, PatternDetector
from logger.safety.verdict import SafetyLabel, Verdict

DATA: Final = Path(__file__).parents[2] / "data" / "safety"
log: Final = structlog.get_logger()


class SafetyGate:
    def __init__(self, data: Path = DATA) -> None:
        self._detector = PatternDetector(data / "patterns.yml")
        document = yaml.safe_load((data / "replies.yml").read_text())
        self._replies: dict[str, str] = {
            label: text.strip() for label, text in document["replies"].items()
        }
        self._told: str = document["told"].strip()
        self.refused_line: str = document["refused"].strip()

    async def read(self, text: str) -> Verdict:
        """The verdict on a text. A gate that breaks says `unread`, which alarms and hands over."""
        try:
            verdict = await asyncio.to_thread(self._detector.read, text)
        except Exception as problem:  # whatever breaks here must not hide a disclosure
            GATE_FAILURES.inc()
            log.error("safety.gate-failed", problem=type(problem).__name__)
            return Verdict(SafetyLabel.UNREAD, DETECTOR, self._detector.rule_set)
        if verdict.fired:
            GATE_FIRED.labels(verdict.label.value).inc()
        return verdict

    def advice(self, verdict: Verdict) -> str | None:
        """Whom to ring; true whatever else fails. None when the gate did not fire."""
        return self._replies[verdict.label] if verdict.fired else None

    def reply(self, label: SafetyLabel) -> str:
        """What the person reads first, when the handoff is committed: the advice, that we know."""
        return f"{self._replies[label]}\n\n{self._told}"
