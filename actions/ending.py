"""What is done with the answers of a finished task: logged, looked up, or opened again."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots, wiring
from actions.draft import Draft
from actions.enquiry_client import EnquiryClient, Origin
from actions.records import details_of
from actions.tasks import Ending, task_of
from actions.turn import open_draft, origin_of
from actions.wording import Wording


@dataclass(frozen=True)
class _End:
    """One end of one task."""

    dispatcher: CollectingDispatcher
    domain: DomainDict
    draft: Draft
    origin: Origin

    def say(self, response: str, **values: Any) -> None:
        self.dispatcher.utter_message(response=response, topic=self.draft.topic, **values)


class ActionEndTask(Action):
    """Send what was checked, or answer what was asked.

    When the logger cannot be reached the action fails: the turn is not saved, nothing is promised,
    and the same message does it later under the same key.
    """

    def __init__(self, enquiries: EnquiryClient | None = None) -> None:
        self._enquiries = enquiries or wiring.enquiry_client()

    def name(self) -> str:
        return "action_end_task"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        draft = open_draft(tracker)
        end = _End(dispatcher, domain, draft, origin_of(tracker))
        if draft.task.ending is Ending.STATUS:
            return await self._tell_status(end)
        if draft.task.ending is Ending.OPEN_DRAFT:
            return await self._open_draft(end)
        await self._log(end)
        Wording(dispatcher, domain, draft).say_wanted(tracker.get_slot(slots.WANTED))
        return [SlotSet(slots.DRAFT, None)]

    async def _log(self, end: _End) -> None:
        hours = await self._enquiries.hours()
        logged = await self._enquiries.log(end.draft.task.kind, details_of(end.draft), end.origin)
        Wording(end.dispatcher, end.domain, end.draft).say_sent(logged, hours)

    async def _tell_status(self, end: _End) -> list[EventType]:
        """A reference mistyped by one character is asked for again; what was given stays."""
        reference, proof = (end.draft.value(slot) for slot in ("status_reference", "status_proof"))
        status = await self._enquiries.status(reference, proof, end.origin)
        if status.is_mistyped:
            end.say("utter_status_mistyped")
            return _going_on(end.draft.without("status_reference").as_slot())
        if status.words is not None:
            end.say("utter_status_found", status=status.words)
        elif status.tries_left:
            end.say("utter_status_not_found", tries_left=str(status.tries_left))
        else:
            end.say("utter_status_no_tries")
        return [SlotSet(slots.DRAFT, None)]

    async def _open_draft(self, end: _End) -> list[EventType]:
        """Go on with the task where it was left."""
        reference, code = (end.draft.value(slot) for slot in ("resume_reference", "resume_code"))
        opened = await self._enquiries.open_draft(reference, code, end.origin)
        if opened is None or task_of(opened.task) is None:
            end.say("utter_draft_not_opened")
            return [SlotSet(slots.DRAFT, None)]
        end.say("utter_draft_opened")
        return _going_on(opened.answers)


def _going_on(draft: dict[str, Any]) -> list[EventType]:
    """The form asks on, in this turn."""
    return [SlotSet(slots.DRAFT, draft), ActiveLoop(None), FollowupAction("task_form")]
