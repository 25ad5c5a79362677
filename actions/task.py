"""The form of every task: one question at a time, from the task's table (actions/tasks.py).

Rasa's form asks for slots and keeps answers in them. Here one slot, `draft`, holds the answers of
the task that is open, and `requested_slot` says which question is; docs/decisions/0007 says why.
"""

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots, wiring, worry
from actions.answers import LONGEST, Heard, as_typed, fault_of, read, with_time
from actions.contact import read_contact
from actions.draft import SKIPPED, Answer, Draft
from actions.enquiry_client import EnquiryClient
from actions.saving import save
from actions.tasks import Question, Reads
from actions.told import corrected_by, with_choices, with_facts
from actions.turn import choice_made, is_just_said, open_draft, origin_of, safety_of, typed_text
from actions.wording import Wording

_TRIES = 3
_MOST_TIMES = 20  # that the logger tells at once
_UNKNOWN = "unknown"  # a choice; not the same as no answer
_ANSWERING = {"answer", "skip", "affirm", "deny", "finish"}
# In a message that set off the safety text only these are read as an answer, besides a story.
_READ_IN_DANGER = {Reads.CONTACT, Reads.PHONE, Reads.POSTCODE}


class ValidateTaskForm(Action):
    """Takes the answer to the open question and asks the next one."""

    def __init__(self, enquiries: EnquiryClient | None = None) -> None:
        self._enquiries = enquiries or wiring.enquiry_client()

    def name(self) -> str:
        return "validate_task_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        draft = open_draft(tracker)
        requested = tracker.get_slot(slots.REQUESTED)
        if requested and is_just_said(tracker):
            if _intent(tracker) not in _ANSWERING:
                return []  # the form gives way to the rule for what was said instead
            if requested == slots.CONFIRMED and _intent(tracker) in {"affirm", "finish"}:
                return [SlotSet(slots.DRAFT, draft.as_slot()), SlotSet(slots.REQUESTED, None)]
            before = draft
            draft = await self._taken(draft, requested, tracker, dispatcher, domain)
            draft = await self._followed_up(draft, before, tracker)
        elif not requested:
            draft = await self._followed_up(draft, Draft(draft.topic), tracker)
        asked = await Wording(dispatcher, domain, draft).ask_next(self._enquiries)
        return [SlotSet(slots.DRAFT, draft.as_slot()), SlotSet(slots.REQUESTED, asked)]

    async def _taken(
        self,
        draft: Draft,
        requested: str,
        tracker: Tracker,
        dispatcher: CollectingDispatcher,
        domain: DomainDict,
    ) -> Draft:
        wording = Wording(dispatcher, domain, draft)
        intent = _intent(tracker)
        if intent == "finish":
            return draft.finished
        question = draft.task.question(requested)
        heard = Heard(typed_text(tracker), choice_made(tracker), worry.today())
        if safety_of(tracker) and not _is_answer_in_danger(draft, question, heard):
            return _kept(draft, heard, wording)
        if requested == slots.SAVE_CONTACT:
            return await self._saved(draft, intent, tracker, wording)
        if requested == slots.CHANGE:
            return _change_chosen(draft, heard, wording)
        if requested == slots.CONFIRMED:
            return _at_the_check(draft, intent, heard, wording)
        assert question is not None, requested  # noqa: S101 - we asked it
        is_unknown = question.choice_in(heard.text) == _UNKNOWN
        if (intent == "skip" and not is_unknown) or (intent == "deny" and question.choices is None):
            return _skipped(draft, question, wording)
        return _answered(draft, question, heard, wording)

    async def _followed_up(self, draft: Draft, before: Draft, tracker: Tracker) -> Draft:
        """What a new answer sets off: its code is sent, a time in words is looked for."""
        for question in draft.task.questions:
            answer = draft.answer(question.slot)
            if answer is None or not answer.is_given or answer == before.answer(question.slot):
                continue
            if question.reads is Reads.DRAFT_REFERENCE:
                await self._enquiries.send_code(answer.value, origin_of(tracker))
            if question.reads is Reads.CALLBACK_SLOT and isinstance(answer.value, str):
                offered = await self._enquiries.callback_slots(_MOST_TIMES)
                draft = draft.put(question.slot, with_time(answer, offered, worry.today()))
        return draft

    async def _saved(self, draft: Draft, intent: str, tracker: Tracker, wording: Wording) -> Draft:
        """With a way to send the code, for another device; without one nothing is saved there."""
        contact = typed_text(tracker)
        draft = replace(draft, is_saving=False)
        if intent in {"skip", "deny"}:
            wording.say_not_saved()
        elif not read_contact(contact).is_understood:
            wording.say_unread_contact()
            return replace(draft, is_saving=True)
        else:
            await save(draft, contact, tracker, wording, self._enquiries)
        return draft


