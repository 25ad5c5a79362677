from pathlib import Path

import pytest

from launch.environment_file import read_environment_file
from launch.machine import EVERY_SETTING, PORTS, Machine
from launch.paths import CHECKOUT
from launch.refusal import CannotStart
from launch.secrets import MADE_HERE, REQUIRED_IN_PRODUCTION

_INTERNAL = {name for name in MADE_HERE if name.startswith(("DATABASE_", "SANDBOX_"))} | {
    "NOTIFY_SANDBOX_RECEIPT_TOKEN",
    "NOTIFY_SANDBOX_RECEIPT_URL",
}


def machine(var: Path, **settings: str) -> Machine:
    return Machine.of({"VAR_DIR": str(var), **settings})


def test_the_private_database_has_three_roles_with_three_passwords(tmp_path: Path) -> None:
    environment = machine(tmp_path, DATABASE_PORT="6000").environment

    urls = {
        environment[name]
        for name in ("MIGRATION_DATABASE_URL", "DATABASE_URL", "TRACKER_DATABASE_URL")
    }
    assert len({url.split("@")[0] for url in urls}) == 3
    assert {url.split("@")[1] for url in urls} == {"127.0.0.1:6000/front_door"}


def test_a_database_of_ones_own_means_no_private_one(tmp_path: Path) -> None:
    given = machine(tmp_path, DATABASE_URL="postgresql://a:b@db.example.com/front_door")

    assert not given.runs_database
    assert given.environment["DATABASE_URL"] == "postgresql://a:b@db.example.com/front_door"


def test_a_key_of_notify_means_no_sandbox(tmp_path: Path) -> None:
    assert machine(tmp_path).runs_sandbox
    assert not machine(tmp_path, NOTIFY_API_KEY="key").runs_sandbox


def test_an_empty_setting_counts_as_not_set(tmp_path: Path) -> None:
    assert machine(tmp_path, NOTIFY_API_KEY=" ", WEB_PORT="").port("WEB_PORT") == 8000


def test_addresses_follow_the_ports(tmp_path: Path) -> None:
    environment = machine(tmp_path, WEB_PORT="9000", BOT_PORT="9005").environment

    assert environment["PUBLIC_URL"] == "http://127.0.0.1:9000"
    assert environment["BOT_URL"] == "http://127.0.0.1:9005"


@pytest.mark.parametrize("value", ["0", "65536", "-1", "many", "8000 "])
def test_a_port_that_is_no_port_gets_one_sentence(tmp_path: Path, value: str) -> None:
    with pytest.raises(CannotStart, match=r"^WEB_PORT must be a port number from 1 to 65535"):
        machine(tmp_path, WEB_PORT=value)


def test_the_example_file_names_every_setting_and_no_other() -> None:
    lines = (CHECKOUT / ".env.example").read_text(encoding="utf-8").splitlines()

    named = {line.removeprefix("#").partition("=")[0] for line in lines if "=" in line}

    assert named == EVERY_SETTING - _INTERNAL
    assert set(REQUIRED_IN_PRODUCTION) <= named


def test_the_example_file_changes_nothing_when_it_is_copied() -> None:
    assert read_environment_file(CHECKOUT / ".env.example") == {}


def test_the_example_file_shows_the_ports_that_are_used() -> None:
    lines = (CHECKOUT / ".env.example").read_text(encoding="utf-8").splitlines()

    for name, port in PORTS.items():
        assert f"#{name}={port}" in lines
