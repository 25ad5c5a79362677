"""The assets are built once from the same sources, and hold nothing a council may not use."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from launch import assets
from launch.paths import CHECKOUT
from launch.refusal import CannotStart

needs_packages = pytest.mark.skipif(
    not (assets.PACKAGES / "sass" / "sass.js").is_file(),
    reason="the front-end packages are not installed: `make run` installs them",
)


def put_command(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, for a node and an npm of the test's own; assets go to its var."""
    folder = tmp_path / "commands"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return folder


def put_a_working_node(commands: Path) -> None:
    put_command(commands, "npm", "exit 0")
    put_command(commands, "node", f'exec "{assets.find_node_tools().node[0]}" "$@"')


def test_the_lock_names_no_registry() -> None:
    lock = (CHECKOUT / "package-lock.json").read_text(encoding="utf-8")

    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_a_node_that_is_too_old_is_passed_over(commands: Path) -> None:
    put_command(commands, "node", "echo v18.19.0")
    put_command(commands, "npm", "echo 9.2.0")

    tools = assets.find_node_tools()

    assert tools.node != [str(commands / "node")]
    assert Path(tools.node[0]).is_file()
    assert Path(tools.npm[-1]).is_file()


def test_a_node_that_is_new_enough_is_used(commands: Path) -> None:
    put_command(commands, "node", "echo v20.19.0")
    put_command(commands, "npm", "echo 10.8.0")

    tools = assets.find_node_tools()

    assert tools == assets.NodeTools([str(commands / "node")], [str(commands / "npm")])


def test_a_failing_npm_is_one_sentence_and_the_end_of_what_it_said(commands: Path) -> None:
    put_command(commands, "node", "echo v22.0.0")
    put_command(
        commands, "npm", 'for i in 1 2 3 4 5 6 7 8 9; do echo "a $i"; echo "b $i"; done; exit 7'
    )

    with pytest.raises(CannotStart) as refused:
        assets.build(force=True)

    first, *rest = str(refused.value).splitlines()
    assert first == "npm could not install the front-end packages (exit status 7)."
    assert rest[-1] == "b 9"
    assert len(rest) == 15


def test_the_version_changes_with_any_source(tmp_path: Path) -> None:
    for name in (".npmrc", "package.json", "package-lock.json", "launch/assets.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / name)
    shutil.copytree(CHECKOUT / "logger" / "assets", tmp_path / "logger" / "assets")
    before = assets.source_version(tmp_path)

    with (tmp_path / "logger" / "assets" / "_chat.scss").open("a") as style:
        style.write("\n")

    assert before == assets.source_version(CHECKOUT)
    assert assets.source_version(tmp_path) != before


@needs_packages
def test_what_is_built_has_no_typeface_picture_or_address_of_others(
    commands: Path, tmp_path: Path
) -> None:
    put_a_working_node(commands)

    assets.build()

    version = (tmp_path / "var" / "assets" / "current").read_text(encoding="utf-8")
    built = tmp_path / "var" / "assets" / version
    style = (built / "front-door.css").read_text(encoding="utf-8")
    assert "Transport" not in style
    assert "@font-face" not in style
    assert "crest" not in style
    assert style.count("url(") == style.count('url("data:') + style.count("url(data:")
    assert {path.name for path in built.iterdir()} >= {
        "chat.js",
        "favicon.svg",
        "govuk-frontend.min.js",
        "page.js",
        "start.js",
        "webchat.js",
    }


@needs_packages
def test_nothing_is_built_twice_from_the_same_sources(
    commands: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_a_working_node(commands)
    assets.build()
    capsys.readouterr()

    assets.build()

    assert capsys.readouterr().out == ""
