"""The task raise_concern: a worry about somebody else's family, logged for the team."""

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots, wiring, worry
from actions.concern_answers import named_answer, question_before
from actions.contact import read_contact
from actions.enquiry_client import Concern, EnquiryClient
from actions.turn import origin_of, typed_text, unclear_before

_LONGEST_NAME = 200  # characters
_TRIES_AT_CONTACT = 3

Slots = dict[str, Any]


class ActionStartConcern(Action):
    """Open the task; the words that opened it are the worry, so nobody has to say it again."""

    def name(self) -> str:
        return "action_start_concern"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        told = _told_so_far(tracker)
        start = "utter_concern_start_with_words" if told else "utter_concern_start"
        dispatcher.utter_message(response=start)
        empty = dict.fromkeys(slots.CONCERN_SLOTS)
        return _slot_events({**empty, slots.CONCERN_WORRY: told[: worry.LONGEST] or None})


class ValidateConcernForm(FormValidationAction):
    """Takes the answers; says in a plain sentence what is missing."""

    def name(self) -> str:
        return "validate_concern_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """The four questions and the check; which answer to change only after "not right"."""
        if tracker.get_slot(slots.CONCERN_IS_CONFIRMED) is False:
            return [slots.CONCERN_CHANGE_FIELD, *slots.CONCERN_QUESTIONS]
        return [*slots.CONCERN_QUESTIONS, slots.CONCERN_IS_CONFIRMED]

    def validate_concern_worry(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if not worry.is_enough(value):
            dispatcher.utter_message(response="utter_concern_worry_needed")
            return {slots.CONCERN_WORRY: None}
        return {slots.CONCERN_WORRY: value.strip()[: worry.LONGEST]}

    def validate_concern_about(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """ "I do not know" is asked about once, kindly, and then taken."""
        if value.strip():
            return {slots.CONCERN_ABOUT: value.strip()}
        if tracker.get_slot(slots.CONCERN_ABOUT_TRIES):
            dispatcher.utter_message(response="utter_concern_about_still_unknown")
            return {slots.CONCERN_ABOUT: slots.NOT_GIVEN}
        dispatcher.utter_message(response="utter_concern_about_unknown")
        return {slots.CONCERN_ABOUT: None, slots.CONCERN_ABOUT_TRIES: 1}

    def validate_concern_name(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if len(value) > _LONGEST_NAME:
            dispatcher.utter_message(response="utter_concern_name_too_long")
            return {slots.CONCERN_NAME: None}
        return {slots.CONCERN_NAME: value.strip()}

    def validate_concern_contact(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """What we cannot read is asked for again, then with an example, then taken as typed."""
        tries = int(tracker.get_slot(slots.CONCERN_CONTACT_TRIES) or 0) + 1
        if not value.strip() or read_contact(value).is_understood:
            return {slots.CONCERN_CONTACT: value.strip()}
        if tries >= _TRIES_AT_CONTACT:
            dispatcher.utter_message(response="utter_concern_contact_as_typed")
            return {slots.CONCERN_CONTACT: value.strip()}
        hint = "utter_concern_contact_unclear" if tries == 1 else "utter_concern_contact_example"
        dispatcher.utter_message(response=hint)
        return {slots.CONCERN_CONTACT: None, slots.CONCERN_CONTACT_TRIES: tries}

    def validate_concern_is_confirmed(
        self, value: object, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if isinstance(value, bool):
            return {slots.CONCERN_IS_CONFIRMED: value}
        dispatcher.utter_message(response="utter_concern_choose")
        return {slots.CONCERN_IS_CONFIRMED: None}

    def validate_concern_change_field(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """Ask that one answer again; the others stay, and the check comes after it."""
        field = value if value in slots.CONCERN_QUESTIONS else named_answer(value)
        if field is None:
            dispatcher.utter_message(response="utter_concern_change_unclear")
            return {slots.CONCERN_CHANGE_FIELD: None}
        return _ask_again(field)


class ActionAskConcernIsConfirmed(Action):
    """Show the answers and ask whether to send them."""

    def name(self) -> str:
        return "action_ask_concern_is_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        words: dict[str, str] = domain["responses"]["utter_concern_check"][0]["custom"]["no_answer"]
        dispatcher.utter_message(
            response="utter_concern_check",
            worry=tracker.get_slot(slots.CONCERN_WORRY),
            about=tracker.get_slot(slots.CONCERN_ABOUT) or words["about"],
            name=tracker.get_slot(slots.CONCERN_NAME) or words["name"],
            contact=tracker.get_slot(slots.CONCERN_CONTACT) or words["contact"],
        )
        return []


class ActionGoBackInConcern(Action):
    """Ask the question before the open one again."""

    def name(self) -> str:
        return "action_go_back_in_concern"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        requested = tracker.get_slot("requested_slot")
        if requested == slots.CONCERN_CHANGE_FIELD:
            return _slot_events({slots.CONCERN_IS_CONFIRMED: None})
        before = question_before(requested)
        if before is None:
            dispatcher.utter_message(response="utter_concern_first_question")
            return []
        return _slot_events(_ask_again(before))


class ActionChangeConcern(Action):
    """Ask one answer again, or which one is meant when the person did not say."""

    def name(self) -> str:
        return "action_change_concern"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        field = next(tracker.get_latest_entity_values("concern_field"), None)
        field = field or named_answer(typed_text(tracker))
        if field in slots.CONCERN_QUESTIONS:
            return _slot_events(_ask_again(field))
        return _slot_events({slots.CONCERN_IS_CONFIRMED: False, slots.CONCERN_CHANGE_FIELD: None})


class ActionCancelConcern(Action):
    """Forget the answers; nothing was sent."""

    def name(self) -> str:
        return "action_cancel_concern"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        dispatcher.utter_message(response="utter_concern_cancelled")
        return _slot_events(dict.fromkeys(slots.CONCERN_SLOTS))


class ActionLogConcern(Action):
    """Log the concern and read its reference back.

    When the logger cannot be reached the action fails: the turn is not saved, nothing is promised,
    and the same message logs it later under the same key.
    """

    def __init__(self, enquiries: EnquiryClient | None = None) -> None:
        self._enquiries = enquiries or wiring.enquiry_client()

    def name(self) -> str:
        return "action_log_concern"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        concern = _concern_of(tracker)
        reference = await self._enquiries.log_concern(concern, origin_of(tracker))
        told = "utter_concern_logged" if concern.contact else "utter_concern_logged_without_contact"
        dispatcher.utter_message(response=told, reference=reference)
        return _slot_events(dict.fromkeys(slots.CONCERN_SLOTS))


def _told_so_far(tracker: Tracker) -> str:
    """What the person told us before the first question, in their own words; may be empty."""
    typed = typed_text(tracker)
    words = [tracker.get_slot(slots.CONCERN_SAID) or "", typed or unclear_before(tracker)]
    if not worry.holds_worry(words[1]):
        words.pop()
    return "\n\n".join(word for word in words if word)


def _concern_of(tracker: Tracker) -> Concern:
    contact = tracker.get_slot(slots.CONCERN_CONTACT) or ""
    understood = read_contact(contact)
    return Concern(
        worry=tracker.get_slot(slots.CONCERN_WORRY),
        about=tracker.get_slot(slots.CONCERN_ABOUT) or None,
        name=tracker.get_slot(slots.CONCERN_NAME) or None,
        contact=contact or None,
        phone_number=understood.phone_number,
        email_address=understood.email_address,
    )


def _ask_again(field: str) -> Slots:
    """Empty one answer; the check that was shown before it no longer counts."""
    tries = {
        slots.CONCERN_ABOUT: slots.CONCERN_ABOUT_TRIES,
        slots.CONCERN_CONTACT: slots.CONCERN_CONTACT_TRIES,
    }.get(field)
    emptied: Slots = {
        slots.CONCERN_CHANGE_FIELD: None,
        slots.CONCERN_IS_CONFIRMED: None,
        field: None,
    }
    return {**emptied, tries: None} if tries else emptied


def _slot_events(values: Slots) -> list[EventType]:
    return [SlotSet(name, value) for name, value in values.items()]
