import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch.machine import SECRETS, Machine
from launch.processes import Process
from launch.supervisor import Supervisor

SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")
SHOWS_ITS_ENVIRONMENT = (
    sys.executable,
    "-c",
    "import os, time; print(*sorted(os.environ), flush=True); time.sleep(600)",
)


def eventually(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 15
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.fixture
def table() -> list[Process]:
    return [
        Process("database", SLEEPS, stop_signal="INT"),
        Process("bot", SHOWS_ITS_ENVIRONMENT, secrets=frozenset({"BOT_TOKEN"})),
    ]


@pytest.fixture
def supervisor(machine: Machine, table: list[Process]) -> Iterator[Supervisor]:
    supervisor = Supervisor(machine, table, restarts=True)
    supervisor.start()
    yield supervisor
    supervisor.stop()


def test_what_is_killed_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start_process("bot")
    assert eventually(lambda: supervisor.pid("bot") is not None)
    first = supervisor.pid("bot")
    assert first is not None
    assert eventually(lambda: supervisor.state("bot")["statename"] == "RUNNING")

    os.kill(first, signal.SIGKILL)

    assert eventually(lambda: supervisor.pid("bot") not in (None, first))


def test_without_restarts_what_is_killed_stays_dead(machine: Machine, table: list[Process]) -> None:
    supervisor = Supervisor(machine, table, restarts=False)
    supervisor.start()
    supervisor.start_process("bot")
    assert eventually(lambda: supervisor.state("bot")["statename"] == "RUNNING")
    pid = supervisor.pid("bot")
    assert pid is not None

    os.kill(pid, signal.SIGKILL)

    assert eventually(lambda: supervisor.state("bot")["statename"] == "EXITED")
    supervisor.stop()


def test_a_process_sees_its_own_secrets_only(supervisor: Supervisor, machine: Machine) -> None:
    log = machine.log_folder / "bot.log"

    supervisor.start_process("bot")

    assert eventually(lambda: log.exists() and log.stat().st_size > 0)
    assert SECRETS & set(log.read_text().split()) == {"BOT_TOKEN"}


def test_the_configuration_holds_no_secret(supervisor: Supervisor, machine: Machine) -> None:
    written = (machine.var / "supervisord.conf").read_text()

    assert supervisor.is_running()
    for name in SECRETS & set(machine.environment):
        assert machine.environment[name] not in written


def test_stopping_leaves_nothing_running(machine: Machine, table: list[Process]) -> None:
    supervisor = Supervisor(machine, table, restarts=True)
    supervisor.start()
    supervisor.start_process("database")
    supervisor.start_process("bot")
    assert eventually(lambda: supervisor.pid("bot") is not None)
    pids = [supervisor.pid("database"), supervisor.pid("bot")]

    supervisor.stop()

    assert not any(exists(pid) for pid in pids if pid)
    assert not supervisor.is_running()


def test_the_processes_end_when_the_supervisor_is_killed(machine: Machine) -> None:
    from launch.guarded import guard

    supervisor = Supervisor(machine, [Process("bot", (*guard("TERM"), *SLEEPS))], restarts=True)
    supervisor.start()
    supervisor.start_process("bot")
    assert eventually(lambda: supervisor.state("bot")["statename"] == "RUNNING")
    bot = supervisor.pid("bot")
    assert bot is not None
    daemon = int((machine.var / "supervisord.pid").read_text())

    os.kill(daemon, signal.SIGKILL)

    assert eventually(lambda: not exists(bot))
    supervisor.stop()
