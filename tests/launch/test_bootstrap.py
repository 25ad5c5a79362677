"""The stamp logic, on a copy of the script in a checkout of its own, with real environments."""

import importlib.util
import sys
import venv
from pathlib import Path
from types import ModuleType

import pytest

from launch import bootstrap as original

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def bootstrap(tmp_path: Path) -> ModuleType:
    """The script as a fresh clone would run it, for environments of the Python that runs this."""
    (tmp_path / "launch").mkdir()
    (tmp_path / "requirements").mkdir()
    for lock in ("service", "service-test", "bot", "bot-test"):
        (tmp_path / "requirements" / f"{lock}.txt").write_text(f"{lock} as it was\n")
    script = tmp_path / "launch" / "bootstrap.py"
    script.write_text(Path(original.__file__).read_text())
    spec = importlib.util.spec_from_file_location("bootstrap_of_a_clone", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.PYTHONS = {"service": HERE, "bot": "3.10"}
    return module


@pytest.fixture
def made(bootstrap: ModuleType) -> ModuleType:
    venv.create(bootstrap.VENVS / "service", with_pip=False)
    return bootstrap


def change(bootstrap: ModuleType, lock: str) -> None:
    (bootstrap.REQUIREMENTS / f"{lock}.txt").write_text("changed\n")


def test_a_fresh_clone_needs_both_locks(bootstrap: ModuleType) -> None:
    assert bootstrap.lock_to_install("service", with_tests=False) == "service"
    assert bootstrap.lock_to_install("bot", with_tests=True) == "bot-test"


def test_what_was_installed_is_not_installed_again(made: ModuleType) -> None:
    made.stamp("service", "service")

    assert made.lock_to_install("service", with_tests=False) is None


def test_tests_need_more_than_what_runs(made: ModuleType) -> None:
    made.stamp("service", "service")

    assert made.lock_to_install("service", with_tests=True) == "service-test"


def test_run_and_test_do_not_take_turns_in_installing(made: ModuleType) -> None:
    made.stamp("service", "service-test")

    assert made.lock_to_install("service", with_tests=False) is None
    assert made.lock_to_install("service", with_tests=True) is None


def test_a_changed_lock_is_installed_and_the_test_tools_stay(made: ModuleType) -> None:
    made.stamp("service", "service-test")

    change(made, "service-test")

    assert made.lock_to_install("service", with_tests=False) == "service-test"


def test_an_environment_whose_python_is_gone_is_made_again(made: ModuleType) -> None:
    made.stamp("service", "service")
    made.python_of("service").unlink()

    assert made.lock_to_install("service", with_tests=False) == "service"


def test_an_installation_that_was_cut_short_is_done_again(made: ModuleType) -> None:
    made.stamp("service", "service")

    with pytest.raises(made.Stopped, match=r"requirements/service.txt could not be installed"):
        made.install("false", "service", "service")

    assert made.lock_to_install("service", with_tests=False) == "service"


def test_a_missing_python_gets_one_sentence_that_says_what_to_install(
    made: ModuleType,
) -> None:
    with pytest.raises(made.Stopped, match=r"^Front Door needs Python 3\.99.* install it \("):
        made.find_python("false", "3.99")


def test_an_old_uv_is_told_from_a_new_one(made: ModuleType, tmp_path: Path) -> None:
    old = tmp_path / "uv"
    old.write_text("#!/bin/sh\necho uv 0.4.30\n")
    old.chmod(0o755)

    assert made.uv_version(str(old)) == (0, 4)
    assert made.uv_version(str(old)) < made.OLDEST_UV
    assert made.uv_version("false") == (0,)
