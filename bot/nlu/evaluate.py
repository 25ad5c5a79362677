"""`make evaluate`: how the assistant in use understands tests/nlu, which it was not trained on.

Milliseconds are those of the processor, so that a busy machine does not count. With BASELINE=1 the
pipeline that `rasa init` makes is trained on the same phrases and compared.
"""

import argparse
import resource
import sys
import time
from datetime import date

from bot.nlu import sentence_vectors
from bot.nlu.examples import HELD_OUT, Phrase, held_back
from bot.nlu.figures import Figures, Outcome, confusions, percentile
from bot.nlu.topic_model import TopicModel
from bot.nlu.trained_model import NotTrained, gates_in_use, model_in_use, outcome
from encoder.refusal import EncoderUnavailable

_CONFUSIONS_SHOWN = 40
_LONGEST_USUAL = 20  # words
_LONG_TEXT = "We would like to know who can see what we told you last week. " * 33


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.evaluate")
    parser.add_argument("--baseline", action="store_true", help="compare with rasa init's pipeline")
    chosen = parser.parse_args(arguments)
    try:
        figures = evaluate(held_back(HELD_OUT))
    except (NotTrained, EncoderUnavailable) as reason:
        print(reason, file=sys.stderr)
        return 1
    if chosen.baseline:
        compare(figures, held_back(HELD_OUT))
    return 0


def evaluate(phrases: list[Phrase]) -> Figures:
    """Print every figure; raises NotTrained, EncoderUnavailable."""
    before = _memory()
    model, gates = model_in_use(), gates_in_use()
    found: list[Outcome] = []
    milliseconds: list[float] = []
    sentence_vectors.vector_of("warm up")
    for topic, text in phrases:
        started = time.thread_time()
        reading = model.read(text, sentence_vectors.vector_of(text))
        found.append(outcome(text, topic, reading, gates))
        if len(text.split()) <= _LONGEST_USUAL:
            milliseconds.append((time.thread_time() - started) * 1000)
    figures = Figures.of(found)
    print(f"Front Door on {len(phrases)} phrases of {HELD_OUT}, {date.today():%d %B %Y}")  # noqa: DTZ011
    print("\n".join(f"  {line}" for line in figures.lines()))
    print(
        f"  up to {_LONGEST_USUAL} words, on one core: p50 {percentile(milliseconds, 0.5):.1f} ms, "
        f"p95 {percentile(milliseconds, 0.95):.1f} ms; 2,000 characters: {_long_text(model):.0f} ms"
    )
    print(f"  memory of encoder and model: {_memory() - before:.0f} MiB")
    print("  wanted -> decided, how often, and one of them:")
    for wanted, decided, count, text in confusions(found)[:_CONFUSIONS_SHOWN]:
        print(f"    {wanted} -> {decided}  {count}  {text!r}")
    return figures


def compare(ours: Figures, phrases: list[Phrase]) -> None:
    """Train Rasa's default pipeline and print its figures and the margin."""
    from bot.nlu import baseline  # imports Rasa, and with it TensorFlow

    print("\nThe pipeline of `rasa init`, unchanged, on the same phrases")
    theirs, milliseconds, seconds = baseline.measure(phrases)
    print("\n".join(f"  {line}" for line in theirs.lines()))
    print(
        f"  p50 {percentile(milliseconds, 0.5):.1f} ms, p95 {percentile(milliseconds, 0.95):.1f} ms"
    )
    print(f"  training: {seconds:.0f} s")
    print("\nThe margin, in percentage points")
    for name in ("right", "helped", "wrong_of_answered", "elsewhere_refused"):
        margin = (getattr(ours, name) - getattr(theirs, name)) * 100
        print(f"  {name}: {margin:+.1f}")
    print(f"  auroc: {ours.auroc - theirs.auroc:+.3f}")


def _long_text(model: TopicModel) -> float:
    started = time.thread_time()
    text = _LONG_TEXT[:2_000]
    model.read(text, sentence_vectors.vector_of(text))
    return (time.thread_time() - started) * 1000


def _memory() -> float:
    """The most this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
