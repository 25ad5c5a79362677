import os
from pathlib import Path

import pytest

from launch.exclusive import AlreadyHeld, exclusively


def test_the_second_is_told_who_was_first(tmp_path: Path) -> None:
    with (
        exclusively(tmp_path / "lock"),
        pytest.raises(AlreadyHeld, match=str(os.getpid())),
        exclusively(tmp_path / "lock"),
    ):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    with exclusively(tmp_path / "lock"):
        pass

    with exclusively(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text() == str(os.getpid())
