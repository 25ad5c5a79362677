"""Ages in a text, in years: "she's 7", "18 months old", "aged 3, 5 and seven"."""

import re
from collections.abc import Iterator

from actions.found import Found, Kind, found
from actions.numbers_said import NUMBER, number

_APOSTROPHE = "['\u2019\u2018`\u00b4]"
_UNIT = r"(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)"
_HALF = r"(?:\s+and\s+a\s+half|\s*½)"
_PER_YEAR = {"y": 1.0, "m": 12.0, "w": 52.18, "d": 365.25}
_OLDEST = 120

_WITH_UNIT = re.compile(
    rf"(?<![\w.,£-])(?P<number>{NUMBER}){_HALF}?[\s-]*"
    rf"(?:(?P<unit>{_UNIT}){_HALF}?[\s-]*(?:olds?|of\s+age)|(?P<short>y\.?\s?/?\s?o|mo)(?=\b))(?!\w)",
    re.IGNORECASE,
)
# "7 and 9 year olds", "aged 3, 5 and seven", "they're 7 and 9"
_SAID_OF = (
    r"(?:\bage[ds]?|\bages?\s+of|\bturn(?:ed|s|ing)|\b(?:he|she|they|who|it)"
    rf"(?:{_APOSTROPHE}?(?:s|re)|\s+(?:is|are|was|were|will\s+be)|{_APOSTROPHE}?ll\s+be)"
    r"|\b(?:i|we)(?:['\u2019]?m|\s+am|['\u2019]?re|\s+are)"
    r"|\b(?:son|daughter|boy|girl|baby|child|kid|brother|sister|eldest|oldest|youngest|twins|niece"
    r"|nephew|grandson|granddaughter|grandchild|toddler|little\s+one|middle\s+one|older\s+one"
    r"|younger\s+one)\s+(?:is|was|are))"
)
_HEDGE = (
    r"(?:\s*[:\-]\s*|\s+)(?:(?:only|just|nearly|almost|about|around|now|still|roughly|maybe|approx"
    r"|both|like|coming\s+up|going\s+on|rising|under|over)\s+)*"
)
_SEPARATOR = r"\s*(?:,\s*(?:and\s+)?|&|\+|/|\band\b|\bor\b)\s*"
_ONE = rf"{NUMBER}{_HALF}?(?:\s*{_UNIT}(?:\s+olds?)?)?"
_LIST = re.compile(
    rf"{_SAID_OF}{_HEDGE}(?P<list>{_ONE}(?:{_SEPARATOR}{_ONE})*)(?![\w%£:/]|\.\d|[\s-]*(?:of\b|"
    r"in\s+the\s+morning|am\b|pm\b|%|foot|feet|ft\b|stone|minutes?|mins?|hours?|hrs?|times?|miles?"
    r"|kids|children|people|pregnant|weeks?|days?|months?|pounds|quid|th\b|st\b|nd\b|rd\b|more\b"
    r"|others?\b|boys|girls|sisters|brothers|grades?))",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"(?<=[a-z]\s)\(\s*(?:aged?\s+)?(?P<one>{_ONE})\s*\)", re.IGNORECASE)
_BETWEEN_COMMAS = re.compile(
    r"(?<=[a-z]),\s*(?:aged?\s+|who\s+is\s+)?(?P<one>\d{1,2})(?=\s*(?:,|\band\b|$))", re.IGNORECASE
)
_EACH = re.compile(
    rf"(?P<number>{NUMBER})(?P<half>{_HALF})?(?:\s*(?P<unit>{_UNIT})(?P<half_after>{_HALF})?"
    r"(?:\s+olds?)?)?",
    re.IGNORECASE,
)


def find_ages(text: str) -> Iterator[Found]:
    """Ages said with a unit first, then those that only their place makes one."""
    for match in _WITH_UNIT.finditer(text):
        yield from _age(text, match.span())
    for match in _LIST.finditer(text):
        for one in _EACH.finditer(text, *match.span("list")):
            yield from _age(text, one.span())
    for pattern in (_BRACKETED, _BETWEEN_COMMAS):
        for match in pattern.finditer(text):
            yield from _age(text, match.span("one"))


def _age(text: str, span: tuple[int, int]) -> Iterator[Found]:
    years = years_of(text[slice(*span)])
    if years is not None and years <= _OLDEST:
        yield found(Kind.AGE, text, span, years)


def years_of(words: str) -> float | None:
    """How many years an age in words is: 1.5 for "18 months old"; None when it is none."""
    match = re.search(NUMBER, words, re.IGNORECASE)
    if match is None:
        return None
    half = 0.5 if re.search(_HALF, words, re.IGNORECASE) else 0.0
    unit = re.search(_UNIT + r"|\bmo\b", words[match.end() :], re.IGNORECASE)
    per_year = _PER_YEAR[unit.group()[0].lower()] if unit else 1.0
    return round((number(match.group()) + half) / per_year, 2)
