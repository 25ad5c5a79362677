"""The safety gate: reads every message of a person before anything else does.

It needs no database, no network and no other process.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Final

import spacy
import structlog
import yaml

from logger.metrics import GATE_FAILURES, GATE_FIRED
from logger.safety import classifier as by_meaning
from logger.safety import patterns as by_pattern
from logger.safety.child_voice import ChildVoice
from logger.safety.classifier import Classifier, ClassifierMissing, Reading
from logger.safety.combination import Thresholds, combined, finding
from logger.safety.context import Context
from logger.safety.patterns import PatternDetector
from logger.safety.sources import DATA
from logger.safety.spelling import Spelling
from logger.safety.verdict import DetectorVerdict, SafetyLabel, Verdict

NOT_TRAINED: Final = "not trained"
log: Final = structlog.get_logger()


class SafetyGate:
    """Both detectors and what joins them. Without a classifier the patterns read alone, and every
    verdict says so."""

    def __init__(self, data: Path = DATA, classifier: Classifier | None = None) -> None:
        document = yaml.safe_load((data / "context.yml").read_text())
        self._spelling = Spelling(data / "spelling.yml")
        language = spacy.blank("en")
        self._patterns = PatternDetector(data / "patterns.yml", language)
        self._child_voice = ChildVoice(document["child"], language)
        self._context = Context(document, self._spelling)
        self._limits = Thresholds.of(document)
        self._classifier = classifier

    @classmethod
    def trained(cls, var: Path, *, is_required: bool) -> SafetyGate:
        """With the classifier of `var`; raises ClassifierMissing where it is required."""
        try:
            return cls(DATA, Classifier.load(var))
        except ClassifierMissing as problem:
            if is_required:
                raise
            log.warning("safety.classifier-missing", problem=str(problem))
            return cls(DATA)

    async def read(self, text: str, *, asking: str | None = None) -> Verdict:
        """The verdict on a text. `asking` is the slot of the open question, where there is one.

        A gate that breaks says `unread`, which alarms and hands over.
        """
        verdict = await asyncio.to_thread(self.verdict_on, text, asking)
        if verdict.fired:
            GATE_FIRED.labels(verdict.label.value).inc()
        return verdict

    def verdict_on(self, text: str, asking: str | None = None) -> Verdict:
        """As `read`, on the caller's thread."""
        found, plain = self._by_pattern(text)
        reading = self._by_meaning(text)
        meant = self._meant(reading)
        label = self._label(found, reading)
        decided = found if found.label == label else meant
        verdict = Verdict(
            label=label,
            detector=decided.detector,
            rule_set=decided.version,
            rules=decided.rules,
            matched=decided.matched or found.matched or meant.matched,
            detectors=(found, meant),
            is_child=plain is not None and self._child_voice.is_child(plain),
            vector=reading.vector if reading else None,
        )
        return self.in_context(verdict, text, asking)

    def in_context(self, verdict: Verdict, text: str, asking: str | None) -> Verdict:
        """The verdict when the text answers this question: a name or an address is no danger."""
        if not verdict.fired or not self._context.excuses(text, asking):
            return verdict
        return replace(verdict, label=SafetyLabel.NONE)

    def _label(self, found: DetectorVerdict, reading: Reading | None) -> SafetyLabel:
        """Where one detector broke, what the other says; if it says nothing, nobody has read it."""
        is_broken = found.label == SafetyLabel.UNREAD or (
            reading is None and self._classifier is not None
        )
        says = SafetyLabel.NONE if found.label == SafetyLabel.UNREAD else found.label
        label = says if reading is None else combined(says, reading.parts, self._limits)
        return SafetyLabel.UNREAD if is_broken and label == SafetyLabel.NONE else label

    def _by_pattern(self, text: str) -> tuple[DetectorVerdict, str | None]:
        """And the text in its usual spelling."""
        try:
            plain = self._spelling.of(text)
            return self._patterns.read(plain), plain
        except Exception as problem:  # whatever breaks here must not hide a disclosure
            _failed(by_pattern.DETECTOR, problem)
            version = self._patterns.rule_set
            return DetectorVerdict(by_pattern.DETECTOR, version, SafetyLabel.UNREAD), None

    def _by_meaning(self, text: str) -> Reading | None:
        if self._classifier is None:
            return None
        try:
            return self._classifier.read(text)
        except Exception as problem:  # likewise
            _failed(by_meaning.DETECTOR, problem)
            return None

    def _meant(self, reading: Reading | None) -> DetectorVerdict:
        version = self._classifier.version if self._classifier else NOT_TRAINED
        if reading is None:
            return DetectorVerdict(by_meaning.DETECTOR, version, SafetyLabel.UNREAD)
        found = finding(reading.parts, self._limits.alarm, self._limits.danger_share)
        return DetectorVerdict(
            by_meaning.DETECTOR,
            version,
            found.label,
            score=round(found.score, 3),
            matched=(found.text,) if found.text else (),
        )


def _failed(detector: str, problem: Exception) -> None:
    GATE_FAILURES.inc()
    log.error("safety.gate-failed", detector=detector, problem=type(problem).__name__)
