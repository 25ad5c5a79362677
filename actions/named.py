"""People, addresses and organisations in a text: rules for what is plain, a model for the rest."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import spacy
import yaml
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.tokens import Doc

from actions.date_words import DAYS
from actions.extraction_model import folder, var_folder
from actions.found import Found, Kind, found
from actions.places import end_of_organisation, find_addresses, find_organisations
from actions.relationships import WORDS
from actions.token_vectors import TokenVectors, tokens_path

_LONGEST: Final = 5000  # characters the model is asked to read
_TITLE: Final = re.compile(r"(?:mr|mrs|ms|miss|dr|prof|rev|sir|pc|auntie|aunty|uncle)\.?\s+", re.I)
_WORD: Final = re.compile(r"([^\W\d_]+)\.?\s+")
# "flat 3", "14 doors", "the close": no place that could be found
_TOO_LITTLE: Final = re.compile(r"\S+|\d+\w?\s+\w+|\w+\s+\d+\w?|the\s+\w+", re.IGNORECASE)
_NAMES_TOO: Final = {
    "will",
    "may",
    "an",
    "ex",
    "sue",
    "bill",
    "nan",
    "dada",
    "nani",
    "sun",
    "sat",
    "mon",
    "nanny",
}
_EDGE: Final = ' \t\n,.;:!?()"\u201c\u201d-'


class ExtractionNotTrained(Exception):
    """There is no model in VAR_DIR; `make train` makes it."""


def find_named(text: str) -> Iterator[Found]:
    """What rules find, then what the model finds; raises ExtractionNotTrained."""
    yield from find_addresses(text)
    yield from find_organisations(text)
    for entity in _model().read(text[:_LONGEST]).ents:
        yield from _tidied(text, Kind(entity.label_), entity.start_char, entity.end_char)


def load() -> None:
    """Read the model now, so that nobody's first message waits; raises ExtractionNotTrained."""
    _model()


class _Model:
    """The recogniser of VAR_DIR and what it reads words with."""

    def __init__(self, var: Path) -> None:
        if not (folder(var) / "meta.json").exists() or not tokens_path(var).exists():
            raise ExtractionNotTrained(f"There is no model in {folder(var)}: run `make train`.")
        self._language = spacy.load(folder(var))
        self._words = TokenVectors(var)

    def read(self, text: str) -> Doc:
        doc = self._words.add_to(self._language.make_doc(text))
        return self._language(doc) if len(doc) else doc


@cache
def _model() -> _Model:
    return _Model(var_folder())


def _tidied(text: str, kind: Kind, start: int, end: int) -> Iterator[Found]:
    """Without a title before a name, words after an organisation, and signs around either."""
    if kind is Kind.PERSON:
        start = _after_words(text, start, end)
        end = start + len(re.sub(r"['\u2019]s?$", "", text[start:end]))
    if kind is Kind.ORGANISATION:
        start += len("the ") * text.startswith("the ", start)
        end = start + end_of_organisation(text[start:end])
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    if _is_likely(kind, text[start:end]):
        yield found(kind, text, (start, end), text[start:end])


def _after_words(text: str, start: int, end: int) -> int:
    """Where a person's name begins, past a title and words like "niece" before it."""
    while match := _WORD.match(text, start, end):
        if not (_TITLE.fullmatch(match[0]) or match[1].lower() in _no_names()):
            break
        start = match.end()
    return start


def _is_likely(kind: Kind, words: str) -> bool:
    if kind is Kind.ADDRESS and _TOO_LITTLE.fullmatch(words):
        return False
    if kind is Kind.PERSON and all(word.lower() in _no_names() for word in words.split()):
        return False
    return any(character.isalpha() for character in words)


@cache
def _no_names() -> frozenset[str]:
    """Words that no name is made of, whatever the model thinks of their place."""
    groups: dict[str, list[str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    relations = {word for words in groups.values() for word in words}
    return frozenset((relations | STOP_WORDS | set(DAYS)) - _NAMES_TOO)
