"""Reads the answer to one question: what was understood, or that it could not be read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from actions.call_times import CallTime
from actions.contact import read_contact
from actions.draft import SKIPPED, Answer
from actions.enquiry_client import CallbackSlot
from actions.extraction import Found, Reason, extract, name_of
from actions.references import reference_in
from actions.story import Story, children_in, is_birthday, stored_child
from actions.tasks import Question, Reads

LONGEST = 5_000  # characters of a story, the logger's limit
_LONGEST_LINE = 500
_LONGEST_NAME = 200
_MOST_CHILDREN = 20
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_NOT_YOUR_BUSINESS = re.compile(
    r"(not|none of) (your|ur) (business|concern)|mind your own|why do you (want|need)|"
    r"(not|n['\u2019]?t) (telling|saying|want to say)|rather not|anonymous|"
    r"\bno ?one\b|\bnobody\b|no thanks",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"(not|none of) (your|ur) (business|concern)|mind your own|rather not|prefer not|"
    r"(not|n['\u2019]?t) (giving|give|telling|want to (say|give|tell|leave))|"
    r"(not|n['\u2019]?t) (have|got) (a|any|one)|have no (phone|number|e-?mail)",
    re.IGNORECASE,
)
_UNBORN = re.compile(r"\b(unborn|not born yet|on the way|pregnant|expecting)\b", re.IGNORECASE)
_CODE = re.compile(r"(?<!\d)(\d{3})[\s-]?(\d{3})(?!\d)")


@dataclass(frozen=True)
class Heard:
    """One answer of a person: typed, or a choice that was pressed."""

    text: str
    choice: str | None
    on: date

    @cached_property
    def found(self) -> list[Found]:
        """What can be read out of the words; a long text takes half a second."""
        return extract(self.text, on=self.on)

    @cached_property
    def story(self) -> Story:
        """The facts that the words tell besides; none where nothing was typed."""
        return Story.told_by(self.text, self.found) if self.text else Story({})


def read(question: Question, heard: Heard) -> Answer | None:
    """The answer, or None when it is not one of the kind that the question asks for."""
    return _READERS[question.reads](question, heard)


def as_typed(question: Question, heard: Heard) -> Answer:
    """What could not be read three times is taken all the same, and marked."""
    value: Any = heard.text[:_LONGEST_LINE]
    if question.reads is Reads.CHILDREN:
        value = _children_told(heard)[:_MOST_CHILDREN]
    elif question.reads in (Reads.CHOICE, Reads.CHOICES):
        value = None  # none of the choices: the words are kept as typed
    return Answer(heard.text[:LONGEST], value, is_checked=False)


def fault_of(question: Question, heard: Heard) -> Reason | None:
    """Why a birthday in the answer cannot be one, when it cannot."""
    if question.reads is not Reads.CHILDREN:
        return None
    dates = [f for f in heard.found if f.kind == "date"]
    return next((fault for each in dates if (fault := _fault(each, heard.on))), None)


def _fault(birthday: Found, on: date) -> Reason | None:
    if birthday.reason in (Reason.IMPOSSIBLE, Reason.IN_FUTURE):
        return Reason(birthday.reason)
    is_ahead = isinstance(birthday.value, date) and birthday.value > on
    return Reason.IN_FUTURE if is_ahead and is_birthday(birthday) else None


def _words(question: Question, heard: Heard) -> Answer | None:
    if len(_WORD.findall(heard.text)) < question.fewest_words:
        return None
    text = heard.text.strip()[:LONGEST]
    return Answer(text, text)


def _name(_: Question, heard: Heard) -> Answer | None:
    """A refusal is a right here, not a mistake."""
    if _NOT_YOUR_BUSINESS.search(heard.text):
        return SKIPPED
    name = name_of(heard.text)
    return Answer(heard.text, name) if name and len(name) <= _LONGEST_NAME else None


def _contact(_: Question, heard: Heard) -> Answer | None:
    if read_contact(heard.text).is_understood:
        return Answer(heard.text, heard.text)
    return SKIPPED if _REFUSES.search(heard.text) else None


def _phone(_: Question, heard: Heard) -> Answer | None:
    if read_contact(heard.text).phone_number:
        return Answer(heard.text, heard.text)
    return SKIPPED if _REFUSES.search(heard.text) else None


def _place(_: Question, heard: Heard) -> Answer | None:
    text = heard.text.strip()
    return Answer(text, text[:LONGEST]) if _WORD.search(text) else None


def _postcode(_: Question, heard: Heard) -> Answer | None:
    found = [f for f in heard.found if f.kind == "postcode"]
    return Answer(heard.text, found[0].value) if found else None


def _children(question: Question, heard: Heard) -> Answer | None:
    """Each child by name, age and school; words without either are kept as one child."""
    if fault_of(question, heard) or not _WORD.search(heard.text):
        return None
    children = _children_told(heard)
    is_all = len(children) <= _MOST_CHILDREN
    return Answer(heard.text[:LONGEST], children[:_MOST_CHILDREN], is_checked=is_all)


def _children_told(heard: Heard) -> list[dict[str, Any]]:
    found = heard.found
    children = children_in(heard.text, found, every_name=True)
    known = [stored_child(child) for child in children]
    if _UNBORN.search(heard.text) and not any("due" in child.get("age", "") for child in known):
        known.append({"age": "unborn"})
    return known or [{"name": heard.text.strip()[:_LONGEST_NAME]}]


def _choice(question: Question, heard: Heard) -> Answer | None:
    value = heard.choice or question.choice_in(heard.text)
    return Answer(heard.text, value) if value in (question.choices or {}) else None


def _choices(question: Question, heard: Heard) -> Answer | None:
    """Any number of them; "none" is an answer too."""
    picked = [heard.choice] if heard.choice else question.choices_in(heard.text)
    if not picked and re.search(r"\b(none|nothing|no)\b", heard.text, re.IGNORECASE):
        return Answer(heard.text, [])
    return Answer(heard.text, picked) if picked else None


def with_time(answer: Answer, offered: Sequence[CallbackSlot], on: date) -> Answer:
    """The answer with the offered time that its words plainly are; else its words stay."""
    slot = CallTime.of(answer.typed, on=on).among(offered)
    if slot is None:
        return answer
    return Answer(answer.typed, {"starts_at": slot.starts_at, "ends_at": slot.ends_at})


def _callback_slot(_: Question, heard: Heard) -> Answer | None:
    """A time that we offered, or when it suits in the person's own words."""
    if heard.choice:
        starts_at, ends_at = heard.choice.split("/", 1)
        return Answer(heard.text, {"starts_at": starts_at, "ends_at": ends_at})
    return Answer(heard.text, heard.text[:_LONGEST_LINE]) if _WORD.search(heard.text) else None


