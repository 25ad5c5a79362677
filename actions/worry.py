"""Whether the words that opened the task already say what the worry is."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONGEST = 5_000  # characters, the logger's limit
_FEWEST_WORDS_OF_ITS_OWN = 2
_FEWEST_WORDS_IN_A_QUESTION = 4
_ALL = "everything"

# What people say to begin with, and what says nothing about the worry itself.
_OPENING_WORDS = (
    "a about abt adult against am an and another any anyone are as at be been bit boy can "
    "cant child children childs concern concerned concerning concerns could council do dont "
    "family families feel file fill find for form friend from get girl got have hello help "
    "hey hi hiya how i id im in is it its ive just kid kids know let like little make making "
    "man me mum my need neighbor neighbors neighbour neighbours nephew next door niece of on "
    "one online or our out parent parents pass person please pupil pupils put raise raising "
    "really refer referral referring report reporting safeguarding say send so some somebody "
    "someone something sort start student submit talk tell than thank thanks that the their "
    "them there they thing things think this to told up us very wanna want wanted we what "
    "whats when where which who whom with woman worried worries worry worrying would you your "
)
_OPENING = frozenset(_OPENING_WORDS.split())
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_ASKS = re.compile(
    r"^(please )?(how|where|what|who|when|which|can|could|do|does|is|are|should|would|may)\b",
    re.IGNORECASE,
)


def holds_worry(text: str) -> bool:
    """False for a bare "I want to report a concern" and for a question about reporting."""
    asks = text.rstrip().endswith("?") or bool(_ASKS.match(text.strip()))
    if asks and len(text.split()) < 25:
        return False
    return len(_own_words(text, _OPENING)) >= _FEWEST_WORDS_OF_ITS_OWN


def is_enough(text: str) -> bool:
    """Whether an answer to "what are you worried about" says anything at all."""
    return len(_WORD.findall(text)) >= _FEWEST_WORDS_OF_ITS_OWN


def tells_something(text: str, opening: frozenset[str]) -> bool:
    """Whether the words that opened another task say more than that they want it.

    "Delete everything" does; "I want to make a complaint" and "how do I complain?" do not.
    """
    asks = text.rstrip().endswith("?") or bool(_ASKS.match(text.strip()))
    own = _own_words(text, _OPENING | opening)
    if asks:
        return len(own) >= _FEWEST_WORDS_IN_A_QUESTION
    return _ALL in own or len(own) >= _FEWEST_WORDS_OF_ITS_OWN


def _own_words(text: str, opening: frozenset[str]) -> list[str]:
    words = [word.lower().replace("'", "").replace("\u2019", "") for word in _WORD.findall(text)]
    return [word for word in words if word not in opening and not word.isdigit()]


def today() -> date:
    """The day where the people are."""
    return datetime.now(ZoneInfo("Europe/London")).date()
