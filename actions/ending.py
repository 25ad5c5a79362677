"""What is done with the answers of a finished task: logged, looked up, or opened again."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots, wiring
from actions.draft import Draft
from actions.enquiry_client import EnquiryClient, EnquiryRefused, Origin
from actions.records import details_of
from actions.tasks import Ending, task_of
from actions.turn import origin_of


@dataclass(frozen=True)
class _End:
    """One end of one task."""

    dispatcher: CollectingDispatcher
    domain: DomainDict
    draft: Draft
    origin: Origin

    def say(self, response: str, **values: Any) -> None:
        self.dispatcher.utter_message(response=response, topic=self.draft.topic, **values)

    def words(self, response: str) -> dict[str, str]:
        custom: dict[str, str] = self.domain["responses"][response][0]["custom"]
        return custom


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
        draft = Draft.of(tracker.get_slot(slots.DRAFT))
        assert draft is not None  # noqa: S101 - the form has just ended
        end = _End(dispatcher, domain, draft, origin_of(tracker))
        if draft.task.ending is Ending.STATUS:
            await self._tell_status(end)
        elif draft.task.ending is Ending.OPEN_DRAFT:
            return await self._open_draft(end)
        else:
            await self._log(end)
        return [SlotSet(slots.DRAFT, None)]

    async def _log(self, end: _End) -> None:
        task = end.draft.task
        logged = await self._enquiries.log(task.kind, details_of(end.draft), end.origin)
        copies = end.words("utter_task_copy")
        end.say(
            f"utter_sent_{task.name}",
            reference=logged.reference,
            read_by=logged.read_by,
            copy=copies[logged.acknowledged or ("kept" if end.draft.contact else "no_contact")],
        )

    async def _tell_status(self, end: _End) -> None:
        reference, proof = (end.draft.value(slot) for slot in ("status_reference", "status_proof"))
        try:
            status = await self._enquiries.status(reference, proof, end.origin)
        except EnquiryRefused as refused:
            if "reference-invalid" not in str(refused):
                raise
            end.say("utter_status_mistyped")
            return
        if status.words is not None:
            end.say("utter_status_found", status=status.words)
        elif status.tries_left:
            end.say("utter_status_not_found", tries_left=str(status.tries_left))
        else:
            end.say("utter_status_no_tries")

    async def _open_draft(self, end: _End) -> list[EventType]:
        """Go on with the task where it was left."""
        reference, code = (end.draft.value(slot) for slot in ("resume_reference", "resume_code"))
        opened = await self._enquiries.open_draft(reference, code, end.origin)
        if opened is None or task_of(opened.task) is None:
            end.say("utter_draft_not_opened")
            return [SlotSet(slots.DRAFT, None)]
        end.say("utter_draft_opened")
        return [
            SlotSet(slots.DRAFT, opened.answers),
            ActiveLoop(None),
            FollowupAction("task_form"),
        ]
