import subprocess
from pathlib import Path

import pytest

from launch.machine_traces import traces


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "a" / "checkout"
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)  # noqa: S607  # from PATH
    return folder


def test_a_clean_checkout_has_none(checkout: Path) -> None:
    (checkout / "readme.md").write_text("Run make run, then open http://127.0.0.1:8000/\n")

    assert list(traces(checkout)) == []


def test_a_path_of_this_machine_is_named_with_its_line(checkout: Path) -> None:
    (checkout / "notes.md").write_text(f"fine\nlook in {checkout}/var\n")

    assert list(traces(checkout)) == [f"notes.md:2: {checkout}"]


@pytest.mark.parametrize(
    "line",
    [
        "--index" + "-url https://mirror.example.com",
        '  "resolved"' + ': "https://mirror.example.com"',
    ],
)
def test_a_registry_is_named(checkout: Path, line: str) -> None:
    (checkout / "lock").write_text(line + "\n")

    assert len(list(traces(checkout))) == 1


def test_what_git_ignores_is_passed_over(checkout: Path) -> None:
    (checkout / ".gitignore").write_text("var/\n")
    (checkout / "var").mkdir()
    (checkout / "var" / "conf").write_text(str(checkout))

    assert list(traces(checkout)) == []
