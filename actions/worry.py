"""Whether the words that opened the task already say what the worry is."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONGEST = 5_000  # characters, the logger's limit
_FEWEST_WORDS_OF_ITS_OWN = 2
_FEWEST_WORDS_TOLD = 6

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
    words = [word.lower().replace("'", "").replace("\u2019", "") for word in _WORD.findall(text)]
    own = [word for word in words if word not in _OPENING]
    return len(own) >= _FEWEST_WORDS_OF_ITS_OWN


def is_enough(text: str) -> bool:
    """Whether an answer to "what are you worried about" says anything at all."""
    return len(_WORD.findall(text)) >= _FEWEST_WORDS_OF_ITS_OWN


def tells_something(text: str) -> bool:
    """Whether the words that opened another task say more than that they want it."""
    asks = text.rstrip().endswith("?") or bool(_ASKS.match(text.strip()))
    return not asks and len(_WORD.findall(text)) >= _FEWEST_WORDS_TOLD


def today() -> date:
    """The day where the people are."""
    return datetime.now(ZoneInfo("Europe/London")).date()
