"""Ages in a text, in years: "she's 7", "18 months old", "Ellie (7)", "aged 3, 5 and seven"."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from actions.found import Found, Kind, found
from actions.numbers_said import NUMBER, number

_UNIT = r"(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)"
_HALF = r"(?:\s+and\s+a\s+half|\s*½)"
_PER_YEAR: Final = {"y": 1.0, "m": 12.0, "w": 52.18, "d": 365.25}
_OLDEST: Final = 120
_OLDEST_USUAL: Final = 99  # where nothing but its place makes a number an age

_WITH_UNIT: Final = re.compile(
    rf"(?<![\w.,£-]){NUMBER}{_HALF}?[\s-]*"
    rf"(?:{_UNIT}{_HALF}?[\s-]*(?:olds?|of\s+age)|y\.?\s?/?\s?o|mo)(?!\w)",
    re.IGNORECASE,
)
# One age of a list: "7", "seven and a half", "18 months"
_ONE: Final = rf"{NUMBER}{_HALF}?(?:[\s-]*{_UNIT}(?:[\s-]*olds?)?)?"
_SEPARATOR: Final = (
    r"(?:\s*(?:,\s*(?:and\s+|then\s+)?|&|\+|/|\band\b|\bor\b)\s*"
    r"|\s+(?:then\s+|nearly\s+|almost\s+)?(?=\d{1,2}(?:,|\s|$)))"
)
_LIST: Final = rf"(?P<list>{_ONE}(?:{_SEPARATOR}{_ONE})*)"
_EACH: Final = re.compile(_ONE, re.IGNORECASE)
_HEDGES: Final = (
    r"(?:(?:only|just|nearly|almost|about|around|now|still|roughly|maybe|approx|both|like"
    r"|coming\s+up|coming|going\s+on|rising|under|over|turning|aged?|of|all)\s+)*"
)
# What may not follow: then the number counts something else, or is a time, a share, a date.
_COUNTS: Final = (
    r"(?![\w%£:/@]|\.\d|\s*-\s*\d|[\s-]*"
    r"(?:of|in\s+the\s+(?:morning|afternoon|evening)|o['\u2019]?clock|am|pm|foot|feet"
    r"|ft|stone|minutes?|mins?|hours?|hrs?|times?|miles?|kids?|child|children|people"
    r"|pregnant|pounds|quid|th|st|nd|rd|more|others?|boys|girls|sisters|brothers|grades?|per|percent"
    r"|doors?|bedrooms?"
    r"|bed|rooms?|dogs?|cats?|weeks?|days?|months?|years?|nights?|cans?|bottles?|other|different"
    r"|big|small|little|young|mates|friends|mums|dads|adults|men|women|families|minute|hour)\b)"
)
_PERSON_WORDS: Final = (
    r"(?:sons?|daughters?|boys?|girls?|baby|babies|child|children|kids?|brothers?|sisters?|eldest"
    r"|oldest|youngest|twins?|nieces?|nephews?|grandsons?|granddaughters?"
    r"|grandchild(?:ren)?|toddler|little\s+one|middle\s+one|older\s+one|younger\s+one|lads?|lass"
    r"|teenager|cousins?|mum|dad|grandkids?|bairns?|weans?|teens?|youngsters?|(?:little|big)"
    r"\s+(?:man|lad|girl|boy|brother|sister)|wife|husband|partner|boyfriend|girlfriend|stepdad|stepmum"
    r"|foster\s+child|pupils?|students?|lot|stepson|stepdaughter|he|she|they|who|one|other)"
)
_IS: Final = (
    r"(?:['\u2019]?(?:s|re|m|ll\s+be)"
    r"|\s+(?:is|are|was|were|am|will\s+be|turned|turns|turning|just\s+turned|would\s+be))"
)


def _pattern(before: str) -> re.Pattern[str]:
    return re.compile(before + _HEDGES + _LIST + _COUNTS, re.IGNORECASE)


# "aged 3, 5 and seven", "age: 9"
_AGED: Final = _pattern(r"\b(?:age[ds]?|ages?\s+of|turn(?:ed|s|ing))(?:\s*[:\-]\s*|\s+)")
# "she's 7", "my eldest is 12", "they are both 4"
_SUBJECT_IS: Final = _pattern(
    rf"\b(?:{_PERSON_WORDS}{_IS}|i['\u2019]?m|i\s+(?:am|was)|we['\u2019]re|we\s+are)\s+"
)
# whatever is 7, except what has a number of another kind
_ANYTHING_IS: Final = _pattern(
    r"(?<!\w)(?!(?:numbers?|house|flat|door|time|it|that|this|year|score|total|bill|there|room|"
    r"what|which|pin|code|reference|grade|date|deadline|appointment|size|rent)\b)[^\W\d_]+"
    r"\s+(?:is|was|are|were)\s+"
)
# "kids 4, 6 and 9", "a boy of 3", "sister, 12"
_BESIDE: Final = _pattern(
    rf"\b(?!(?:he|she|they|who|one|other|mum|dad)\b){_PERSON_WORDS}"
    r"(?:\s*,\s*|\s+of\s+|\s*\(\s*|\s+)(?=\w)"
)
# "Ellie is 7", "Ellie, 7", "Ellie (7)", "Ellie 7", "Ellie and Max, 7 and 9": right after a name
_AFTER_NAME: Final = _pattern(
    rf"(?:{_IS}\s+|\s*,?\s+who{_IS}\s+|\s*[,(:-]\s*(?:\s*who{_IS}\s+|\s*is\s+)?|\s+)"
)
# a whole answer that is nothing but ages: "8", "5, 7 and 11"
_ALONE: Final = re.compile(rf"^\s*{_LIST}[\s.!]*$", re.IGNORECASE)


def find_ages(text: str, people: Iterable[Found] = ()) -> Iterator[Found]:
    """Ages said with a unit first, then those that only their place makes one."""
    for match in _WITH_UNIT.finditer(text):
        yield from _age(text, match.span(), _OLDEST)
    for pattern in (_AGED, _SUBJECT_IS, _ANYTHING_IS):
        for match in pattern.finditer(text):
            yield from _ages(text, match, _OLDEST)
    for person in people:
        match_after = _AFTER_NAME.match(text, person.end)
        if match_after:
            yield from _ages(text, match_after, _OLDEST_USUAL)
    for match in _BESIDE.finditer(text):
        yield from _ages(text, match, _OLDEST_USUAL)
    alone = _ALONE.match(text)
    if alone:
        yield from _ages(text, alone, _OLDEST_USUAL)


def _ages(text: str, match: re.Match[str], oldest: int) -> Iterator[Found]:
    for one in _EACH.finditer(text, *match.span("list")):
        yield from _age(text, one.span(), oldest)


def _age(text: str, span: tuple[int, int], oldest: int) -> Iterator[Found]:
    years = years_of(text[slice(*span)])
    if years is not None and years <= oldest:
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
