"""What a message means where it was said.

The classifier reads a sentence by itself. Here the open question decides as well: inside a form a
sentence is the answer to the question, unless it is plainly one of the few things that a person may
do instead. What somebody is worried about can sound like anything.
"""

from dataclasses import dataclass
from typing import Any, Optional

from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.followups import follow_ups
from bot.message_parts import name_of
from bot.nlu.language import is_foreign
from bot.parse_data import ASK, ParseData, parse_data, topic_of
from bot.questions import (
    may_be_missing,
    questions,
    started_by_demand_only,
    starting_topics,
    takes,
)
from bot.replies import asking
from bot.starting import (
    START_TASK,
    is_other_wish,
    is_same_wish,
    is_worded_as_question,
    is_worded_as_wish,
    start_of,
)

ANSWER = "answer"
SAFETY_SHOWN = "safety_shown"
UNCLEAR = "unclear"

_CONCERN = "raise_concern"

_NEVER_OFFERED = {ASK, ANSWER, SAFETY_SHOWN, UNCLEAR, START_TASK}
_RANKS_KEPT = 8  # of the ranking, in the stored turn

_CHECK = "task_is_confirmed"
_OFFER = "offer"  # to pass on what set off the safety text; no form is open yet

# What moves the form itself, and how sure the classifier has to be of it.
_MOVES = {
    "cancel": 0.7,
    "go_back": 0.6,
    "change_answer": 0.6,
    "skip": 0.5,
    "repeat": 0.6,
    "help_menu": 0.7,
    "pause": 0.6,
    "speak_to_person": 0.6,
    "thanks": 0.8,
    "greet": 0.8,
}
_SURE_AT_CHECK = {"affirm": 0.55, "deny": 0.5, "cancel": 0.5, "change_answer": 0.45}
_SURE_NO = 0.5
_SURE_QUESTION = 0.7  # of a question about the notice
_ANONYMOUS = f"{ASK}/referrer_identity"  # "keep me anonymous", said when asked for a name
_CHANGES = {f"{ASK}/update_details", f"{ASK}/correct_my_data"}  # of our records; here of the form
_CHANGING = frozenset(["change", "edit", "fix", "correct", "update", "amend", "chnage"])
_LONGEST_MOVE = 9  # words; "cancel" is a move, a story with "cancel" in it is an answer
_LONGEST_NO = 3
_PAUSE = "pause"
_LONGEST_PAUSE = 14  # people say why they have to go
_LONGEST_QUESTION = 22

# Whoever speaks of somebody else tells us something; a move is about the person and the form.
_OTHERS_WORDS = (
    "he he's hes she she's shes they they're theyre him her his hers them their mum mums mother "
    "dad dads father parents child children kid kids baby boy girl son daughter neighbour "
    "neighbours family"
)
_OTHERS = frozenset(_OTHERS_WORDS.split())


@dataclass(frozen=True)
class OpenQuestion:
    """What we are waiting to hear: the slot that a form asks for, or a yes to an offer."""

    slot: str
    offered: str = _CONCERN  # the topic of the task that a yes starts

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> Optional["OpenQuestion"]:
        slot = asking(tracker)
        if slot:
            return cls(slot)
        last_topic = tracker.get_slot("last_topic")
        is_offered = last_topic == _CONCERN and tracker.get_slot("task_said")
        is_wanted = last_topic in (tracker.get_slot("task_wanted") or {})
        return cls(_OFFER, last_topic) if is_offered or is_wanted else None

    @property
    def is_in_form(self) -> bool:
        return self.slot != _OFFER


class UnknownChoice(Exception):
    """No topic, intent or field of this bot has that name."""


def of_choice(value: str, domain: Domain) -> ParseData:
    """What a button means: a topic, or `what:which` of an answer, a change or a task to start."""
    topic, _, which = value.partition(":")
    if which:
        return _with_entity(value, topic, which)
    is_answered = f"utter_{ASK}/{topic}" in domain.responses
    if topic in starting_topics() and not (is_answered and topic in started_by_demand_only()):
        return start_of(value, topic, 1.0)
    if is_answered:
        return parse_data(value, f"{ASK}/{topic}", 1.0)
    if topic not in domain.intents or topic in _NEVER_OFFERED:
        raise UnknownChoice(value)
    return parse_data(value, topic, 1.0)


def _with_entity(value: str, name: str, which: str) -> ParseData:
    """Raises UnknownChoice."""
    if name == ANSWER:
        return parse_data(value, ANSWER, 1.0, [{"entity": "choice", "value": which}])
    if name == "change_answer" and which in questions():
        return parse_data(value, name, 1.0, [{"entity": "choice", "value": which}])
    if name == START_TASK and which in starting_topics():
        return start_of(value, which, 1.0)
    raise UnknownChoice(value)


