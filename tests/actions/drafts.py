"""Drafts and messages that the tests of the tasks share."""

from typing import Any

from actions.draft import Answer, Draft

WORRY = "the kids next door are always hungry"
CONTACT = "ring 07700 900123 after six"


def concern(**answers: Any) -> Draft:
    """A concern with these answers, by the slot without its "concern_"."""
    draft = Draft("raise_concern")
    for name, value in answers.items():
        answer = value if isinstance(value, Answer) else Answer(_typed(value), value)
        draft = draft.put(f"concern_{name}", answer)
    return draft


def whole_concern(**changes: Any) -> Draft:
    """A neighbour's concern, ready for the check."""
    answers: dict[str, Any] = {
        "worry": WORRY,
        "happened": "I saw them in the bins last Tuesday",
        "children": [{"name": "Tom", "age": "7"}],
        "about": "12 Mill Lane, CH65 0BA",
        "household": "mum and two kids",
        "family_aware": "aware",
        "writer": "public",
        "name": "Jo Bloggs",
        "relationship": "neighbour",
        "contact": CONTACT,
        "safe_contact": "any",
    }
    return concern(**{**answers, **changes})


def _typed(value: Any) -> str:
    return value if isinstance(value, str) else "Tom, 7"
