"""`python -m bot.nlu.benchmark --train F --test F`: the same components on other people's data.

Tables with the columns text and label, comma separated. Phrases out of scope carry the label that
--out-of-scope names; without any in training, only the nearness to what is known can refuse.
"""

import argparse
import csv
import sys
import time
from pathlib import Path

from bot.nlu import sentence_vectors
from bot.nlu.examples import Phrase
from bot.nlu.figures import Figures, matthews
from bot.nlu.gates import OUT_OF_SCOPE
from bot.nlu.topic_model import TopicModel
from bot.nlu.trained_model import gates_in_use, outcomes, readings


class NotATable(Exception):
    """The file has no columns text and label."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.benchmark")
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--out-of-scope", default="oos", help="the label of what is out of scope")
    chosen = parser.parse_args(arguments)
    try:
        train = table(chosen.train, chosen.out_of_scope)
        test = table(chosen.test, chosen.out_of_scope)
    except (NotATable, OSError) as reason:
        print(reason, file=sys.stderr)
        return 1
    for line in measure(train, test):
        print(line)
    return 0


def measure(train: list[Phrase], test: list[Phrase]) -> list[str]:
    """Train on the first, and say how the second was understood."""
    started = time.perf_counter()
    texts = [text for _, text in train]
    vectors = sentence_vectors.encoder().encode_many(texts)
    model = TopicModel.learn(texts, vectors, [label for label, _ in train])
    seconds = time.perf_counter() - started
    found = readings(model, [text for _, text in test])
    decided = outcomes(test, found, gates_in_use())
    ours = [each for each in decided if each.is_ours]
    likeliest = sum(each.wanted == each.offered[0] for each in ours) / max(1, len(ours))
    figures = Figures.of(decided)
    return [
        f"{len(train)} phrases learnt in {seconds:.0f} s, {len(test)} tried",
        f"in-scope accuracy, nothing refused: {likeliest:.1%}",
        f"in-scope accuracy with the gates: {figures.right:.1%}",
        f"right or among three: {figures.helped:.1%}",
        (
            f"OOS recall: {figures.elsewhere_refused:.1%} "
            f"(not answered: {1 - figures.elsewhere_answered:.1%})"
        ),
        f"AUROC: {figures.auroc:.3f}",
        f"MCC: {matthews([e.wanted for e in decided], [e.decided for e in decided]):.3f}",
    ]


def table(path: Path, out_of_scope: str) -> list[Phrase]:
    """Raises NotATable, OSError."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if not {"text", "label"} <= set(rows.fieldnames or ()):
            raise NotATable(f"{path} has no columns text and label.")
        return [
            (OUT_OF_SCOPE if row["label"] == out_of_scope else row["label"], row["text"])
            for row in rows
        ]


if __name__ == "__main__":
    sys.exit(main())