def _change_chosen(draft: Draft, heard: Heard, wording: Wording) -> Draft:
    """Ask the answer again that was picked or named; the check comes after it."""
    corrected = corrected_by(draft, heard.story)
    if corrected is not None:
        return replace(corrected, is_changing=False)
    named = draft.task.question(heard.choice) or draft.task.named_in(heard.text)
    if named is not None:
        return draft.without(named.slot)
    wording.say_change_unclear()
    return draft


def _at_the_check(draft: Draft, intent: str, heard: Heard, wording: Wording) -> Draft:
    if intent == "deny":
        return replace(draft, is_changing=True)
    corrected = corrected_by(draft, heard.story)
    if corrected is None:
        wording.say_choose()
        return draft
    wording.say_changed()
    return corrected


def _skipped(draft: Draft, question: Question, wording: Wording) -> Draft:
    """ "I do not know" is asked about once more, kindly, where the answer matters most."""
    if draft.picking == question.slot:
        return replace(draft, picking="")
    if question.is_mandatory:
        wording.say_needed(question)
        return draft
    if question.is_asked_twice and not draft.tries_at(question.slot):
        wording.say_asked_twice(question)
        return draft.tried(question.slot)
    if question.is_asked_twice:
        wording.say_still_unknown(question)
    return draft.put(question.slot, SKIPPED)


def _answered(draft: Draft, question: Question, heard: Heard, wording: Wording) -> Draft:
    """Read; not readable: say what is right, then with an example, then take it as typed."""
    answer = read(question, heard)
    if answer is None:
        draft = draft.tried(question.slot)
        if draft.tries_at(question.slot) < _TRIES or question.reads in wording.never_as_typed:
            corrected = corrected_by(draft, heard.story)
            if corrected is not None:
                wording.say_changed()
                return corrected
            wording.say_unread(question, draft.tries_at(question.slot), fault_of(question, heard))
            return with_facts(draft, heard.story, besides=question.slot)
        wording.say_as_typed()
        answer = as_typed(question, heard)
    if question.reads is Reads.CHOICES and heard.choice:
        return _picked(draft, question, answer)
    if not answer.is_given and answer.is_checked:
        return _skipped(draft, question, wording)
    draft = draft.put(question.slot, answer)
    if question.slot == draft.task.told:
        draft = with_choices(draft, heard.text)
    return with_facts(draft, heard.story)


def _picked(draft: Draft, question: Question, answer: Answer) -> Draft:
    """One more of several; the question stays open until "that is all"."""
    before = draft.value(question.slot) or []
    values = [*before, *(v for v in answer.value if v not in before)]
    picked = draft.put(question.slot, Answer(answer.typed, values))
    return replace(picked, picking=question.slot)


def _is_answer_in_danger(draft: Draft, question: Question | None, heard: Heard) -> bool:
    """A story is an answer whatever it tells; a number or an address where it can be read."""
    if question is None:
        return False
    is_story = question.is_story or question.slot == draft.task.told
    return is_story or (question.reads in _READ_IN_DANGER and read(question, heard) is not None)


def _kept(draft: Draft, heard: Heard, wording: Wording) -> Draft:
    """Danger told at another question: the words join the story, the question is asked again."""
    story = draft.task.told
    if not story or not heard.text:
        return draft
    wording.say_told()
    known = draft.value(story)
    words = (f"{known}\n\n{heard.text}" if known else heard.text)[:LONGEST]
    draft = draft.put(story, Answer(words, words))
    return with_facts(draft, heard.story)


def _intent(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")
