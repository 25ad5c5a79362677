"""What people come for, as tables: each task's questions in their order, from data/tasks/.

The words of a question are a response of the domain, `utter_question/<slot>`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TASKS = Path(__file__).resolve().parents[1] / "data" / "tasks"
_SHARED = "choices.yml"
_FEW_QUESTIONS = 8


class Reads(StrEnum):
    """What kind of answer a question takes."""

    WORDS = "words"
    NAME = "name"
    CONTACT = "contact"
    PHONE = "phone"
    PLACE = "place"
    POSTCODE = "postcode"
    CHILDREN = "children"
    CHOICE = "choice"
    CHOICES = "choices"
    CALLBACK_SLOT = "callback_slot"
    REFERENCE = "reference"
    DRAFT_REFERENCE = "draft_reference"
    PROOF = "proof"
    CODE = "code"


class Ending(StrEnum):
    """What is done with the answers."""

    LOG = "log"
    STATUS = "status"
    OPEN_DRAFT = "open_draft"


@dataclass(frozen=True)
class Question:
    """`takes` names the fact of a told story that answers it; `names` is how people speak of it.

    `when` and `needs` say whether it is asked: an earlier answer is one of these; was given.
    `is_story`: danger told here is the answer; elsewhere it joins the task's first story.
    """

    slot: str
    reads: Reads
    field: str = ""
    takes: str = ""
    names: str = ""
    needs: str = ""
    fewest_words: int = 1
    is_mandatory: bool = False
    is_asked_twice: bool = False
    is_story: bool = False
    when: Mapping[str, list[str]] | None = None
    choices: Mapping[str, str] | None = None

    def choice_in(self, text: str) -> str | None:
        """The first choice whose words stand in the text."""
        found = (v for v, words in (self.choices or {}).items() if _holds(words, text))
        return next(found, None)

    def choices_in(self, text: str) -> list[str]:
        return [v for v, words in (self.choices or {}).items() if _holds(words, text)]

    def is_named_in(self, text: str) -> bool:
        return bool(self.names) and _holds(rf"\b(?:{self.names})\b", text)


@dataclass(frozen=True)
class Task:
    """`opened_by`: the topics that start it, with the answers that each gives already.

    `told` takes the words that open it, when they hold more than `opening_words`.
    """

    name: str
    questions: tuple[Question, ...]
    opened_by: Mapping[str, Mapping[str, str]]
    kind: str = ""
    told: str = ""
    opening_words: frozenset[str] = frozenset()
    ending: Ending = Ending.LOG

    @property
    def has_check(self) -> bool:
        return self.ending is Ending.LOG

    @property
    def is_long(self) -> bool:
        """Whether it is worth a button to save it; the words "save for later" do so always."""
        return self.has_check and len(self.questions) > _FEW_QUESTIONS

    def question(self, slot: str | None) -> Question | None:
        return next((q for q in self.questions if q.slot == slot), None)

    def named_in(self, text: str) -> Question | None:
        """The question a text like "change my phone number" speaks of, when it is one alone."""
        found = [question for question in self.questions if question.is_named_in(text)]
        return found[0] if len(found) == 1 else None


@cache
def tasks() -> tuple[Task, ...]:
    shared = _load(TASKS / _SHARED)
    files = (path for path in sorted(TASKS.glob("*.yml")) if path.name != _SHARED)
    return tuple(_task(_load(path), shared) for path in files)


def task_of(topic: str | None) -> Task | None:
    """The task that a topic starts."""
    return next((task for task in tasks() if topic == task.name or topic in task.opened_by), None)


def _task(table: dict[str, Any], shared: dict[str, Any]) -> Task:
    return Task(
        name=table["task"],
        kind=table.get("kind", ""),
        told=table.get("told", ""),
        opening_words=frozenset(table.get("opening_words", "").split()),
        opened_by=table["opened_by"],
        ending=Ending(table.get("ending", "log")),
        questions=tuple(_question(row, shared) for row in table["questions"]),
    )


def _question(row: dict[str, Any], shared: dict[str, Any]) -> Question:
    choices = row.get("choices")
    known = shared[choices] if isinstance(choices, str) else choices
    return Question(**{**row, "reads": Reads(row["reads"]), "choices": known})


def _holds(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text.replace("\u2019", "'"), re.IGNORECASE))


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
