"""The details of an enquiry, made from the answers of its draft: what was typed, what was read."""

import re
from typing import Any

from actions.answers import LONGEST
from actions.contact import read_contact
from actions.draft import Answer, Draft
from actions.postcodes import find_postcodes
from actions.tasks import Question, Reads

_FIRST_HAND = (
    ("seen", re.compile(r"\b(i|we)('ve| have)? (just )?(saw|seen|watch\w*|notice\w*)\b", re.I)),
    ("heard", re.compile(r"\b(i|we)('ve| have)? (can )?(hear|heard)\b", re.I)),
    ("told", re.compile(r"\b(told (me|us)|said to (me|us)|disclosed|apparently)\b", re.I)),
)
_MESSAGE = {
    "say_who": {"may_leave_message": True, "may_say_who": True},
    "without_who": {"may_leave_message": True, "may_say_who": False},
    "no_message": {"may_leave_message": False, "may_say_who": False},
}


def details_of(draft: Draft) -> dict[str, Any]:
    """What `POST /api/enquiries` takes for the task's kind; what was not said is left out."""
    details: dict[str, Any] = {}
    for question in draft.asked:
        answer = draft.answer(question.slot)
        if answer is not None and answer.is_given:
            details |= _fields(question, answer)
    details |= _besides(draft, details)
    typed = {q.field: a.typed[:LONGEST] for q, a in _given(draft) if _differs(q, a)}
    unchecked = [q.field for q, a in _given(draft) if not a.is_checked]
    return {**details, "typed": typed, "unchecked": unchecked}


def _fields(question: Question, answer: Answer) -> dict[str, Any]:
    if question.reads in (Reads.CONTACT, Reads.PHONE):
        understood = read_contact(answer.typed)
        return {
            "contact": answer.typed[:LONGEST],
            "phone_number": understood.phone_number,
            "email_address": understood.email_address,
        }
    if question.reads is Reads.CALLBACK_SLOT:
        is_offered = isinstance(answer.value, dict)
        return {"slot": answer.value} if is_offered else {"when_words": answer.value}
    if question.field == "may_leave_message":
        return dict(_MESSAGE[answer.value])
    return {question.field: answer.value}


def _besides(draft: Draft, details: dict[str, Any]) -> dict[str, Any]:
    """What a concern's answers say without having been asked: the postcode, how it is known."""
    if draft.task.kind != "concern":
        return {}
    postcode = next(find_postcodes(str(details.get("about") or "")), None)
    story = f"{details.get('worry', '')}\n{details.get('happened', '')}".replace("\u2019", "'")
    known = next((how for how, words in _FIRST_HAND if words.search(story)), None)
    found = {"postcode": postcode.value if postcode else None, "first_hand": known}
    return {name: value for name, value in found.items() if value}


def _given(draft: Draft) -> list[tuple[Question, Answer]]:
    pairs = ((question, draft.answer(question.slot)) for question in draft.asked)
    return [(q, a) for q, a in pairs if a is not None and (a.is_given or not a.is_checked)]


def _differs(question: Question, answer: Answer) -> bool:
    """Whether the words are worth keeping beside what was understood."""
    is_words = question.reads in (Reads.WORDS, Reads.PLACE, Reads.CONTACT, Reads.PHONE)
    return bool(answer.typed) and not is_words and answer.typed != answer.value
