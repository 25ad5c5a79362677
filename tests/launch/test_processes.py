from pathlib import Path

from launch.database import PrivatePostgres
from launch.machine import SECRETS, Machine
from launch.processes import Process, process_table


def table_of(machine: Machine) -> dict[str, Process]:
    database = None
    if machine.runs_database:
        database = PrivatePostgres(machine.var / "database", machine.port("DATABASE_PORT"), "word")
    return {process.name: process for process in process_table(machine, database)}


def withheld_from(process: Process) -> set[str]:
    begin = "--unset="
    return {word.removeprefix(begin) for word in process.command() if word.startswith(begin)}


def test_every_process_has_its_place_in_the_table(machine: Machine) -> None:
    assert list(table_of(machine)) == ["database", "bot", "notify", "actions", "web", "dispatcher"]


def test_a_database_and_a_notify_of_ones_own_need_no_process(var: Path) -> None:
    own = Machine.of(
        {"VAR_DIR": str(var), "DATABASE_URL": "postgresql://a:b@h/n", "NOTIFY_API_KEY": "key"}
    )

    assert not {"database", "notify"} & set(table_of(own))


def test_the_bot_cannot_learn_how_to_read_the_enquiries(machine: Machine) -> None:
    withheld = withheld_from(table_of(machine)["bot"])

    assert {"DATA_KEYS", "INDEX_KEY", "DATABASE_URL", "MIGRATION_DATABASE_URL"} <= withheld
    assert {"ACTIONS_TOKEN", "DATABASE_OWNER_PASSWORD", "METRICS_TOKEN"} <= withheld
    assert not {"TRACKER_KEYS", "TRACKER_DATABASE_URL", "BOT_TOKEN"} & withheld


def test_no_long_running_process_may_change_tables(machine: Machine) -> None:
    for process in table_of(machine).values():
        assert "MIGRATION_DATABASE_URL" in withheld_from(process)
        assert "DATABASE_OWNER_PASSWORD" in withheld_from(process)


def test_no_command_shows_the_value_of_a_secret(machine: Machine) -> None:
    values = {machine.environment[name] for name in SECRETS if name in machine.environment}

    for process in table_of(machine).values():
        assert not any(value in word for word in process.command() for value in values)


def test_no_two_processes_listen_on_the_same_port(machine: Machine) -> None:
    ports = [port for process in table_of(machine).values() for port in process.ports]

    assert len(ports) == len(set(ports))
