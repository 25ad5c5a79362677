from pathlib import Path

import pytest

from launch.environment_file import read_environment_file
from launch.refusal import CannotStart


def test_a_missing_file_sets_nothing(tmp_path: Path) -> None:
    assert read_environment_file(tmp_path / ".env") == {}


def test_values_keep_their_equals_signs_and_lose_one_pair_of_quotation_marks(
    tmp_path: Path,
) -> None:
    file = tmp_path / ".env"
    file.write_text(
        '# a comment\n\nINDEX_KEY=YWJj=\nexport TEAM_EMAIL = "team@example.com"\nX=\'\n'
    )

    settings = read_environment_file(file)

    assert settings == {"INDEX_KEY": "YWJj=", "TEAM_EMAIL": "team@example.com", "X": "'"}


def test_a_line_that_is_no_setting_is_named_without_its_content(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("WEB_PORT=8000\nsecret words\n")

    with pytest.raises(CannotStart, match=r"^Line 2 of .* is not of the form NAME=value.$"):
        read_environment_file(file)
