"""The task speak_to_person: an adviser is told."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import wiring
from actions.enquiry_client import EnquiryClient
from actions.turn import origin_of


class ActionAskForPerson(Action):
    """Open a handoff, and say so once the logger has confirmed it."""

    def __init__(self, enquiries: EnquiryClient | None = None) -> None:
        self._enquiries = enquiries or wiring.enquiry_client()

    def name(self) -> str:
        return "action_ask_for_person"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        await self._enquiries.ask_for_person(origin_of(tracker))
        dispatcher.utter_message(response="utter_person_asked")
        return []
