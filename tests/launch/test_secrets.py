import base64
import stat
import uuid
from pathlib import Path

import pytest

from launch.refusal import CannotStart
from launch.secrets import FILE_NAME, MADE_HERE, REQUIRED_IN_PRODUCTION, secrets_for


def test_only_their_owner_can_read_the_secrets(tmp_path: Path) -> None:
    secrets_for({}, tmp_path)

    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_the_secrets_are_made_once_and_then_stay(tmp_path: Path) -> None:
    first = secrets_for({}, tmp_path)

    assert secrets_for({}, tmp_path) == first
    assert set(first) == set(MADE_HERE)


def test_two_machines_share_no_secret(tmp_path: Path) -> None:
    one = secrets_for({}, tmp_path / "one")
    other = secrets_for({}, tmp_path / "other")

    assert not set(one.values()) & set(other.values())


def test_a_secret_that_came_later_is_added_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("INDEX_KEY=kept\n")

    made = secrets_for({}, tmp_path)

    assert made["INDEX_KEY"] == "kept"
    assert set(made) == set(MADE_HERE)


def test_a_secret_that_was_given_wins_over_the_one_that_is_kept(tmp_path: Path) -> None:
    assert "BOT_TOKEN" not in secrets_for({"BOT_TOKEN": "given"}, tmp_path)


def test_a_crash_while_writing_leaves_no_half_written_file_behind(tmp_path: Path) -> None:
    secrets_for({}, tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE_NAME, "secrets.lock"]


def test_the_keys_are_32_random_bytes(tmp_path: Path) -> None:
    made = secrets_for({}, tmp_path)

    assert len(base64.b64decode(made["INDEX_KEY"], validate=True)) == 32
    for name in ("DATA_KEYS", "TRACKER_KEYS"):
        version, _, key = made[name].partition(":")
        assert version == "1"
        assert len(base64.b64decode(key, validate=True)) == 32


def test_the_key_of_the_sandbox_is_shaped_like_a_key_of_notify(tmp_path: Path) -> None:
    key = secrets_for({}, tmp_path)["SANDBOX_NOTIFY_API_KEY"]

    assert key.startswith("front_door_sandbox-")
    assert uuid.UUID(key[-73:-37])
    assert uuid.UUID(key[-36:])


def test_production_names_every_missing_secret_at_once_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(CannotStart) as refusal:
        secrets_for({"FRONT_DOOR_ENV": "production", "BOT_TOKEN": "given"}, tmp_path)

    for name in REQUIRED_IN_PRODUCTION:
        assert (name in str(refusal.value)) == (name != "BOT_TOKEN")
    assert list(tmp_path.iterdir()) == []


def test_production_starts_when_every_secret_is_given(tmp_path: Path) -> None:
    given = dict.fromkeys(REQUIRED_IN_PRODUCTION, "given")

    assert secrets_for({"FRONT_DOOR_ENV": "production", **given}, tmp_path) == {}
