"""What the model found, with people's names made whole by what single words are like."""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc, Span, Token

from actions.found import Kind

# Likeness to a name, as actions/word_vectors.py measures it: "harold" 0.7, "damp" -0.9
_SURELY: Final = 0.55
_PERHAPS: Final = 0.0
_HARDLY: Final = -0.45


def whole_names(doc: Doc) -> Iterator[Span]:
    """The model's spans: names it cut short are longer, missed ones added, ordinary words gone."""
    taken = {token.i for entity in doc.ents for token in entity}
    for entity in doc.ents:
        if entity.label_ != Kind.PERSON:
            yield entity
        elif not all(_is_ordinary(token) for token in entity):
            yield _longer(doc, entity, taken)
    for token in doc:
        if token.i not in taken and _is_name(token):
            yield _longer(doc, Span(doc, token.i, token.i + 1, label=Kind.PERSON), taken)


def _longer(doc: Doc, name: Span, taken: set[int]) -> Span:
    """With the words on either side that are names too."""
    start, end = name.start, name.end
    while start > 0 and start - 1 not in taken and _may_join(doc[start - 1], doc[start]):
        start -= 1
        taken.add(start)
    while end < len(doc) and end not in taken and _may_join(doc[end - 1], doc[end], second=True):
        taken.add(end)
        end += 1
    taken.update(range(start, end))
    return Span(doc, start, end, label=Kind.PERSON)


def _may_join(first: Token, second_token: Token, *, second: bool = False) -> bool:
    """Whether two neighbours are one name; `second`: whether it is the second that is asked for."""
    asked, beside = (second_token, first) if second else (first, second_token)
    if not asked.is_alpha or first.whitespace_ != " " or asked.is_title != beside.is_title:
        return False
    if not asked.has_vector:  # in capitals, or after a name, a word nobody knows is a surname
        return asked.is_title
    return likeness(asked) > (_PERHAPS if asked.is_title else _SURELY)


def _is_name(token: Token) -> bool:
    return token.is_alpha and len(token) > 2 and token.has_vector and likeness(token) > _SURELY


def _is_ordinary(token: Token) -> bool:
    return not token.is_title and token.has_vector and likeness(token) < _HARDLY


def likeness(token: Token) -> float:
    return float(token.vector[-1])
