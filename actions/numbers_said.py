"""Small numbers as people say them: "7", "seven", "a couple of"."""

_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty"
)
_NUMBERS = {word: value for value, word in enumerate(_WORDS.split("|"), start=1)}
_AMOUNTS = {"a couple of": 2, "a couple": 2, "couple of": 2, "a few": 3, "few": 3, "an": 1, "a": 1}


def _any_of(words: dict[str, int]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(word.replace(" ", r"\s+") for word in longest_first)


NUMBER = rf"(?:\d{{1,3}}|{_any_of(_NUMBERS)})"
AMOUNT = rf"(?:{NUMBER}|{_any_of(_AMOUNTS)})"


def number(said: str) -> int:
    """What NUMBER or AMOUNT matched."""
    words = " ".join(said.lower().split())
    return int(words) if words.isdigit() else (_NUMBERS | _AMOUNTS)[words]
