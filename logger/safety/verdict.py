"""What the gate decides about a message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class SafetyLabel(StrEnum):
    """In falling order of urgency; `unread` means the gate itself failed."""

    DANGER_NOW = "danger_now"
    SELF_HARM = "self_harm"
    ABUSE_DISCLOSURE = "abuse_disclosure"
    UNREAD = "unread"
    NONE = "none"


URGENCY: Final = (SafetyLabel.DANGER_NOW, SafetyLabel.SELF_HARM, SafetyLabel.ABUSE_DISCLOSURE)


@dataclass(frozen=True)
class DetectorVerdict:
    """What one detector says. `unread`: it could not read, or was never trained.

    `score` is how sure it is that something is wrong, 0 to 1, where it can say.
    """

    detector: str
    version: str
    label: SafetyLabel
    score: float | None = None
    rules: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A label, and what led to it. `matched` holds the person's own words.

    `detector` and `rule_set` name what decided and its version; `detectors` is what each of them
    said. `vector` is the meaning of the text as a whole, for whoever reads it next; never stored.
    """

    label: SafetyLabel
    detector: str
    rule_set: str
    rules: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    detectors: tuple[DetectorVerdict, ...] = ()
    is_child: bool = False
    vector: tuple[float, ...] | None = field(default=None, repr=False, compare=False)

    @property
    def fired(self) -> bool:
        return self.label in URGENCY

    @property
    def shown(self) -> str | None:
        """The label that the enquirer's reply carries; None when the gate did not fire."""
        return self.label.value if self.fired else None


def most_urgent(verdicts: Iterable[Verdict]) -> Verdict:
    """The first of the most urgent ones; raises ValueError when there is none."""
    return min(verdicts, key=lambda verdict: list(SafetyLabel).index(verdict.label))
