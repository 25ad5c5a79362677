"""All settings of one machine, complete: what was given, what was made, what follows from them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from launch.database import NAME, OWNER
from launch.environment_file import read_environment_file
from launch.paths import CHECKOUT, var_folder
from launch.refusal import CannotStart
from launch.secrets import MADE_HERE, REQUIRED_IN_PRODUCTION, secrets_for

PORTS: Mapping[str, int] = {
    "WEB_PORT": 8000,
    "SERVICE_PORT": 8001,
    "BOT_PORT": 5005,
    "ACTIONS_PORT": 5055,
    "DATABASE_PORT": 5433,
    "SANDBOX_PORT": 6011,
    "SANDBOX_ADMIN_PORT": 6012,
}

OTHER_SETTINGS = (
    "FRONT_DOOR_ENV",
    "VAR_DIR",
    "PUBLIC_URL",
    "WEB_HOST",
    "TRUSTED_PROXIES",
    "BOT_URL",
    "ACTIONS_URL",
    "SERVICE_URL",
    "SENTENCE_MODEL_DIR",
    "NOTIFY_BASE_URL",
    "NOTIFY_TEMPLATES",
    "NOTIFY_PER_MINUTE",
    "NOTIFY_SANDBOX_RECEIPT_URL",
    "TEAM_EMAIL",
    "DATA_PROTECTION_EMAIL",
    "COMPLAINTS_EMAIL",
    "DUTY_EMAIL",
    "DUTY_PHONE_NUMBER",
    "MANAGER_EMAIL",
    "MANAGER_PHONE_NUMBER",
    "TARGET_IMMEDIATE_MINUTES",
    "TARGET_URGENT_MINUTES",
    "TARGET_SAME_DAY_MINUTES",
    "TARGET_ROUTINE_MINUTES",
    "ESCALATE_IMMEDIATE_MINUTES",
    "ESCALATE_URGENT_MINUTES",
    "CHAT_MESSAGES_PER_MINUTE",
    "CHAT_CONVERSATIONS_PER_HOUR",
    "CHAT_IDLE_HOURS",
    "DRAFT_DAYS",
    "CLOCK_OFFSET_SECONDS",
)

SECRETS = frozenset({*MADE_HERE, *REQUIRED_IN_PRODUCTION, "NOTIFY_SANDBOX_RECEIPT_TOKEN"})
EVERY_SETTING = frozenset({*PORTS, *OTHER_SETTINGS, *SECRETS})


@dataclass(frozen=True)
class Machine:
    """`environment` is everything a process may read; `var` the folder for what is written."""

    var: Path
    environment: Mapping[str, str]
    runs_database: bool
    runs_sandbox: bool

    @classmethod
    def here(cls) -> "Machine":
        """From the environment and .env (the environment wins); raises CannotStart."""
        return cls.of(settings_given_here())

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Machine":
        """From these settings alone; an empty one counts as not set. Raises CannotStart."""
        given = {name: value for name, value in given.items() if value.strip()}
        var = var_folder(given)
        secrets = secrets_for(given, var)
        ports = {name: str(_port(given, name)) for name in PORTS}
        known = {**given, **secrets, **ports, "VAR_DIR": str(var)}
        runs_database = "DATABASE_URL" not in given
        if runs_database:
            known |= _database_urls(known)
        return cls(
            var=var,
            environment={**_derived(known), **_receipts_of_sandbox(known), **known},
            runs_database=runs_database,
            runs_sandbox="NOTIFY_API_KEY" not in given,
        )

    def port(self, name: str) -> int:
        return int(self.environment[name])

    @property
    def log_folder(self) -> Path:
        return self.var / "log"

    @property
    def chat_url(self) -> str:
        return f"http://127.0.0.1:{self.port('WEB_PORT')}"


def settings_given_here() -> dict[str, str]:
    """What the person who runs this machine has set; raises CannotStart for a wrong .env."""
    return {**read_environment_file(CHECKOUT / ".env"), **os.environ}


def _port(given: Mapping[str, str], name: str) -> int:
    value = given.get(name, str(PORTS[name]))
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CannotStart(f"{name} must be a port number from 1 to 65535, and it is {value!r}.")
    return int(value)


def _database_urls(known: Mapping[str, str]) -> dict[str, str]:
    """The addresses of the private database for its three roles."""
    roles = {
        "MIGRATION_DATABASE_URL": (OWNER, "DATABASE_OWNER_PASSWORD"),
        "DATABASE_URL": ("front_door_service", "DATABASE_SERVICE_PASSWORD"),
        "TRACKER_DATABASE_URL": ("front_door_tracker", "DATABASE_TRACKER_PASSWORD"),
    }
    place = f"127.0.0.1:{known['DATABASE_PORT']}/{NAME}"
    return {
        setting: f"postgresql://{role}:{quote(known[password], safe='')}@{place}"
        for setting, (role, password) in roles.items()
    }


def _receipts_of_sandbox(known: Mapping[str, str]) -> dict[str, str]:
    """The sandbox tells our web process what became of a message, as Notify would."""
    token = known.get("NOTIFY_RECEIPT_TOKENS", "").partition(",")[0].strip()
    if not token or "NOTIFY_API_KEY" in known:
        return {}
    return {
        "NOTIFY_SANDBOX_RECEIPT_URL": f"http://127.0.0.1:{known['WEB_PORT']}/notify/receipts",
        "NOTIFY_SANDBOX_RECEIPT_TOKEN": token,
    }


def _derived(known: Mapping[str, str]) -> dict[str, str]:
    return {
        "FRONT_DOOR_ENV": "development",
        "WEB_HOST": "127.0.0.1",
        "PUBLIC_URL": f"http://127.0.0.1:{known['WEB_PORT']}",
        "BOT_URL": f"http://127.0.0.1:{known['BOT_PORT']}",
        "ACTIONS_URL": f"http://127.0.0.1:{known['ACTIONS_PORT']}",
        "SERVICE_URL": f"http://127.0.0.1:{known['SERVICE_PORT']}",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }
