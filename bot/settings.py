"""The bot's settings, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_REQUIRED = ("TRACKER_DATABASE_URL", "TRACKER_KEYS", "BOT_TOKEN", "ACTION_SERVER_TOKEN")


class SettingsMissing(Exception):
    """Names every variable that has to be set and is not."""


@dataclass(frozen=True)
class Settings:
    """Where the bot listens and the model it loads; endpoints and tokens go to Rasa's files."""

    port: int
    model: Path
    actions_url: str

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises SettingsMissing."""
        missing = [name for name in _REQUIRED if not environment.get(name)]
        if missing:
            raise SettingsMissing(f"These settings are missing: {', '.join(missing)}.")
        var = Path(environment.get("VAR_DIR") or "var")
        return cls(
            port=int(environment.get("BOT_PORT") or 5005),
            model=Path(environment.get("BOT_MODEL") or var / "models" / "front-door.tar.gz"),
            actions_url=environment.get("ACTIONS_URL") or "http://127.0.0.1:5055",
        )
