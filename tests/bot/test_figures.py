"""The figures of `make evaluate` and of the benchmark are what their names say."""

from pathlib import Path

import pytest

from bot.nlu import benchmark
from bot.nlu.figures import Figures, Outcome, auroc, confusions, matthews, percentile


def outcome(wanted: str, decided: str, *offered: str, belongs: float = 0.5) -> Outcome:
    return Outcome(f"{wanted}?", wanted, decided, offered, belongs)


OUTCOMES = [
    outcome("consent", "consent", "consent", belongs=0.9),
    outcome("consent", "unclear", "purposes", "consent", belongs=0.6),
    outcome("consent", "unclear", "purposes", belongs=0.5),
    outcome("consent", "purposes", "purposes", belongs=0.8),
    outcome("consent", "out_of_scope", "purposes", belongs=0.1),
    outcome("out_of_scope", "out_of_scope", "consent", belongs=0.0),
    outcome("out_of_scope", "unclear", "consent", belongs=0.3),
    outcome("unclear", "unclear", "consent"),
]


def test_each_share_counts_what_its_name_says() -> None:
    figures = Figures.of(OUTCOMES)

    assert figures.right == pytest.approx(0.2)
    assert figures.offered == pytest.approx(0.2)
    assert figures.helped == pytest.approx(0.4)
    assert figures.refused == pytest.approx(0.2)
    assert figures.wrong_of_answered == pytest.approx(0.5)
    assert figures.elsewhere_refused == figures.elsewhere_offered == pytest.approx(0.5)
    assert figures.elsewhere_answered == 0
    assert figures.unclear_offered == 1
    assert figures.auroc == pytest.approx(0.9)
    assert len(figures.lines()) == 5


def test_what_was_decided_wrongly_is_listed_with_an_example() -> None:
    assert sorted(confusions(OUTCOMES)) == [
        ("consent", "out_of_scope", 1, "consent?"),
        ("consent", "purposes", 1, "consent?"),
    ]


def test_the_numbers_agree_with_scikit_learn() -> None:
    from sklearn.metrics import matthews_corrcoef, roc_auc_score

    wanted, decided = list("aabbccca"), list("aabcccab")
    higher, lower = [0.9, 0.5, 0.5], [0.5, 0.1]

    assert matthews(wanted, decided) == pytest.approx(matthews_corrcoef(wanted, decided))
    assert auroc(higher, lower) == pytest.approx(roc_auc_score([1, 1, 1, 0, 0], higher + lower))
    assert percentile([3, 1, 2], 0.5) == 2


def test_the_benchmark_learns_from_any_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        *(f"what is the balance of account {n},balance" for n in range(6)),
        *(f"block my card number {n},card" for n in range(6)),
        *(f"tell me joke number {n},oos" for n in range(6)),
    ]
    for name in ("train.csv", "test.csv"):
        (tmp_path / name).write_text("text,label\n" + "\n".join(rows) + "\n")

    paths = ["--train", str(tmp_path / "train.csv"), "--test", str(tmp_path / "test.csv")]
    assert benchmark.main(paths) == 0

    printed = capsys.readouterr().out
    assert "in-scope accuracy, nothing refused: 100.0%" in printed
    assert "OOS recall: 100.0%" in printed
    assert "AUROC: 1.000" in printed
    assert "MCC:" in printed


def test_another_table_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("words,kind\nhello,greet\n")

    path = str(tmp_path / "a.csv")
    assert benchmark.main(["--train", path, "--test", path]) == 1
    assert "no columns text and label" in capsys.readouterr().err
