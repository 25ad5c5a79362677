"""What a person may do inside a task besides answering: go back, change, save for later, stop."""

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots, wiring, worry
from actions.answers import Heard
from actions.contact import read_contact
from actions.enquiry_client import EnquiryClient
from actions.saving import save
from actions.told import corrected_by
from actions.turn import choice_made, open_draft, typed_text
from actions.wording import Wording


class ActionGoBackInTask(Action):
    """Ask the question before the open one again."""

    def name(self) -> str:
        return "action_go_back_in_task"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        draft = open_draft(tracker)
        requested = tracker.get_slot(slots.REQUESTED)
        before = draft.before(requested)
        if draft.is_changing or draft.is_saving:
            draft = replace(draft, is_changing=False, is_saving=False)
        elif before is None:
            dispatcher.utter_message(response="utter_task_first_question")
        else:
            draft = draft.without(before.slot)
        return [SlotSet(slots.DRAFT, draft.as_slot())]


class ActionChangeTask(Action):
    """Change an answer: at once where the new one was said, else ask for it or which it is."""

    def name(self) -> str:
        return "action_change_task"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        draft = open_draft(tracker)
        text = typed_text(tracker)
        wording = Wording(dispatcher, domain, draft)
        heard = Heard(text, choice_made(tracker), worry.today())
        corrected = corrected_by(draft, heard.story)
        if corrected is not None:
            wording.say_changed()
            return [SlotSet(slots.DRAFT, corrected.as_slot())]
        named = draft.task.question(heard.choice) or draft.task.named_in(text)
        if named is not None and named in draft.asked:
            return [SlotSet(slots.DRAFT, draft.without(named.slot).as_slot())]
        return [SlotSet(slots.DRAFT, replace(draft, is_changing=True).as_slot())]


class ActionCancelTask(Action):
    """Forget the answers; nothing was sent."""

    def name(self) -> str:
        return "action_cancel_task"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        draft = open_draft(tracker)
        wording = Wording(dispatcher, domain, draft)
        wording.say_cancelled()
        wording.say_wanted(tracker.get_slot(slots.WANTED))
        return [SlotSet(slots.DRAFT, None)]


class ActionPauseTask(Action):
    """Save what was answered, so that it can be finished later and elsewhere."""

    def __init__(self, enquiries: EnquiryClient | None = None) -> None:
        self._enquiries = enquiries or wiring.enquiry_client()

    def name(self) -> str:
        return "action_pause_task"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        draft = open_draft(tracker)
        if not draft.task.has_check:
            dispatcher.utter_message(response="utter_nothing_to_pause")
            return []
        contact = draft.contact
        if contact and read_contact(contact).is_understood:
            await save(draft, contact, tracker, Wording(dispatcher, domain, draft), self._enquiries)
        else:
            draft = replace(draft, is_saving=True)
        return [SlotSet(slots.DRAFT, draft.as_slot())]
