"""Which messages start a task: a wish does; of a right over data only a demand, not a question."""

import re

from bot.parse_data import ParseData, parse_data, topic_of
from bot.questions import started_by_demand_only, starting_topics, topics_of_the_task

START_TASK = "start_task"

_MEANS_NOTHING = {"unclear", "out_of_scope"}
_BY_PREFIX = {"SF": "check_status", "DR": "resume_draft"}
_REFERENCE = re.compile(r"\b(SF|DR)[\s-]*[0-9A-Z]{4}[\s-]?[0-9A-Z]{4}\b", re.IGNORECASE)
_QUESTION_WORDS = (
    "how what when where who why which can could do does did is are will would should if tell "
    "explain wot hw wil cn"
)
_QUESTION_STARTS = frozenset(_QUESTION_WORDS.split())
_COURTESY_WORDS = "please pls plz hi hello hey ok okay so right just and also now then well but no"
_COURTESY = frozenset(_COURTESY_WORDS.split())
_DEMANDING_WORDS = (
    "delete erase remove wipe destroy give send show provide get correct fix change amend update "
    "stop restrict limit freeze object withdraw disclose subject sar dsar gimme take clear scrub "
    "forget hand quit rectify cease print copy share forward email post"
)
_DEMANDING = frozenset(_DEMANDING_WORDS.split())
_WISH_WORDS = (
    "i want|i wanna|i need|i'd like|i would|i demand|i require|i object|i request|i wish|i am|"
    "i'm|i don't|i dont|i do|i no|i refuse|i expect|i'll have|i insist|id like|im asking|"
    "im requesting|let me|we want|we need|we would|we'd like|we demand|you must|you have|"
    "you need|don't use|dont use|don't share|dont share|do not|don't keep|dont keep|"
    "under article|under the|under gdpr|this is|no longer|my right"
)
_WISHES = frozenset(_WISH_WORDS.split("|"))


def starting(parsed: ParseData) -> ParseData:
    """The reading of a wish that a task is there for: it starts that task.

    A question about a right is answered and its task offered; a demand starts it.
    """
    topic = topic_of(parsed) or parsed["intent"]["name"]
    if topic in _MEANS_NOTHING:
        topic = _of_reference(parsed["text"]) or topic
    if not _starts(topic, parsed["text"]):
        return parsed
    return {**parsed, **start_of(parsed["text"], topic, parsed["intent"]["confidence"])}


def start_of(text: str, topic: str, confidence: float) -> ParseData:
    return parse_data(text, START_TASK, confidence, [{"entity": "task", "value": topic}])


def is_other_wish(topic: str, text: str, open_slot: str) -> bool:
    """Whether it would start a task, and another one than that of the open question."""
    return _starts(topic, text) and topic not in topics_of_the_task(open_slot)


def is_same_wish(topic: str, open_slot: str) -> bool:
    """Whether it is what the open task is there for: said inside it, it is an answer."""
    return topic in topics_of_the_task(open_slot)


def is_worded_as_wish(text: str) -> bool:
    """ "I want ..." and "delete ..." are, whatever they are about."""
    words = _words(text)
    return bool(words) and (words[0] in _DEMANDING or " ".join(words[:2]) in _WISHES)


def is_worded_as_question(text: str) -> bool:
    words = _words(text)
    return "?" in text or not words or words[0] in _QUESTION_STARTS


def _starts(topic: str, text: str) -> bool:
    return topic in starting_topics() and (
        topic not in started_by_demand_only() or _is_demand(text)
    )


def _of_reference(text: str) -> str | None:
    """What somebody wants who gives a reference and says little else."""
    found = _REFERENCE.search(text)
    is_one = found and (found[0][2] == "-" or any(letter.isdigit() for letter in found[0]))
    return _BY_PREFIX[found[1].upper()] if found and is_one else None


def _is_demand(text: str) -> bool:
    """ "Delete everything" is one, "can you delete it?" is not."""
    words = _words(text)
    is_asked = text.rstrip().endswith("?") or not words or words[0] in _QUESTION_STARTS
    return not is_asked and is_worded_as_wish(text)


def _words(text: str) -> list[str]:
    """In small letters, without what is said out of courtesy before anything else."""
    words = [word.strip(".,!?") for word in text.lower().replace("\u2019", "'").split()]
    while words and words[0] in _COURTESY:
        words = words[1:]
    return words
