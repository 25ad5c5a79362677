"""The gate's first detector: rows of words from data/safety/patterns.yml as token patterns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span

from logger.safety.verdict import URGENCY, DetectorVerdict, SafetyLabel
from logger.safety.word_rows import Sets, tokens_of

DETECTOR: Final = "patterns"


@dataclass(frozen=True)
class Rule:
    id: str
    label: SafetyLabel


class PatternDetector:
    """Finds danger in a text; pure computation, safe to share between threads."""

    def __init__(self, path: Path, language: Language) -> None:
        """Raises PatternsInvalid."""
        source = path.read_bytes()
        document = yaml.safe_load(source)
        self.rule_set = hashlib.sha256(source).hexdigest()[:12]
        self._language = language
        self._hits = Matcher(self._language.vocab)
        self._excuses = Matcher(self._language.vocab)
        self._rules: dict[str, Rule] = {}
        for rule in document["rules"]:
            self._add(rule, document["sets"])

    def read(self, plain: str) -> DetectorVerdict:
        """The most urgent label whose rule hits, with every rule that did.

        `plain` is the text in its usual spelling.
        """
        doc = self._language.make_doc(plain)
        hits = list(self._standing_hits(doc))
        for label in URGENCY:
            spans = [(rule, span) for rule, span in hits if rule.label == label]
            if spans:
                return DetectorVerdict(
                    detector=DETECTOR,
                    version=self.rule_set,
                    label=label,
                    rules=tuple(sorted({rule.id for rule, _ in spans})),
                    matched=tuple(_joined(doc, [span for _, span in spans])),
                )
        return DetectorVerdict(DETECTOR, self.rule_set, SafetyLabel.NONE)

    def _standing_hits(self, doc: Doc) -> Iterator[tuple[Rule, Span]]:
        """Hits that no `unless` pattern of the same rule overlaps or stands right before."""
        excuses: dict[str, list[Span]] = {}
        for span in self._excuses(doc, as_spans=True):
            excuses.setdefault(span.label_, []).append(span)
        for span in self._hits(doc, as_spans=True):
            rule = self._rules[span.label_]
            if not any(_touches(excuse, span) for excuse in excuses.get(rule.id, ())):
                yield rule, span

    def _add(self, rule: dict[str, Any], sets: Sets) -> None:
        known = Rule(rule["id"], SafetyLabel(rule["label"]))
        self._rules[known.id] = known
        self._hits.add(known.id, [tokens_of(row, sets) for row in rule["patterns"]])
        if rule.get("unless"):
            self._excuses.add(known.id, [tokens_of(row, sets) for row in rule["unless"]])


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