def _reference(question: Question, heard: Heard) -> Answer | None:
    """Its shape only; whether its check character fits is for the logger to say."""
    kind = "DR" if question.reads is Reads.DRAFT_REFERENCE else "SF"
    found = reference_in(heard.text, kind, is_asked=True)
    return Answer(heard.text, found) if found else None


def _proof(_: Question, heard: Heard) -> Answer | None:
    understood = read_contact(heard.text).is_understood
    is_postcode = any(f.kind == "postcode" for f in heard.found)
    return Answer(heard.text, heard.text.strip()) if understood or is_postcode else None


def _code(_: Question, heard: Heard) -> Answer | None:
    found = _CODE.search(heard.text)
    return Answer(heard.text, "".join(found.groups())) if found else None


_READERS: dict[Reads, Callable[[Question, Heard], Answer | None]] = {
    Reads.WORDS: _words,
    Reads.NAME: _name,
    Reads.CONTACT: _contact,
    Reads.PHONE: _phone,
    Reads.PLACE: _place,
    Reads.POSTCODE: _postcode,
    Reads.CHILDREN: _children,
    Reads.CHOICE: _choice,
    Reads.CHOICES: _choices,
    Reads.CALLBACK_SLOT: _callback_slot,
    Reads.REFERENCE: _reference,
    Reads.DRAFT_REFERENCE: _reference,
    Reads.PROOF: _proof,
    Reads.CODE: _code,
}
