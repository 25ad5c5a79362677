from pathlib import Path

import pytest

from launch import extraction
from launch.paths import CHECKOUT
from launch.training import fingerprint


def test_every_source_is_in_the_checkout() -> None:
    missing = [each for each in extraction.SOURCES if not (CHECKOUT / each).exists()]

    assert missing == []


def test_what_is_learnt_already_is_not_learnt_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    (models / "extraction").mkdir(parents=True)
    (models / "extraction.trained-from").write_text(fingerprint(extraction.SOURCES))

    extraction.train(tmp_path)

    assert "Learning" not in capsys.readouterr().out
    assert list((models / "extraction").iterdir()) == []
