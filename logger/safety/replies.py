"""What a person is answered when the gate fires: whom to ring, and that staff know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml

from logger.organisation import Organisation
from logger.safety.verdict import URGENCY, SafetyLabel, Verdict

REPLIES: Final = Path(__file__).parents[2] / "data" / "safety" / "replies.yml"
ADULT: Final = "adult"
CHILD: Final = "child"


class RepliesInvalid(Exception):
    """A reply is missing from the file; the message says which."""


class SafetyReplies:
    """Says what to do; asks nothing and stops nothing."""

    def __init__(self, organisation: Organisation, path: Path = REPLIES) -> None:
        """Raises RepliesInvalid."""
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._organisation = organisation
        self._advice = {
            (label, voice): _words(document["replies"], label.value, voice)
            for label in URGENCY
            for voice in (ADULT, CHILD)
        }
        self._told: dict[tuple[str, str], str] = {
            (voice, when): _words(document["told"], voice, when)
            for voice in (ADULT, CHILD)
            for when in ("open", "closed", "duty")
        }
        self.refused_line: str = document["refused"].strip()

    def advice(self, verdict: Verdict) -> str | None:
        """Whom to ring; true whatever else fails. None when the gate did not fire."""
        return self._advice[verdict.label, _voice(verdict)] if verdict.fired else None

    def reply(self, verdict: Verdict, at: datetime) -> str | None:
        """What is read first once staff have been told: the advice, and who reads it when.

        None when the gate did not fire.
        """
        advice = self.advice(verdict)
        return None if advice is None else f"{advice}\n\n{self._who_reads(_voice(verdict), at)}"

    def reply_to(self, label: SafetyLabel, at: datetime) -> str:
        """The same where only the label is known."""
        return f"{self._advice[label, ADULT]}\n\n{self._who_reads(ADULT, at)}"

    def _who_reads(self, voice: str, at: datetime) -> str:
        """In opening hours our team; else when they are back, and whom to ring till then."""
        hours, duty = self._organisation.opening_hours, self._organisation.duty_team
        if hours.is_open(at):
            return self._told[voice, "open"]
        closed = self._told[voice, "closed"].format(opens=hours.opening_words(at))
        if duty.words is None:
            return closed
        ring = self._told[voice, "duty"].format(duty_team=duty.name, duty_number=duty.words)
        return f"{closed} {ring}"


def _voice(verdict: Verdict) -> str:
    return CHILD if verdict.is_child else ADULT


def _words(document: Mapping[str, Any], *path: str) -> str:
    """Raises RepliesInvalid."""
    found: Any = document
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    if not isinstance(found, str) or not found.strip():
        raise RepliesInvalid(f"data/safety/replies.yml: {'.'.join(path)} is missing")
    return found.strip()
