"""Which answer of the concern somebody means, and which question comes before another."""

import re

from actions import slots

_NAMES = {
    slots.CONCERN_CONTACT: r"phone|number|mobile|e-?mail|contact|reach|ring|call|text me",
    slots.CONCERN_WORRY: r"worr\w*|concern\w*|what happened|story|first",
    slots.CONCERN_ABOUT: r"child\w*|kids?|famil\w*|address|school|who it|which|second",
    slots.CONCERN_NAME: r"name|who i am|anonymous|third",
}


def named_answer(text: str) -> str | None:
    """The slot that a text like "change my phone number" speaks of, when it is one alone."""
    found = [
        slot
        for slot, words in _NAMES.items()
        if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)
    ]
    if found == [slots.CONCERN_ABOUT, slots.CONCERN_NAME]:  # "the child's name"
        return slots.CONCERN_ABOUT
    return found[0] if len(found) == 1 else None


def question_before(requested: str | None) -> str | None:
    """The question asked before this one; None before the first."""
    order = slots.CONCERN_QUESTIONS
    if requested in order:
        place = order.index(requested)
        return order[place - 1] if place else None
    return order[-1]
