"""The secrets of one machine: made once, kept in var/secrets.env, readable by their owner only."""

import base64
import fcntl
import os
import secrets
import tempfile
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from launch.environment_file import read_environment_file
from launch.refusal import CannotStart

FILE_NAME = "secrets.env"
_OWNER_ONLY = 0o600


def _password() -> str:
    return secrets.token_urlsafe(32)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def _versioned_key() -> str:
    return f"1:{_key()}"


def _sandbox_key() -> str:
    """Shaped as Notify's keys are: a name, the service's id, the secret."""
    return (
        f"front_door_sandbox-{uuid.uuid4()}-{uuid.UUID(bytes=secrets.token_bytes(16), version=4)}"
    )


MADE_HERE: Mapping[str, Callable[[], str]] = {
    "DATA_KEYS": _versioned_key,
    "INDEX_KEY": _key,
    "TRACKER_KEYS": _versioned_key,
    "BOT_TOKEN": _password,
    "ACTIONS_TOKEN": _password,
    "ACTION_SERVER_TOKEN": _password,
    "METRICS_TOKEN": _password,
    "NOTIFY_RECEIPT_TOKENS": _password,
    "DATABASE_OWNER_PASSWORD": _password,
    "DATABASE_SERVICE_PASSWORD": _password,
    "DATABASE_TRACKER_PASSWORD": _password,
    "SANDBOX_NOTIFY_API_KEY": _sandbox_key,
}

REQUIRED_IN_PRODUCTION = (
    "DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "TRACKER_DATABASE_URL",
    "DATA_KEYS",
    "INDEX_KEY",
    "TRACKER_KEYS",
    "BOT_TOKEN",
    "ACTIONS_TOKEN",
    "ACTION_SERVER_TOKEN",
    "METRICS_TOKEN",
    "NOTIFY_API_KEY",
    "NOTIFY_RECEIPT_TOKENS",
)


def secrets_for(given: Mapping[str, str], var: Path) -> dict[str, str]:
    """Every secret this machine needs beside those in `given`.

    In production nothing is made up: raises CannotStart naming every secret that is missing.
    """
    if given.get("FRONT_DOOR_ENV") == "production":
        _check_complete(given)
        return {}
    return {name: value for name, value in _kept_in(var).items() if name not in given}


def _check_complete(given: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED_IN_PRODUCTION if not given.get(name)]
    if missing:
        raise CannotStart(
            f"In production every secret has to be set. These are missing: {', '.join(missing)}."
        )


def _kept_in(var: Path) -> dict[str, str]:
    var.mkdir(parents=True, exist_ok=True)
    path = var / FILE_NAME
    with (var / "secrets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = read_environment_file(path)
        missing = [name for name in MADE_HERE if name not in kept]
        if missing:
            kept |= {name: MADE_HERE[name]() for name in missing}
            _write(path, kept)
    return kept


def _write(path: Path, values: Mapping[str, str]) -> None:
    """Put the new file in place in one step: a crash leaves the old one or the new one."""
    lines = [
        "# Made once for this machine. Without DATA_KEYS what is stored cannot be read: keep it."
    ]
    lines += [f"{name}={value}" for name, value in values.items()]
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), _OWNER_ONLY)
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
