"""What advisers type into the forms of a handoff, parsed once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from logger.errors import Refusal
from logger.handoffs.grade import Grade
from logger.handoffs.outcomes import Outcome

LONGEST_NOTE: Final = 5000
LONGEST_REASON: Final = 2000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class FormIncomplete(Refusal):
    """Something is missing or too long; `errors` says per field what to do."""

    status = 422
    code = "form-incomplete"
    title = "There is a problem"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Closing:
    """How a handoff ends, and why."""

    outcome: Outcome
    reason: str

    @classmethod
    def parse(cls, *, outcome: str, outcome_reason: str) -> Closing:
        """Raises FormIncomplete."""
        errors = {}
        if outcome not in set(Outcome):
            errors["outcome"] = "Choose an outcome."
        reason = tidy(outcome_reason)
        problem = _problem(reason, LONGEST_REASON, "Say what you did and why.")
        if problem:
            errors["outcome_reason"] = problem
        if errors:
            raise FormIncomplete(errors)
        return cls(Outcome(outcome), reason)


@dataclass(frozen=True)
class Regrading:
    """The new grade of a handoff, and why."""

    grade: Grade
    reason: str

    @classmethod
    def parse(cls, *, grade: str, reason: str) -> Regrading:
        """`grade` is the key of one. Raises FormIncomplete."""
        errors = {}
        known = {known.key: known for known in Grade}
        if grade not in known:
            errors["grade"] = "Choose a grade."
        why = tidy(reason)
        problem = _problem(why, LONGEST_REASON, "Say why you change the grade.")
        if problem:
            errors["grade_reason"] = problem
        if errors:
            raise FormIncomplete(errors)
        return cls(known[grade], why)


def parse_note(note: str) -> str:
    """Raises FormIncomplete."""
    return _words("note", note, LONGEST_NOTE, "Write the note before you add it.")


def parse_release_reason(reason: str) -> str:
    """Raises FormIncomplete."""
    return _words("release_reason", reason, LONGEST_REASON, "Say why you take it back.")


def tidy(typed: str) -> str:
    """Without control characters and blank ends; line ends as one newline."""
    return _CONTROL.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _words(field: str, typed: str, longest: int, when_missing: str) -> str:
    words = tidy(typed)
    problem = _problem(words, longest, when_missing)
    if problem:
        raise FormIncomplete({field: problem})
    return words


def _problem(words: str, longest: int, when_missing: str) -> str | None:
    if not words:
        return when_missing
    if len(words) > longest:
        return f"Use {longest:,} characters or fewer. You used {len(words):,}."
    return None
