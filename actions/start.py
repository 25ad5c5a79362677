"""How a task begins: what was said already is not asked again."""

from datetime import date

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots, worry
from actions.answers import LONGEST
from actions.draft import Answer, Draft
from actions.story import Story
from actions.tasks import task_of
from actions.told import with_facts
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
        open_draft = Draft.of(tracker.get_slot(slots.DRAFT))
        if open_draft is not None and tracker.active_loop_name:
            Wording(dispatcher, domain, open_draft).say_open(topic)
            return []
        draft = _opened(topic, _told(topic, tracker), worry.today())
        is_told = bool(draft.task.told and draft.answer(draft.task.told))
        Wording(dispatcher, domain, draft).say_start(with_words=is_told)
        return [SlotSet(slots.DRAFT, draft.as_slot()), SlotSet(slots.SAID, None)]


def _told(topic: str, tracker: Tracker) -> str:
    """What the person told us before the first question, in their own words; may be empty."""
    typed = typed_text(tracker)
    words = [tracker.get_slot(slots.SAID) or "", typed or unclear_before(tracker)]
    tells = worry.holds_worry if topic == "raise_concern" else worry.tells_something
    if not tells(words[1]):
        words.pop()
    return "\n\n".join(word for word in words if word)


def _opened(topic: str, told: str, on: date) -> Draft:
    task = task_of(topic)
    assert task is not None, topic  # noqa: S101 - bot/reading.py knows the topics of the tables
    draft = Draft(topic)
    for slot, value in task.opened_by.get(topic, {}).items():
        draft = draft.put(slot, Answer(value, value))
    if not told:
        return draft
    if task.told:
        draft = draft.put(task.told, Answer(told[:LONGEST], told[:LONGEST]))
    return with_facts(draft, Story.of(told, on=on))
