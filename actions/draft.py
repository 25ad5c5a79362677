"""What a person has answered so far in the task that is open: a pure value, kept in one slot."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from actions.tasks import Question, Task, task_of


@dataclass(frozen=True)
class Answer:
    """`typed` in the person's words, `value` as understood; `value` None: would rather not say."""

    typed: str
    value: Any
    is_checked: bool = True

    @property
    def is_given(self) -> bool:
        return self.value is not None


SKIPPED = Answer("", None)


@dataclass(frozen=True)
class Draft:
    """`topic` opened it; `tries` counts what could not be read, `picking` is the slot of several
    choices that is not closed yet, `reopened` the one whose answer is to be changed.
    """

    topic: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    tries: Mapping[str, int] = field(default_factory=dict)
    is_finished: bool = False
    is_changing: bool = False
    is_saving: bool = False
    picking: str = ""
    reopened: str = ""

    @property
    def task(self) -> Task:
        task = task_of(self.topic)
        assert task is not None, self.topic  # noqa: S101 - only known topics open a draft
        return task

    @classmethod
    def of(cls, slot: dict[str, Any] | None) -> Self | None:
        """The draft of a slot's value; None when no task is open."""
        if not slot:
            return None
        answers = {name: Answer(**answer) for name, answer in slot["answers"].items()}
        return cls(**{**slot, "answers": answers})

    def as_slot(self) -> dict[str, Any]:
        answers = {
            name: {"typed": a.typed, "value": a.value, "is_checked": a.is_checked}
            for name, a in self.answers.items()
        }
        return {
            "topic": self.topic,
            "answers": answers,
            "tries": dict(self.tries),
            "is_finished": self.is_finished,
            "is_changing": self.is_changing,
            "is_saving": self.is_saving,
            "picking": self.picking,
            "reopened": self.reopened,
        }

    def answer(self, slot: str) -> Answer | None:
        return self.answers.get(slot)

    def value(self, slot: str) -> Any:
        answer = self.answers.get(slot)
        return answer.value if answer else None

    def put(self, slot: str, answer: Answer) -> "Draft":
        tries = {name: count for name, count in self.tries.items() if name != slot}
        reopened = "" if self.reopened == slot else self.reopened
        answers = {**self.answers, slot: answer}
        return replace(self, answers=answers, tries=tries, reopened=reopened)

    def without(self, slot: str) -> "Draft":
        """Ask that one again; the others stay."""
        answers = {name: answer for name, answer in self.answers.items() if name != slot}
        return replace(self, answers=answers, is_changing=False, picking="", reopened=slot)

    def tried(self, slot: str) -> "Draft":
        """One more answer to it that could not be read."""
        return replace(self, tries={**self.tries, slot: self.tries_at(slot) + 1})

    def tries_at(self, slot: str) -> int:
        return self.tries.get(slot, 0)

    @property
    def has_what_is_needed(self) -> bool:
        """Whether it may be sent: each mandatory question was answered."""
        needed = (question for question in self.asked if question.is_mandatory)
        return all(question.slot in self.answers for question in needed)

    @property
    def contact(self) -> str | None:
        """How to reach the writer, as typed; None when that was not said."""
        fields = (q.slot for q in self.task.questions if q.field == "contact")
        return next((self.value(slot) for slot in fields if self.value(slot)), None)

    @property
    def asked(self) -> list[Question]:
        """The questions that count, given the answers so far."""
        return [question for question in self.task.questions if self._counts(question)]

    @property
    def next_question(self) -> Question | None:
        """The one that was asked for again, else the first that is open; after "send what I have"
        only what must be known.
        """
        asked = self.asked
        wanted = [question for question in asked if question.slot in (self.picking, self.reopened)]
        unanswered = (question for question in asked if question.slot not in self.answers)
        waiting = [question for question in unanswered if not self._may_wait(question)]
        return next(iter([*wanted, *waiting]), None)

    @property
    def finished(self) -> "Draft":
        """Only what must be known is still asked."""
        return replace(
            self, is_finished=True, is_changing=False, is_saving=False, picking="", reopened=""
        )

    def before(self, slot: str | None) -> Question | None:
        """The question asked before this one, the last one before the check; None at the first."""
        asked = self.asked
        places = [place for place, question in enumerate(asked) if question.slot == slot]
        place = places[0] if places else len(asked)
        return asked[place - 1] if place else None

    def _may_wait(self, question: Question) -> bool:
        is_contact = question.is_asked_twice and question.field == "contact"
        return self.is_finished and not question.is_mandatory and not is_contact

    def _counts(self, question: Question) -> bool:
        if question.needs and not self._is_given(question.needs):
            return False
        return all(self.value(slot) in values for slot, values in (question.when or {}).items())

    def _is_given(self, slot: str) -> bool:
        answer = self.answers.get(slot)
        return answer is not None and answer.is_given