def unclassified(text: str, question: OpenQuestion | None, safety: str | None) -> ParseData | None:
    """The meaning of what needs no classifier, or None.

    Nobody who has just been shown the safety text is answered about something else.
    """
    is_answer = question is not None and question.is_in_form
    if safety:
        return parse_data(text, ANSWER if is_answer else SAFETY_SHOWN, 1.0)
    if not any(character.isalnum() for character in text):
        return parse_data(text, ANSWER, 1.0) if is_answer else parse_data(text, UNCLEAR, 0.0)
    if not is_answer and is_foreign(text):
        return parse_data(text, f"{ASK}/language_or_format", 1.0)
    return None


def after(parsed: ParseData, last_topic: str | None) -> ParseData:
    """The reading of a message outside a task, in the light of the last answer."""
    topic = follow_ups().meant(parsed["text"], last_topic)
    if topic is not None:
        return {**parsed, **parse_data(parsed["text"], name_of(topic), 1.0)}
    asked = topic_of(parsed)
    if asked is None or follow_ups().why(parsed["text"], asked) == asked:
        return parsed
    why = follow_ups().why(parsed["text"], asked)
    return {**parsed, **parse_data(parsed["text"], name_of(why), parsed["intent"]["confidence"])}


def in_context(parsed: ParseData, question: OpenQuestion | None) -> ParseData:
    """The classifier's reading, corrected by the question that is open."""
    ranking = parsed.get("intent_ranking", [])
    parsed = {**parsed, "intent_ranking": ranking[:_RANKS_KEPT]}
    if question is None:
        return parsed
    if not question.is_in_form:
        return _taken_up(parsed, question.offered)
    intent = _meant(parsed["text"], question.slot, ranking)
    if intent is None:
        return {**parsed, "intent": {"name": ANSWER, "confidence": 1.0}}
    name, confidence = intent
    return {**parsed, **parse_data(parsed["text"], name, confidence)}


def _taken_up(parsed: ParseData, offered: str) -> ParseData:
    """A yes to the offer starts the task; anything else is what it is."""
    intent = parsed["intent"]
    if intent["name"] != "affirm":
        return parsed
    return {**parsed, **start_of(parsed["text"], offered, intent["confidence"])}


def _meant(text: str, slot: str, ranking: list[dict[str, Any]]) -> tuple[str, float] | None:
    """The intent that outweighs the open question, with its confidence; None for an answer."""
    if not ranking:
        return None
    name, confidence = ranking[0]["name"], ranking[0]["confidence"]
    words = [word.lower().strip(".,!?") for word in text.replace("\u2019", "'").split()]
    is_story = takes(slot) == "words"
    if name in _CHANGES and words and words[0] in _CHANGING and not is_story:
        return "change_answer", confidence
    is_question = _is_asked(text, words, slot)
    if name == _ANONYMOUS and takes(slot) == "name" and not is_question:
        return "skip", confidence
    topic = name.split("/")[-1]
    if is_other_wish(topic, text, slot) or name.startswith(f"{ASK}/"):
        is_meant = is_question or (not is_story and _is_wish(topic, text, words, slot))
        is_answer = is_story and is_same_wish(topic, slot)  # it says what the task is there for
        return (
            (name, confidence)
            if is_meant and not is_answer and confidence >= _SURE_QUESTION
            else None
        )
    if (
        slot == _CHECK
        and len(words) <= _LONGEST_MOVE
        and confidence >= _SURE_AT_CHECK.get(name, 2.0)
    ):
        return name, confidence
    return _move(name, confidence, words, slot)


def _move(name: str, confidence: float, words: list[str], slot: str) -> tuple[str, float] | None:
    """What moves the form itself."""
    is_story = takes(slot) == "words"
    if name == _PAUSE and not is_story and len(words) <= _LONGEST_PAUSE:
        return (name, confidence) if confidence >= _MOVES[_PAUSE] else None
    if len(words) > _LONGEST_MOVE:
        return None
    if name == "deny" and may_be_missing(slot) and len(words) <= _LONGEST_NO:
        return ("skip", confidence) if confidence >= _SURE_NO else None
    if confidence < _MOVES.get(name, 2.0):
        return None
    # "I don't know who they are"; but "they do not know" is one of the choices
    may_name_others = name == "skip" and takes(slot) not in ("words", "choice")
    return (name, confidence) if may_name_others or _OTHERS.isdisjoint(words) else None


def _is_asked(text: str, words: list[str], slot: str) -> bool:
    """A worry may speak of the police or a school without asking us anything."""
    return slot == _CHECK or (len(words) <= _LONGEST_QUESTION and is_worded_as_question(text))


def _is_wish(topic: str, text: str, words: list[str], slot: str) -> bool:
    is_short = len(words) <= _LONGEST_QUESTION
    return is_short and is_other_wish(topic, text, slot) and is_worded_as_wish(text)
