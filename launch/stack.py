"""The whole system of one machine, as one thing that starts, loses a part, and stops."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launch import readiness
from launch.database import PrivatePostgres
from launch.machine import EVERY_SETTING, PORTS, Machine
from launch.paths import CHECKOUT, SERVICE_PYTHON, var_folder
from launch.ports import free_ports
from launch.preparation import prepare
from launch.processes import Process, process_table
from launch.refusal import CannotStart
from launch.supervisor import Supervisor

_START_SECONDS = 180
_STARTS_IN_VAIN = 4
_LAST_LINES = 12
OnEach = Callable[[str, float], None]


def _hear_nothing(_name: str, _seconds: float) -> None:
    pass


class Stack:
    """Every process of the table under one supervisor.

    With `restarts` what dies is started again; without, a killed process stays dead until
    `restart()`. Health is asked over loopback sockets.
    """

    def __init__(self, machine: Machine, *, restarts: bool = True) -> None:
        self.machine = machine
        self.database = _private_database(machine) if machine.runs_database else None
        self.table = process_table(machine, self.database)
        self._supervisor = Supervisor(machine, self.table, restarts=restarts)

    @property
    def url(self) -> str:
        return self.machine.chat_url

    @property
    def console_url(self) -> str:
        return f"{self.url}/console"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.machine.port('SANDBOX_PORT')}/sandbox"

    @property
    def environment(self) -> Mapping[str, str]:
        """Every setting and secret of this system, by name."""
        return self.machine.environment

    def start(self, on_each: OnEach = _hear_nothing) -> None:
        """Start everything and wait until it is ready.

        Raises CannotStart; the caller then has to `stop()`.
        """
        self.begin(on_each)
        self.wait_until_ready(on_each)

    def begin(self, on_each: OnEach = _hear_nothing) -> None:
        """Start everything, the slow bot first and beside all the rest, and migrate the database.

        The logger's commands work from here on. Raises CannotStart, as `start()` does.
        """
        if self.database:
            self.database.initialise()
        self._supervisor.start()
        for process in self.table:
            if not process.needs_migrated_database:
                self._supervisor.start_process(process.name)
        self._migrate(on_each)
        for process in self.table:
            if process.needs_migrated_database:
                self._supervisor.start_process(process.name)

    def wait_until_ready(
        self, on_each: OnEach = _hear_nothing, *, timeout: float = _START_SECONDS
    ) -> None:
        """Wait for each process, then for /health/ready; raises CannotStart naming what is not."""
        watch = _Watch(self)
        ready = {"everything together": lambda: readiness.answers(f"{self.url}/health/ready")}
        try:
            readiness.wait_for(
                readiness.health_checks(self.table),
                timeout=timeout,
                on_each=on_each,
                still_worth_it=watch.check,
            )
            readiness.wait_for(ready, timeout=timeout, on_each=on_each, still_worth_it=watch.check)
        except readiness.NotReadyInTime as problem:
            parts = readiness.unready_parts(f"{self.url}/health/ready")
            raise CannotStart(
                f"{problem} /health/ready still waits for: {', '.join(parts) or 'nothing'}. "
                f"The reasons are in {self.machine.log_folder}."
            ) from None

    def stop(self) -> None:
        """Stop everything, the database last; nothing of it is left running."""
        self._supervisor.stop()

    def is_supervised(self) -> bool:
        """Whether the supervisor itself still runs."""
        return self._supervisor.is_running()

    def is_given_up(self, name: str) -> bool:
        """Whether it ended and nobody will start it again."""
        return self._supervisor.state(name)["statename"] in ("EXITED", "FATAL")

    def process(self, name: str) -> Process:
        return next(process for process in self.table if process.name == name)

    def pid(self, name: str) -> int | None:
        """Its process id now; None while it does not run."""
        return self._supervisor.pid(name)

    def kill(self, name: str) -> int:
        """SIGKILL it, as a failing machine would, and wait until it is gone; its old process id."""
        pid = self.pid(name)
        if pid is None:
            raise LookupError(f"{name} is not running")
        os.kill(pid, signal.SIGKILL)
        readiness.wait_for({name: lambda: self.pid(name) != pid}, timeout=10)
        return pid

    def pause(self, name: str) -> None:
        """Freeze it: it keeps its port and answers nothing, until `resume()`."""
        self._signal(name, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self._signal(name, signal.SIGCONT)

    def restart(self, name: str, *, wait: bool = True) -> None:
        """Stop it if it runs, start it, and wait until it works."""
        self._supervisor.stop_process(name)
        self._supervisor.start_process(name)
        if wait:
            self.wait_until_works(name)

    def stop_process(self, name: str) -> None:
        """Stop one in order; it stays down until `restart()`."""
        self._supervisor.stop_process(name)

    def wait_until_works(self, name: str, *, timeout: float = 90) -> None:
        """Wait until this one process answers; raises NotReadyInTime."""
        readiness.wait_for({name: lambda: self._works(name)}, timeout=timeout)

    def log(self, name: str) -> Path:
        """The file with everything this process has said."""
        return self.machine.log_folder / f"{name}.log"

    def logger_command(self, *arguments: str) -> str:
        """What `python -m logger ARGUMENTS` prints; raises CannotStart when it fails."""
        outcome = subprocess.run(
            [str(SERVICE_PYTHON), "-m", "logger", *arguments],
            cwd=CHECKOUT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if outcome.returncode != 0:
            said = f"{outcome.stdout}\n{outcome.stderr}".strip()
            raise CannotStart(f"python -m logger {' '.join(arguments)} failed:\n{said}")
        return outcome.stdout.strip()

    def _migrate(self, on_each: OnEach) -> None:
        if self.database:
            database = self.database
            readiness.wait_for({"database": database.is_ready}, timeout=60, on_each=on_each)
        self.logger_command("migrate")

    def _works(self, name: str) -> bool:
        if name == "database" and self.database:
            return self.database.is_ready()
        health = self.process(name).health
        return self.pid(name) is not None and (health is None or readiness.answers(health))

    def _signal(self, name: str, sign: signal.Signals) -> None:
        pid = self.pid(name)
        if pid is None:
            raise LookupError(f"{name} is not running")
        os.kill(pid, sign)


class _Watch:
    """Ends a wait that has become pointless: a process that ends each time it is started."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._seen: dict[str, set[int]] = {process.name: set() for process in stack.table}

    def check(self) -> None:
        """Raises CannotStart with the last words of the process."""
        if not self._stack.is_supervised():
            log = self._stack.machine.log_folder / "supervisord.log"
            raise CannotStart(f"The supervisor ended: see {log}.")
        for name, pids in self._seen.items():
            pids |= {pid for pid in [self._stack.pid(name)] if pid}
            if self._stack.is_given_up(name) or len(pids) > _STARTS_IN_VAIN:
                log = self._stack.log(name)
                lines = log.read_text(errors="replace").splitlines()[-_LAST_LINES:]
                raise CannotStart(f"{name} does not start. The end of {log}:\n" + "\n".join(lines))


