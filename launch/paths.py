"""Where things of this checkout are."""

import os
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SERVICE_PYTHON = CHECKOUT / ".venv" / "service" / "bin" / "python"
BOT_PYTHON = CHECKOUT / ".venv" / "bot" / "bin" / "python"


def var_folder(settings: Mapping[str, str] = os.environ) -> Path:
    """The folder for everything that is made while running: VAR_DIR, else `var`."""
    return CHECKOUT / settings.get("VAR_DIR", "var")
