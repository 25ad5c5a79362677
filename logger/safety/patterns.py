"""The gate's patterns: rows of words from data/safety/patterns.yml as spaCy token patterns."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import spacy
import yaml
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span

from logger.safety.verdict import URGENCY, SafetyLabel, Verdict

DETECTOR: Final = "patterns"
_GAP: Final = re.compile(r"\.\.(\d)")
_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")  # letters only: 999 stays 999


class PatternsInvalid(Exception):
    """The patterns' file is wrong; the message says where."""


@dataclass(frozen=True)
class Rule:
    id: str
    label: SafetyLabel


class PatternDetector:
    """Finds danger in a text; pure computation, safe to share between threads."""

    def __init__(self, path: Path) -> None:
        source = path.read_bytes()
        document = yaml.safe_load(source)
        self.rule_set = hashlib.sha256(source).hexdigest()[:12]
        self._language = spacy.blank("en")
        self._hits = Matcher(self._language.vocab)
        self._excuses = Matcher(self._language.vocab)
        self._rules: dict[str, Rule] = {}
        for rule in document["rules"]:
            self._add(rule, document["sets"])

    def read(self, text: str) -> Verdict:
        """The most urgent label whose rule hits, with every rule that did."""
        doc = self._language.make_doc(normalised(text))
        hits = list(self._standing_hits(doc))
        for label in URGENCY:
            spans = [(rule, span) for rule, span in hits if rule.label == label]
            if spans:
                return Verdict(
                    label=label,
                    detector=DETECTOR,
                    rule_set=self.rule_set,
                    rules=tuple(sorted({rule.id for rule, _ in spans})),
                    matched=tuple(_joined(doc, [span for _, span in spans])),
                )
        return Verdict(SafetyLabel.NONE, DETECTOR, self.rule_set)

    def _standing_hits(self, doc: Doc) -> Iterator[tuple[Rule, Span]]:
        """Hits that no `unless` pattern of the same rule overlaps or stands right before."""
        excuses: dict[str, list[Span]] = {}
        for span in self._excuses(doc, as_spans=True):
            excuses.setdefault(span.label_, []).append(span)
        for span in self._hits(doc, as_spans=True):
            rule = self._rules[span.label_]
            if not any(_touches(excuse, span) for excuse in excuses.get(rule.id, ())):
                yield rule, span

    def _add(self, rule: dict[str, Any], sets: dict[str, list[str]]) -> None:
        known = Rule(rule["id"], SafetyLabel(rule["label"]))
        self._rules[known.id] = known
        self._hits.add(known.id, [_tokens(row, sets) for row in rule["patterns"]])
        if rule.get("unless"):
            self._excuses.add(known.id, [_tokens(row, sets) for row in rule["unless"]])


def normalised(text: str) -> str:
    """One spelling for look-alikes: compatible forms, straight apostrophes, lower case."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return _STRETCHED.sub(r"\1\1", " ".join(visible.lower().split()))


def _joined(doc: Doc, spans: list[Span]) -> Iterator[str]:
    """The words of the spans in the text's order, those that overlap as one."""
    start, end = -1, -1
    for span in sorted(spans, key=lambda span: span.start):
        if span.start < end:
            end = max(end, span.end)
            continue
        if end > 0:
            yield doc[start:end].text
        start, end = span.start, span.end
    yield doc[start:end].text


def _touches(excuse: Span, hit: Span) -> bool:
    """Whether they overlap, or stand within three words of each other."""
    return excuse.start < hit.end + 3 and hit.start < excuse.end + 3


def _tokens(row: str, sets: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [token for word in row.split() for token in _token(word, sets, row)]


def _token(word: str, sets: dict[str, list[str]], row: str) -> list[dict[str, Any]]:
    gap = _GAP.fullmatch(word)
    if gap:
        return [{"OP": "?"}] * int(gap[1])
    is_optional = word.endswith("?") and len(word) > 1
    words: list[str] = []
    for part in word.removesuffix("?").split("|"):
        if part.startswith("@"):
            if part[1:] not in sets:
                raise PatternsInvalid(f"no set named {part} in: {row}")
            words.extend(sets[part[1:]])
        else:
            words.append(part)
    token: dict[str, Any] = {"LOWER": {"IN": words}}
    return [token | {"OP": "?"}] if is_optional else [token]