@contextmanager
def temporary_stack(
    settings: Mapping[str, str] | None = None, *, restarts: bool = False
) -> Iterator[Stack]:
    """The whole system on free ports with a database and secrets of its own, removed afterwards.

    It uses the assets and the trained assistant of the checkout, made when needed. No setting of
    the person who runs it has a say: only `settings` do. Call it from the main thread, so that
    nothing outlives a killed test run.
    """
    shared = var_folder()
    prepare(shared)
    var = Path(tempfile.mkdtemp(prefix="front-door-"))
    var.chmod(0o711)  # the database's user walks through it
    for made_once in ("models", "assets"):
        (var / made_once).symlink_to(shared / made_once)
    ports = {name: str(port) for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True)}
    surroundings = {k: v for k, v in os.environ.items() if k not in EVERY_SETTING}
    machine = Machine.of({**surroundings, **ports, "VAR_DIR": str(var), **(settings or {})})
    stack = Stack(machine, restarts=restarts)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        if stack.database:
            stack.database.destroy()
        shutil.rmtree(var)


def _private_database(machine: Machine) -> PrivatePostgres:
    password = machine.environment["DATABASE_OWNER_PASSWORD"]
    return PrivatePostgres(machine.var / "database", machine.port("DATABASE_PORT"), password)
