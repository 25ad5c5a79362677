"""What a message of several sentences or questions means: the whole of it first, then its parts."""

import re

from bot.parse_data import ASK, ParseData, parse_data, topic_of

ALSO_ASKED = "also_asked"  # in the parse data: topics that a message asks for besides

_OUT_OF_SCOPE = "out_of_scope"
_URGENT = {"raise_concern", "speak_to_person"}
_MEANS_NOTHING = {"unclear", "out_of_scope", "greet", "goodbye", "thanks", "affirm", "deny"}
_SURE_IN_PART = {False: 0.6, True: 0.75}  # of a question, by: the rest sounds like none of ours
_MOST_OTHERS = 2
_MOST_PARTS = 8
_FEWEST_OF_A_PART = 4  # words
_SENTENCE = re.compile(r"(?<=[?!.])\s+|\n+|;")
_AND_A_QUESTION = re.compile(
    r"(?:,|\band\b|\balso\b|&|,? and also)\s+"
    r"(?=(?:how|what|who|when|where|why|can|could|do|does|is|are|will)\b)",
    re.IGNORECASE,
)


def with_parts(parsed: ParseData, parts: list[ParseData]) -> ParseData:
    """The reading of a message of several sentences or questions.

    What the whole message means comes first. Where it means nothing by itself, a worry or the wish
    for a person in one of its parts is taken, or else the surest question. Other questions in it
    are offered besides.
    """
    whole = topic_of(parsed)
    asked = {topic: part for part in parts if (topic := topic_of(part))}
    if whole is not None:
        return _with_others(parsed, whole, asked)
    intent = parsed["intent"]["name"]
    if intent not in _MEANS_NOTHING:
        return parsed
    urgent = [part for part in parts if part["intent"]["name"] in _URGENT]
    if urgent:
        return {
            **parsed,
            **parse_data(parsed["text"], urgent[0]["intent"]["name"], _sure(urgent[0])),
        }
    main = max(asked, key=lambda topic: _sure(asked[topic]), default=None)
    if main is None or _sure(asked[main]) < _SURE_IN_PART[intent == _OUT_OF_SCOPE]:
        return parsed
    meant = {**parsed, **parse_data(parsed["text"], name_of(main), _sure(asked[main]))}
    return _with_others(meant, main, asked)


def _with_others(parsed: ParseData, main: str, asked: dict[str, ParseData]) -> ParseData:
    """Only where the parts are questions of their own, and not one question in two halves."""
    others = [topic for topic in asked if topic != main and not topic.endswith("_overview")]
    is_more = others and (main in asked or len(others) > 1)
    return {**parsed, ALSO_ASKED: others[:_MOST_OTHERS]} if is_more else parsed


def parts_of(text: str) -> list[str]:
    """What a message of several sentences or questions is made of, in at most eight parts."""
    lines = [line for each in _SENTENCE.split(text) for line in _AND_A_QUESTION.split(each)]
    parts = [part.strip(" ,;-") for part in lines]
    parts = [part for part in parts if len(part.split()) >= _FEWEST_OF_A_PART]
    return parts[:_MOST_PARTS] if len(lines) > 1 else []


def _sure(parsed: ParseData) -> float:
    return float(parsed["intent"]["confidence"])


def name_of(topic: str) -> str:
    return topic if topic in _URGENT else f"{ASK}/{topic}"
