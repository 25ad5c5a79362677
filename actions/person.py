"""The task speak_to_person: an adviser is told, and the person hears who reads it when."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import wiring
from actions.enquiry_client import EnquiryClient
from actions.turn import origin_of
from actions.wording import closed_words


class ActionAskForPerson(Action):
    """Open a handoff, and say so once the logger has confirmed it.

    Out of hours a call back and a message are offered instead; inside a task its question is asked
    again, so that nothing else is offered.
    """

    def __init__(self, enquiries: EnquiryClient | None = None) -> None:
        self._enquiries = enquiries or wiring.enquiry_client()

    def name(self) -> str:
        return "action_ask_for_person"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        hours = await self._enquiries.ask_for_person(origin_of(tracker))
        is_in_task = bool(tracker.active_loop_name)
        when_closed = "utter_person_closed_in_task" if is_in_task else "utter_person_closed"
        dispatcher.utter_message(
            response="utter_person_asked" if hours.is_open else when_closed,
            when=hours.words_next,
            closed=closed_words(hours, domain["responses"]),
        )
        return []
