"""One label from what both detectors say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from logger.safety.classifier import Part
from logger.safety.examples import LABELS
from logger.safety.verdict import URGENCY, SafetyLabel

_NONE: Final = LABELS.index(SafetyLabel.NONE)
_DANGER: Final = LABELS.index(SafetyLabel.DANGER_NOW)


@dataclass(frozen=True)
class Thresholds:
    """`alarm`: how sure the classifier must be that something is wrong to say so by itself;
    `alarm_with_pattern`: for what a pattern found to stand;
    `danger_share`: how much of what is wrong must be danger now."""

    alarm: float
    alarm_with_pattern: float
    danger_share: float

    @classmethod
    def of(cls, document: dict[str, Any]) -> Thresholds:
        return cls(document["alarm"], document["alarm_with_pattern"], document["danger_share"])


@dataclass(frozen=True)
class Finding:
    """What the classifier says of a text: the label, how sure, and the part that says it."""

    label: SafetyLabel
    score: float
    text: str


def finding(parts: tuple[Part, ...], at: float, danger_share: float) -> Finding:
    """Of the part where most is wrong; a part with danger now goes before the others."""
    alarming = [part for part in parts if 1 - part.odds[_NONE] >= at]
    if not alarming:
        worst = max(parts, key=lambda part: 1 - part.odds[_NONE])
        return Finding(SafetyLabel.NONE, 1 - worst.odds[_NONE], "")
    found = [(_label(part, danger_share), 1 - part.odds[_NONE], part.text) for part in alarming]
    label, score, text = min(found, key=lambda each: (URGENCY.index(each[0]), -each[1]))
    return Finding(label, score, text)


def combined(pattern: SafetyLabel, parts: tuple[Part, ...], limits: Thresholds) -> SafetyLabel:
    """The more urgent of the two; a pattern that the classifier is sure against does not stand."""
    alone = finding(parts, limits.alarm, limits.danger_share).label
    if pattern == SafetyLabel.NONE:
        return alone
    beside = finding(parts, limits.alarm_with_pattern, limits.danger_share).label
    if beside == SafetyLabel.NONE:
        return SafetyLabel.NONE
    return min(pattern, alone, key=_urgency)


def _label(part: Part, danger_share: float) -> SafetyLabel:
    wrong = 1 - part.odds[_NONE]
    if part.odds[_DANGER] >= danger_share * wrong:
        return SafetyLabel.DANGER_NOW
    _, label = max(
        (odds, label)
        for odds, label in zip(part.odds, LABELS, strict=True)
        if label not in (SafetyLabel.NONE, SafetyLabel.DANGER_NOW)
    )
    return label


def _urgency(label: SafetyLabel) -> int:
    return URGENCY.index(label) if label in URGENCY else len(URGENCY)
