"""What the gate decides about a message."""

from __future__ import annotations

from dataclasses import dataclass
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
class Verdict:
    """A label, and what led to it. `matched` holds the person's own words."""

    label: SafetyLabel
    detector: str
    rule_set: str
    rules: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()

    @property
    def fired(self) -> bool:
        return self.label in URGENCY

    @property
    def shown(self) -> str | None:
        """The label that the enquirer's reply carries; None when the gate did not fire."""
        return self.label.value if self.fired else None
