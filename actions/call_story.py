"""What somebody tells who wants to be rung: when, about what, whom to ask for."""

import re
from typing import Final

from actions.call_times import call_words
from actions.draft import Answer
from actions.extraction import name_of
from actions.found import Found

_ASK_FOR: Final = re.compile(
    r"\b(?:ask(?:ing)? for|ask to speak to)\s+(?P<name>[^,.;!?\n]+)", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"\b(?:about|regarding|concerning|to do with|to talk (?:about|over)|to discuss)\s+"
    r"(?P<topic>[^.;!?\n]+)",
    re.IGNORECASE,
)
_END_OF_TOPIC: Final = re.compile(
    r",?\s*(?:\b(?:and )?(?:please|pls|ask(?:ing)? for|on|at|my name is|my number|i['\u2019]?m|"
    r"thanks|thank you|you can|call|ring|phone|it['\u2019]?s)\b|,).*$",
    re.IGNORECASE | re.DOTALL,
)
_LETTERS: Final = re.compile(r"[^\W\d_]{3,}")


def facts_of_a_call(text: str, found: list[Found]) -> dict[str, Answer]:
    """`when`, `topic` and `ask_for`, as far as they were said."""
    when = call_words(text)
    taken = [(f.start, f.end) for f in found if f.kind in ("phone", "email")]
    if when:
        taken.append(when.span())
    said = {
        "when": when[0] if when else None,
        "topic": _topic(text, taken),
        "ask_for": _asked_for(text),
    }
    return {fact: Answer(words, words) for fact, words in said.items() if words}


def _topic(text: str, taken: list[tuple[int, int]]) -> str | None:
    """ "my rent" of "ring me about my rent tomorrow": it ends where something else begins."""
    about = _ABOUT.search(text)
    if about is None:
        return None
    start = about.start("topic")
    ends = [begin for begin, _ in taken if begin >= start]
    topic = _END_OF_TOPIC.sub("", text[start : min([*ends, about.end("topic")])]).strip(" ,")
    return topic if _LETTERS.search(topic) else None


def _asked_for(text: str) -> str | None:
    asked = _ASK_FOR.search(text)
    return name_of(asked["name"]) if asked else None
