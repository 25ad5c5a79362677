"""How a task begins: what was said already is not asked again."""

from dataclasses import dataclass

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots, worry
from actions.answers import LONGEST
from actions.draft import Answer, Draft
from actions.story import Story
from actions.tasks import Task, task_of
from actions.told import with_choices, with_facts
from actions.turn import typed_text, unclear_before
from actions.wording import Wording


class ActionStartTask(Action):
    """Open a task; what was said already is not asked again."""

    def name(self) -> str:
        return "action_start_task"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        topic = next(tracker.get_latest_entity_values("task"), None) or "raise_concern"
        task = task_of(topic)
        assert task is not None, topic  # noqa: S101 - bot/starting.py knows the tables' topics
        open_draft = Draft.of(tracker.get_slot(slots.DRAFT))
        wanted: dict[str, str] = tracker.get_slot(slots.WANTED) or {}
        if open_draft is not None and tracker.active_loop_name:
            Wording(dispatcher, domain, open_draft).say_open(topic)
            if open_draft.task is task:
                return []
            return [SlotSet(slots.WANTED, {**wanted, topic: typed_text(tracker)})]
        draft = _opened(topic, task, _said(topic, task, tracker))
        is_told = len(draft.answers) > len(task.opened_by.get(topic, {}))
        Wording(dispatcher, domain, draft).say_start(with_words=is_told)
        rest = {other: words for other, words in wanted.items() if other != topic}
        return [
            SlotSet(slots.DRAFT, draft.as_slot()),
            SlotSet(slots.SAID, None),
            SlotSet(slots.WANTED, rest or None),
        ]


@dataclass(frozen=True)
class _Said:
    """What was said before the first question: all of it, and what answers the first question."""

    all: str
    told: str


def _said(topic: str, task: Task, tracker: Tracker) -> _Said:
    wanted: dict[str, str] = tracker.get_slot(slots.WANTED) or {}
    in_danger = tracker.get_slot(slots.SAID) or ""
    opening = [wanted.get(topic, ""), typed_text(tracker) or unclear_before(tracker)]
    telling = [words for words in opening if _tells(words, task)]
    return _Said(_joined([in_danger, *opening]), _joined([in_danger, *telling])[:LONGEST])


def _opened(topic: str, task: Task, said: _Said) -> Draft:
    """With what the person said before the first question, in their own words."""
    draft = Draft(topic)
    for slot, value in task.opened_by.get(topic, {}).items():
        draft = draft.put(slot, Answer(value, value))
    story = Story.of(said.all, on=worry.today())
    question = task.question(task.told)
    if said.told and question is not None and question.takes not in story.facts:
        draft = draft.put(question.slot, Answer(said.told, said.told))
        draft = with_choices(draft, said.told)
    return with_facts(draft, story)


def _tells(words: str, task: Task) -> bool:
    if task.name == "raise_concern":
        return worry.holds_worry(words)
    return worry.tells_something(words, task.opening_words)


def _joined(words: list[str]) -> str:
    return "\n\n".join(each for each in words if each)
