"""supervisord: keeps the processes of the table running and restarts what dies."""

import os
import pwd
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from launch.guarded import guard
from launch.machine import Machine
from launch.paths import CHECKOUT
from launch.processes import Process
from launch.refusal import CannotStart

_LEAVES_ALONE_AFTER = 1_000_000  # failed starts in a row: we never give up
_STOP_SECONDS = 10


class Supervisor:
    """One supervisord with its own configuration file and a control socket only we can open."""

    def __init__(self, machine: Machine, table: Iterable[Process], *, restarts: bool) -> None:
        self._machine = machine
        self._table = tuple(table)
        self._restarts = restarts
        self._socket_folder: Path | None = None
        self._daemon: subprocess.Popen[bytes] | None = None
        self._configuration = machine.var / "supervisord.conf"

    def start(self) -> None:
        """Start supervisord, with no process running yet."""
        self._machine.log_folder.mkdir(parents=True, exist_ok=True)
        self._socket_folder = Path(tempfile.mkdtemp(prefix="front-door-"))  # a short path
        self._configuration.write_text(self._written(), encoding="utf-8")
        self._daemon = subprocess.Popen(
            [
                *guard("TERM"),
                sys.executable,
                "-m",
                "supervisor.supervisord",
                "--nodaemon",
                "--silent",
                f"--configuration={self._configuration}",
            ],
            cwd=CHECKOUT,
            env={**os.environ, **self._machine.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us, and we stop it in order
        )
        deadline = time.monotonic() + 20
        while not self._socket.exists():
            if not self.is_running() or time.monotonic() > deadline:
                raise CannotStart(
                    f"supervisord did not start: see {self._machine.log_folder}/supervisord.log."
                )
            time.sleep(0.05)

    def is_running(self) -> bool:
        return self._daemon is not None and self._daemon.poll() is None

    def start_process(self, name: str) -> None:
        """Start it unless it is running already."""
        try:
            self._ask("startProcess", name, False)
        except Fault as fault:
            if fault.faultCode != Faults.ALREADY_STARTED:
                raise

    def stop_process(self, name: str) -> None:
        """Stop it and wait until it is gone; it is not restarted."""
        self._request_stop(name, wait=True)

    def state(self, name: str) -> dict[str, Any]:
        """What supervisord knows: `statename`, `pid` (0 when not running), `start`, `spawnerr`."""
        information: dict[str, Any] = self._ask("getProcessInfo", name)
        return information

    def pid(self, name: str) -> int | None:
        return int(self.state(name)["pid"]) or None

    def stop(self) -> None:
        """Stop every process at once, the database after all the others, then supervisord."""
        if self.is_running():
            names = [process.name for process in self._table if process.name != "database"]
            for name in names:
                self._request_stop(name, wait=False)
            self._wait_until_stopped(names)
            self._end_daemon()
        if self._socket_folder:
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    @property
    def _socket(self) -> Path:
        assert self._socket_folder is not None, "supervisord was not started"  # noqa: S101  # ours
        return self._socket_folder / "supervisor.sock"

    def _ask(self, method: str, *arguments: object) -> Any:
        """Call supervisord's own interface over its socket file; raises Fault."""
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        try:
            proxy = ServerProxy("http://127.0.0.1", transport=transport)
            return getattr(proxy.supervisor, method)(*arguments)
        finally:
            transport.close()

    def _request_stop(self, name: str, *, wait: bool) -> None:
        try:
            self._ask("stopProcess", name, wait)
        except Fault as fault:
            if fault.faultCode != Faults.NOT_RUNNING:
                raise

    def _wait_until_stopped(self, names: Iterable[str]) -> None:
        deadline = time.monotonic() + _STOP_SECONDS + 5
        while any(self.pid(name) for name in names) and time.monotonic() < deadline:
            time.sleep(0.1)

    def _end_daemon(self) -> None:
        assert self._daemon is not None  # noqa: S101  # is_running() said so
        self._daemon.terminate()
        try:
            self._daemon.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._daemon.kill()
            self._daemon.wait()

    def _written(self) -> str:
        """The configuration. It holds no secret: those travel in supervisord's environment."""
        log = self._machine.log_folder
        lines = [
            "; Written anew at each start: change nothing here.",
            "[unix_http_server]",
            f"file={_escaped(self._socket)}",
            "chmod=0700",
            "[rpcinterface:supervisor]",
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
            "[supervisord]",
            f"logfile={_escaped(log / 'supervisord.log')}",
            f"pidfile={_escaped(self._machine.var / 'supervisord.pid')}",
            "logfile_maxbytes=5MB",
            "logfile_backups=2",
        ]
        if os.geteuid() == 0:
            lines.append(f"user={pwd.getpwuid(0).pw_name}")
        for process in self._table:
            lines += self._section(process)
        return "\n".join(lines) + "\n"

    def _section(self, process: Process) -> list[str]:
        log = self._machine.log_folder / f"{process.name}.log"
        group = str(process.is_stopped_as_group).lower()
        return [
            f"[program:{process.name}]",
            f"command={_escaped(shlex.join(process.command()))}",
            f"directory={_escaped(CHECKOUT)}",
            f"priority={1 if process.name == 'database' else 10}",
            "autostart=false",
            f"autorestart={str(self._restarts).lower()}",
            f"startretries={_LEAVES_ALONE_AFTER if self._restarts else 0}",
            "startsecs=1",
            f"stopsignal={process.stop_signal}",
            f"stopwaitsecs={_STOP_SECONDS}",
            f"stopasgroup={group}",
            "killasgroup=true",
            "redirect_stderr=true",
            f"stdout_logfile={_escaped(log)}",
            "stdout_logfile_maxbytes=10MB",
            "stdout_logfile_backups=3",
        ]


def _escaped(value: object) -> str:
    """supervisord expands % signs in its configuration."""
    return str(value).replace("%", "%%")
