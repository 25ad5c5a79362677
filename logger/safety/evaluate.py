"""`python -m logger.safety.evaluate`: how well the gate tells danger from everyday messages.

Of the messages in tests/safety, which nothing was tuned on; with `--examples` of the examples
themselves, each read by a classifier that has not seen it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from encoder.sentence_encoder import SentenceEncoder
from logger.safety.classifier import Classifier, ClassifierMissing
from logger.safety.examples import Example, read_examples
from logger.safety.gate import SafetyGate
from logger.safety.learning import learn
from logger.safety.sources import DATA
from logger.safety.train import lesson_of
from logger.safety.verdict import URGENCY, SafetyLabel
from logger.safety.word_parts import Wording

UNSEEN: Final = Path(__file__).parents[2] / "tests" / "safety"
_FOLDS: Final = 5


@dataclass(frozen=True)
class Reading:
    """What the gate said of an example, what each detector did, and how long it took."""

    example: Example
    label: SafetyLabel
    by_pattern: SafetyLabel
    by_meaning: SafetyLabel
    seconds: float

    @property
    def is_wrong(self) -> bool:
        return self.example.label != SafetyLabel.NONE

    @property
    def is_flagged(self) -> bool:
        return self.label in URGENCY


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1."""

    alerted: float  # of all messages in which something is wrong
    danger_alerted: float  # of danger_now, as anything
    danger_found: float  # of danger_now, as danger_now
    false_alarms: float  # of none

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Score:
        danger = [r for r in readings if r.example.label == SafetyLabel.DANGER_NOW]
        return cls(
            alerted=_share(r.is_flagged for r in readings if r.is_wrong),
            danger_alerted=_share(r.is_flagged for r in danger),
            danger_found=_share(r.label == SafetyLabel.DANGER_NOW for r in danger),
            false_alarms=_share(r.is_flagged for r in readings if not r.is_wrong),
        )


def main(arguments: list[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    parser = argparse.ArgumentParser(prog="python -m logger.safety.evaluate")
    parser.add_argument("--examples", action="store_true", help="of data/safety, in five parts")
    parser.add_argument("--misses", action="store_true", help="print what was read wrongly")
    chosen = parser.parse_args(arguments)
    var = Path(environment.get("VAR_DIR", "").strip() or "var")
    try:
        readings = list(read_each_unseen(var) if chosen.examples else read_unseen(var))
    except ClassifierMissing as problem:
        print(problem, file=sys.stderr)  # noqa: T201  # to the person at the terminal
        return 1
    for line in report(readings, with_misses=chosen.misses or not chosen.examples):
        print(line)  # noqa: T201  # this is what it is for
    return 0


def read_unseen(var: Path, folder: Path = UNSEEN) -> Iterator[Reading]:
    """The messages of tests/safety, as the service reads them. Raises ClassifierMissing."""
    gate = SafetyGate(DATA, Classifier.load(var))
    return (_reading(gate, example) for example in read_examples(folder))


def read_each_unseen(var: Path) -> Iterator[Reading]:
    """Every example, by a classifier that learnt from the other four fifths."""
    encoder = SentenceEncoder.from_env({"VAR_DIR": str(var)})
    wording, examples = Wording(DATA), read_examples(DATA)
    given, pieces = lesson_of(examples, encoder, wording)
    fold_of = np.random.default_rng(1).integers(0, _FOLDS, len(examples))
    folds = fold_of[[piece.of for piece in pieces]]
    for fold in range(_FOLDS):
        model = learn(given.part(np.flatnonzero(folds != fold)), f"without {fold}")
        gate = SafetyGate(DATA, Classifier(model, encoder, wording))
        for place in np.flatnonzero(fold_of == fold):
            yield _reading(gate, examples[place])


def report(readings: Sequence[Reading], *, with_misses: bool) -> Iterator[str]:
    score = Score.of(readings)
    yield f"Safety gate: {len(readings)} messages"
    yield f"  any alert where something is wrong   {score.alerted:6.1%}   (goal 95 %)"
    yield f"  danger_now alerted as anything       {score.danger_alerted:6.1%}   (goal 97 %)"
    yield f"  danger_now as danger_now             {score.danger_found:6.1%}   (goal 88 %)"
    yield f"  false alarms of none                 {score.false_alarms:6.1%}   (at most 5 %)"
    for label in URGENCY:
        own = [r for r in readings if r.example.label == label]
        alerted, exact = (_share(r.is_flagged for r in own), _share(r.label == label for r in own))
        yield f"  {label.value:18} alerted {alerted:6.1%}, as itself {exact:6.1%}  ({len(own)})"
    yield f"  patterns alone: {_alone(readings, lambda r: r.by_pattern)}"
    yield f"  classifier alone: {_alone(readings, lambda r: r.by_meaning)}"
    yield from _by("voice", readings, lambda r: r.example.voice)
    yield from _by("asked for", readings, lambda r: r.example.asking or "nothing")
    yield from _times(readings)
    if with_misses:
        yield from _misses(readings)


def _alone(readings: Sequence[Reading], label_of: Callable[[Reading], SafetyLabel]) -> str:
    alerted = _share(label_of(r) in URGENCY for r in readings if r.is_wrong)
    alarms = _share(label_of(r) in URGENCY for r in readings if not r.is_wrong)
    return f"alerted {alerted:.1%}, false alarms {alarms:.1%}"


def _by(name: str, readings: Sequence[Reading], key: Callable[[Reading], str]) -> Iterator[str]:
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[key(reading)].append(reading)
    yield f"  by {name}: alerted of what is wrong, false alarms of none"
    for group, own in sorted(groups.items()):
        wrong = [r.is_flagged for r in own if r.is_wrong]
        fine = [r.is_flagged for r in own if not r.is_wrong]
        yield (
            f"    {group:14} {_share(wrong) if wrong else 0:6.1%} of {len(wrong):4}"
            f"   {_share(fine) if fine else 0:6.1%} of {len(fine):4}"
        )


def _times(readings: Sequence[Reading]) -> Iterator[str]:
    short = [r.seconds for r in readings if len(r.example.text.split()) <= 20]
    for name, seconds in (("up to 20 words", short), ("all", [r.seconds for r in readings])):
        middle, high = np.percentile(seconds, (50, 95)) * 1000
        yield f"  milliseconds, {name}: median {middle:.1f}, p95 {high:.1f}"


def _misses(readings: Sequence[Reading]) -> Iterator[str]:
    for reading in readings:
        if reading.is_wrong != reading.is_flagged:
            yield (
                f"  {reading.example.label.value} read as {reading.label.value}"
                f" [{reading.example.asking or '-'}]: {reading.example.text[:160]}"
            )


def _reading(gate: SafetyGate, example: Example) -> Reading:
    began = time.perf_counter()
    verdict = gate.verdict_on(example.text, example.asking)
    taken = time.perf_counter() - began
    by_pattern, by_meaning = (detector.label for detector in verdict.detectors)
    return Reading(example, verdict.label, by_pattern, by_meaning, taken)


def _share(of: Iterable[bool]) -> float:
    all_of = list(of)
    return sum(all_of) / max(len(all_of), 1)


if __name__ == "__main__":
    sys.exit(main())
