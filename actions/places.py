"""Addresses and organisations that their own words give away: "12 Mill Lane", "Hilltop Nursery"."""

import re
from collections.abc import Iterator
from typing import Final

from actions.found import Found, Kind, found

_STREETS: Final = (
    "street|road|avenue|lane|close|drive|crescent|way|grove|court|place|terrace|gardens|walk|"
    "square|hill|rise|mews|row|view|park|green|parade|croft|gate|bank|house|cottages?|mount|"
    "wharf|quay|boulevard|fold|brow|heights|vale|meadows?|ridge|end|buildings|circus|st|rd|ave|"
    "ln|cl|dr|cres|gdns|sq|terr?|pl"
)
# Words that no street is called: "2 kids on our road".
_NOT_IN_NAMES: Final = (
    "of|at|in|on|and|for|was|is|are|were|with|to|a|an|my|our|his|her|their|your|this|that|it|i|"
    "years?|yrs?|months?|the|then|there|here|we|he|she|they|weeks?|days?|hours?|minutes?|mins?|am|pm|kids?|children|people|"
    "doors?|times?|from|by|up|down|off|per|or|but|so|miles?|other|more|different|bed|bedroom"
)
_NAME_WORD: Final = rf"(?!(?:{_NOT_IN_NAMES})\b)[^\W\d_][\w'\u2019.-]*"
_FLAT: Final = r"(?:(?:flat|apartment|apt|unit|room)\s+(?:no\.?\s*)?\w{1,4}\s*,?\s+)"
_HOUSE: Final = (
    rf"(?:(?:the\s+)?(?:{_NAME_WORD}\s+){{1,2}}(?:cottage|house|court|farm|lodge|rectory|vicarage"
    r"|mill|barn|hall|tower|flats?|bungalow)"
    r"|the\s+(?:cottage|lodge|rectory|vicarage|mill|barn|hall|bungalow))"
)
_NUMBERED: Final = re.compile(
    rf"(?<![\w£.,/:-])(?:{_HOUSE}\s*,?\s+)?{_FLAT}?(?:no\.?\s*)?\d{{1,4}}(?:\s?[a-d])?(?:\s?[-/]\s?\d{{1,4}})?\s*,?\s+"
    rf"(?:(?:{_NAME_WORD}\s+){{1,3}}|the\s+)(?:{_STREETS})\b(?!\s+(?:end|side|old)\b)(?!['\u2019])",
    re.IGNORECASE,
)
_FLAT_IN: Final = re.compile(
    rf"\b{_FLAT}(?:{_NAME_WORD}\s+){{1,2}}(?:court|house|tower|towers|point|heights|lodge|mansions"
    rf"|buildings)\b(?:,\s*(?:\d{{1,4}}\s+)?(?:{_NAME_WORD}\s+){{1,2}}(?:{_STREETS})\b)?",
    re.IGNORECASE,
)
_CAPITALISED_STREET: Final = re.compile(
    r"\b(?!(?:The|A|My|Our|Her|His|Their|On|In|At|From|High)\s)(?:[A-Z][a-z'\u2019]+\s+){1,2}"
    r"(?:Street|Road|Avenue|Lane|Crescent|Terrace|Close|Drive|Gardens|Mews|Cottage)\b"
)

_HOUSE_IN_STREET: Final = re.compile(
    rf"\b(?!(?:in|at|to|from|on)\b){_HOUSE},\s+(?:{_NAME_WORD}\s+){{1,2}}(?:{_STREETS})\b",
    re.IGNORECASE,
)

_SCHOOLS: Final = (
    r"primary|primary school|infants?|infant school|junior school|juniors|high school|high|academy"
    r"|c of e primary(?: school)?|ce primary(?: school)?|catholic primary(?: school)?"
    r"|rc primary(?: school)?|secondary school|secondary|comprehensive|college"
    r"|sixth form(?: college)?"
    r"|nursery|day nursery|pre-?school|nursery school|primary academy|school"
    r"|children['\u2019]?s cent(?:re|er)|special school|grammar school|grammar"
)
_OTHERS: Final = (
    r"surgery|medical centre|health centre|medical practice|clinic|hospital|infirmary|pharmacy"
    r"|practice|family practice|housing association|housing trust|housing|homes|trust|project"
    r"|foundation|community centre|food\s?bank|church|mosque|gurdwara|temple|synagogue|refuge"
    r"|youth club|youth centre|youth project|football club|fc|boxing club|police|fire and rescue"
    r"|council|borough council|city council|county council|playgroup|childminding|day care"
    r"|daycare|kindergarten|care home|family centre|family hub|charity|solicitors|scouts"
    r"|dance academy|women['\u2019]?s (?:aid|centre|refuge)|swimming club|karate club|club|hub"
    r"|playcentre|leisure centre|group practice|services|society|association|rovers|constabulary"
)
_TYPES: Final = f"{_SCHOOLS}|{_OTHERS}".replace(" ", r"\s+")
_GENERIC: Final = (
    "The|A|An|My|Our|Her|His|Their|Your|This|That|At|In|On|From|To|Is|And|But|So|I|We|He|She|They|"
    "It|High|Primary|Secondary|Local|Free|Special|Junior|Infant|Infants|Day|Social|Head|Nursery|"
    "Catholic|Community|Family|Children['\u2019]s|Youth|Mental|Early|Child|Breakfast|Same|Old|New|"
    "No|Not|What|When|Where|Which|Does|Will|Can|Could|Please|After|Before|Since|Public|Private|"
    "Year|Both|Another|Every|Medical|Health|Food|Boarding|Football|Support|If|Or|Any|Some|State"
)
_CAPITALISED: Final = re.compile(
    rf"\b(?!(?:{_GENERIC})\b)(?:St\.?\s+)?[A-Z][\w'\u2019&-]*\s+"
    r"(?:(?:(?:of|the|&|in|on\s+the)\s+)?[A-Z][\w'\u2019&-]*\s+){0,3}?"
    rf"(?=[A-Z])(?i:(?:{_TYPES}))(?:\s+(?=[A-Z])(?i:(?:{_TYPES})))?\b"
    r"(?!\s+[A-Z][a-z]+\s+[a-z])(?!['\u2019]\w)"
)
_ENDS_ORGANISATION: Final = re.compile(rf"\b(?:{_TYPES})\b", re.IGNORECASE)
_IS_ORGANISATION: Final = re.compile(rf"\s+(?:{_TYPES})\b(?!\s+(?:is|was|has|will))", re.I)


def find_addresses(text: str) -> Iterator[Found]:
    for pattern in (_FLAT_IN, _NUMBERED, _HOUSE_IN_STREET, _CAPITALISED_STREET):
        for match in pattern.finditer(text):
            if _IS_ORGANISATION.match(text, match.end()):  # "Mill Street Surgery"
                continue
            yield found(Kind.ADDRESS, text, match.span(), match.group())


def find_organisations(text: str) -> Iterator[Found]:
    for match in _CAPITALISED.finditer(text):
        yield found(Kind.ORGANISATION, text, match.span(), match.group())


def end_of_organisation(words: str) -> int:
    """Where a name of an organisation ends: after the last word that says what it is."""
    ends = [match.end() for match in _ENDS_ORGANISATION.finditer(words)]
    return ends[-1] if ends else len(words)
