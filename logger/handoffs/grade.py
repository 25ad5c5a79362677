"""How urgent a handoff is, worst first, and what opens it with which grade."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final


class Grade(IntEnum):
    IMMEDIATE = 1
    URGENT = 2
    SAME_DAY = 3
    ROUTINE = 4

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def key(self) -> str:
        """`same_day`: as forms and style sheets know it."""
        return self.name.lower()

    @property
    def label(self) -> str:
        return self.words.capitalize()


_WORDS: Final = {
    Grade.IMMEDIATE: "immediate",
    Grade.URGENT: "urgent",
    Grade.SAME_DAY: "same day",
    Grade.ROUTINE: "routine",
}


class HandoffReason(StrEnum):
    TASK_FINISHED = "task_finished"
    ASKED_FOR_PERSON = "asked_for_person"
    SAFETY = "safety"
    GATE_FAILED = "gate_failed"
    ASSISTANT_FAILED = "assistant_failed"
    DETAILS_LEFT = "details_left"
    NOT_UNDERSTOOD = "not_understood"
    ACTION_FAILED = "action_failed"
    DATA_RIGHT = "data_right"
    BREACH = "breach"
    COMPLAINT = "complaint"


GRADE_OF_REASON: Final = {
    HandoffReason.TASK_FINISHED: Grade.SAME_DAY,
    HandoffReason.ASKED_FOR_PERSON: Grade.SAME_DAY,
    HandoffReason.SAFETY: Grade.IMMEDIATE,
    HandoffReason.GATE_FAILED: Grade.URGENT,
    HandoffReason.ASSISTANT_FAILED: Grade.SAME_DAY,
    HandoffReason.DETAILS_LEFT: Grade.SAME_DAY,
    HandoffReason.NOT_UNDERSTOOD: Grade.SAME_DAY,
    HandoffReason.ACTION_FAILED: Grade.SAME_DAY,
    HandoffReason.DATA_RIGHT: Grade.ROUTINE,
    HandoffReason.BREACH: Grade.URGENT,
    HandoffReason.COMPLAINT: Grade.ROUTINE,
}

GRADE_OF_SAFETY: Final = {
    "danger_now": Grade.IMMEDIATE,
    "self_harm": Grade.IMMEDIATE,
    "abuse_disclosure": Grade.URGENT,
    "unread": Grade.URGENT,
}
