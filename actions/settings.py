"""The action server's settings, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

_REQUIRED = ("ACTION_SERVER_TOKEN", "ACTIONS_TOKEN")


class SettingsMissing(Exception):
    """Names every variable that has to be set and is not."""


@dataclass(frozen=True)
class Settings:
    """Where the server listens, and how it reaches the enquiry logger."""

    port: int
    server_token: str
    service_url: str
    service_token: str

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises SettingsMissing."""
        missing = [name for name in _REQUIRED if not environment.get(name)]
        if missing:
            raise SettingsMissing(f"These settings are missing: {', '.join(missing)}.")
        return cls(
            port=int(environment.get("ACTIONS_PORT") or 5055),
            server_token=environment["ACTION_SERVER_TOKEN"],
            service_url=environment.get("SERVICE_URL") or "http://127.0.0.1:8001",
            service_token=environment["ACTIONS_TOKEN"],
        )
