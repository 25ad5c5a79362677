"""Whether the writer seems to be a child: school, mum and dad in the first person, an age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher

from logger.safety.word_rows import tokens_of

_SAYS, _GROWN_UP = "says", "grown_up"


class ChildVoice:
    def __init__(self, document: Mapping[str, Any], language: Language) -> None:
        self._language = language
        self._words = Matcher(language.vocab)
        for name in (_SAYS, _GROWN_UP):
            self._words.add(name, [tokens_of(row, {}) for row in document[name]])
        youngest, oldest = document["ages"]
        ages = "|".join(map(str, range(youngest, oldest + 1)))
        self._age = Matcher(language.vocab)
        self._age.add("age", [tokens_of(row.format(ages=ages), {}) for row in document["age"]])

    def is_child(self, plain: str) -> bool:
        """Of a text in its usual spelling. An age given as one's own is enough."""
        doc = self._language.make_doc(plain)
        if self._age(doc):
            return True
        found = {self._language.vocab.strings[key] for key, _, _ in self._words(doc)}
        return _SAYS in found and _GROWN_UP not in found
