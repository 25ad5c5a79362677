"""What a story tells besides itself: who writes, how to reach them, which children, where.

Each fact has the name that a question's `takes` uses, so that nothing is asked that was said.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.call_story import facts_of_a_call
from actions.draft import Answer
from actions.extraction import Found, extract
from actions.references import reference_in
from actions.rights_story import whose_records

PROFESSIONS = frozenset(["teacher", "health_worker", "social_worker", "police_officer", "coach"])
_WRITER_SAYS = re.compile(
    r"\b(?:i['\u2019]?m|i am|my (?:full )?name(?:['\u2019]s| is)?|name is|this is|it['\u2019]?s|"
    r"call me|name:)\s*(?:(?:mr|mrs|ms|miss|dr)\.?\s+)?$",
    re.IGNORECASE,
)
_OF_THE_WRITER = re.compile(r"\b(?:my|our)\s+(?:\w+\s+)?$", re.IGNORECASE)
_CHILD_BEFORE = re.compile(
    r"\b(?:child|children|kids?|boy|girl|baby|toddler|son|daughter|pupil|student|teenager|called|"
    r"named|nephew|niece|grandson|granddaughter|brother|sister|bairn|lad|about)\b"
    r"[\w ,'\u2019]{0,20}$",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:her|his|their|(?!(?:it|that|here|what)\b)\w+['\u2019]s)\s+(?:(?!my\b|our\b)\w+\s+)?"
    r"(?:number|phone|mobile|tel|telephone|e-?mail|contact)\b[^.;!?]{0,20}$|"
    r"\b(?:ring|call|phone|text|e-?mail|contact|reach)\s+(?:her|him|them)\b[^.;!?]{0,20}$",
    re.IGNORECASE,
)
_WORKS_AT = re.compile(r"\b(?:from|at|for|with|of)\s+(?:the\s+)?$", re.IGNORECASE)
_NEAR = 40  # characters between a child's name and an age or a school


@dataclass(frozen=True)
class Story:
    """The facts of one message; a fact that was not told is missing."""

    facts: dict[str, Answer]

    @classmethod
    def of(cls, text: str, *, on: date) -> "Story":
        return cls.told_by(text, extract(text, on=on))

    @classmethod
    def told_by(cls, text: str, found: list[Found]) -> "Story":
        """`found` is what `extract` reads out of the text."""
        writer = _writer(text, found)
        children = children_in(text, found, besides=writer)
        facts = {
            **_contacts(text, found),
            **_as_typed("place", _of_kind(found, "address", "postcode")),
            **_as_typed("postcode", _of_kind(found, "postcode")[:1]),
            **_role(text, found),
            **_organisation(text, found, children),
            **facts_of_a_call(text, found),
            **_references(text),
            **whose_records(text),
        }
        if writer is not None:
            facts["name"] = Answer(writer.text, writer.text)
            facts.setdefault("ask_for", facts["name"])
        if children:
            typed = ", ".join(child["typed"] for child in children)
            facts["children"] = Answer(typed, [stored_child(child) for child in children])
        proof = facts.get("contact") or facts.get("postcode")
        if proof is not None:
            facts["proof"] = proof
        return cls(facts)


def children_in(
    text: str, found: list[Found], *, besides: Found | None = None, every_name: bool = False
) -> list[dict[str, Any]]:
    """Children named or given an age, each with what stands next to the name.

    `every_name`: the text answers "which children?", so that each name is a child's.
    """
    names = [f for f in _of_kind(found, "person") if f is not besides]
    ages = [f for f in found if f.kind == "age" or _tells_age(f, in_answer=every_name)]
    schools = _of_kind(found, "organisation")
    children: list[dict[str, Any]] = []
    for name in names:
        age = _next_to(name, ages)
        if not (every_name or age or _CHILD_BEFORE.search(text[: name.start])):
            continue
        ages = [other for other in ages if other is not age]
        children.append(_child(name, age, _next_to(name, schools)))
    if not names or every_name:
        children.extend(_child(None, age, None) for age in ages)
    return children


def is_birthday(day: Found) -> bool:
    """In an answer about children: said to be one, or all in figures ("3/4/19")."""
    is_figures = not any(letter.isalpha() for letter in day.text)
    return day.role == "born" or (day.role is None and is_figures)


def _tells_age(day: Found, *, in_answer: bool) -> bool:
    if day.kind != "date":
        return False
    return is_birthday(day) or day.role == "due" if in_answer else day.role == "born"


def _child(name: Found | None, age: Found | None, school: Found | None) -> dict[str, Any]:
    born = age.value if age and age.kind == "date" and isinstance(age.value, date) else None
    is_due = age is not None and age.role == "due"
    said = age and (f"due {age.text}" if is_due else age.text)
    parts = [part.text for part in (name, age, school) if part]
    return {
        "typed": " ".join(parts),
        "name": name.text if name else None,
        "born_on": born.isoformat() if born else None,
        "age": said if is_due or not born else None,
        "school": school.text if school else None,
    }


def stored_child(child: dict[str, Any]) -> dict[str, Any]:
    """What of a child is told, as an enquiry holds it."""
    return {name: value for name, value in child.items() if name != "typed" and value}


def _writer(text: str, found: list[Found]) -> Found | None:
    names = _of_kind(found, "person")
    return next((name for name in names if _WRITER_SAYS.search(text[: name.start])), None)


def _contacts(text: str, found: list[Found]) -> dict[str, Answer]:
    """The writer's own; "her number is ..." is somebody else's."""
    known = [
        each
        for each in _of_kind(found, "phone", "email")
        if not _OF_OTHERS.search(text[: each.start])
    ]
    if not known:
        return {}
    typed = ", ".join(each.text for each in known)
    facts = {"contact": Answer(typed, typed)}
    phones = _of_kind(known, "phone")
    if phones:
        facts["phone"] = Answer(phones[0].text, phones[0].text)
    return facts


def _role(text: str, found: list[Found]) -> dict[str, Answer]:
    roles = [
        f for f in _of_kind(found, "relationship") if not _OF_THE_WRITER.search(text[: f.start])
    ]
    if not roles:
        return {}
    role = roles[0]
    if str(role.value) in PROFESSIONS:
        return {
            "writer": Answer(role.text, "professional"),
            "job_role": Answer(role.text, role.text),
        }
    return {
        "writer": Answer(role.text, "public"),
        "relationship": Answer(role.text, role.text),
    }


def _organisation(
    text: str, found: list[Found], children: list[dict[str, Any]]
) -> dict[str, Answer]:
    """The writer's own: "I'm Jo Smith from St Mary's"; not the school of a child."""
    schools = {child["school"] for child in children}
    own = [
        f
        for f in _of_kind(found, "organisation")
        if f.text not in schools and _WORKS_AT.search(text[: f.start])
    ]
    return _as_typed("organisation", own[:1])


def _references(text: str) -> dict[str, Answer]:
    given = {"reference": reference_in(text, "SF"), "draft_reference": reference_in(text, "DR")}
    return {fact: Answer(found, found) for fact, found in given.items() if found}


def _as_typed(fact: str, found: list[Found]) -> dict[str, Answer]:
    words = ", ".join(each.text for each in found)
    return {fact: Answer(words, words)} if words else {}


def _next_to(name: Found, others: Iterable[Found]) -> Found | None:
    """The nearest of the others, where it stands close behind or right before."""
    near = [
        (abs(other.start - name.end), other)
        for other in others
        if 0 <= other.start - name.end <= _NEAR or 0 <= name.start - other.end <= _NEAR // 4
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _of_kind(found: list[Found], *kinds: str) -> list[Found]:
    return [each for each in found if each.kind in kinds]
