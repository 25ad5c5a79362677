"""The one table of processes: what runs, where it listens, which secrets it may know."""

import shutil
from dataclasses import dataclass

from launch.database import PrivatePostgres
from launch.guarded import guard
from launch.machine import SECRETS, Machine
from launch.paths import BOT_PYTHON, SERVICE_PYTHON

_SERVICE_SECRETS = frozenset(
    {
        "DATABASE_URL",
        "DATA_KEYS",
        "INDEX_KEY",
        "BOT_TOKEN",
        "ACTIONS_TOKEN",
        "METRICS_TOKEN",
        "NOTIFY_API_KEY",
        "NOTIFY_RECEIPT_TOKENS",
        "SANDBOX_NOTIFY_API_KEY",
    }
)
# numpy's sums here are small: waking other threads for them costs more than it saves.
_ONE_THREAD = "OPENBLAS_NUM_THREADS=1"
_BOT_SECRETS = frozenset(
    {"TRACKER_DATABASE_URL", "TRACKER_KEYS", "BOT_TOKEN", "ACTION_SERVER_TOKEN"}
)


@dataclass(frozen=True)
class Process:
    """One long-running process; `ports` names settings, `health` answers 200 while it works."""

    name: str
    argv: tuple[str, ...]
    ports: tuple[str, ...] = ()
    health: str | None = None
    secrets: frozenset[str] = frozenset()
    stop_signal: str = "TERM"
    is_stopped_as_group: bool = True
    needs_migrated_database: bool = False

    def command(self) -> list[str]:
        """What to run: the process, without the secrets that are none of its business.

        They are taken away by name, so that no value stands in a file or in a list of processes.
        """
        withheld = sorted(SECRETS - self.secrets)
        env = shutil.which("env") or "/usr/bin/env"
        return [env, *(f"--unset={name}" for name in withheld), _ONE_THREAD, *self.argv]


def process_table(machine: Machine, database: PrivatePostgres | None) -> tuple[Process, ...]:
    """Every process this machine runs, in the order of their start."""
    table = [
        *([_database(database)] if database else []),
        _python(
            "bot",
            str(BOT_PYTHON),
            "bot",
            ports=("BOT_PORT",),
            health=f"http://127.0.0.1:{machine.port('BOT_PORT')}/webhooks/webchat/health",
            secrets=_BOT_SECRETS,
        ),
        *([_sandbox(machine)] if machine.runs_sandbox else []),
        _python(
            "actions",
            str(SERVICE_PYTHON),
            "actions",
            ports=("ACTIONS_PORT",),
            health=f"http://127.0.0.1:{machine.port('ACTIONS_PORT')}/health",
            secrets=frozenset({"ACTIONS_TOKEN", "ACTION_SERVER_TOKEN"}),
        ),
        _python(
            "web",
            str(SERVICE_PYTHON),
            "logger",
            "serve",
            ports=("WEB_PORT", "SERVICE_PORT"),
            health=f"{machine.chat_url}/health/live",
            secrets=_SERVICE_SECRETS,
            needs_migrated_database=True,
        ),
        _python(
            "dispatcher",
            str(SERVICE_PYTHON),
            "logger",
            "dispatch",
            secrets=_SERVICE_SECRETS,
            needs_migrated_database=True,
        ),
    ]
    return tuple(table)


def _database(database: PrivatePostgres) -> Process:
    return Process(
        name="database",
        argv=tuple(database.command()),
        ports=("DATABASE_PORT",),
        stop_signal="INT",  # PostgreSQL's fast shutdown
        is_stopped_as_group=False,  # the server tells its own children
    )


def _sandbox(machine: Machine) -> Process:
    return _python(
        "notify",
        str(SERVICE_PYTHON),
        "logger.notify_sandbox",
        ports=("SANDBOX_PORT", "SANDBOX_ADMIN_PORT"),
        health=f"http://127.0.0.1:{machine.port('SANDBOX_PORT')}/sandbox",
        secrets=frozenset({"SANDBOX_NOTIFY_API_KEY", "NOTIFY_SANDBOX_RECEIPT_TOKEN"}),
    )


def _python(
    name: str,
    python: str,
    module: str,
    *arguments: str,
    ports: tuple[str, ...] = (),
    health: str | None = None,
    secrets: frozenset[str],
    needs_migrated_database: bool = False,
) -> Process:
    return Process(
        name=name,
        argv=(*guard("TERM"), python, "-m", module, *arguments),
        ports=ports,
        health=health,
        secrets=secrets,
        needs_migrated_database=needs_migrated_database,
    )
