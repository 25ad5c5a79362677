"""Where things of this checkout are."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SERVICE_PYTHON = CHECKOUT / ".venv" / "service" / "bin" / "python"
BOT_PYTHON = CHECKOUT / ".venv" / "bot" / "bin" / "python"


def var_folder() -> Path:
    """The folder for everything that is made while running: VAR_DIR, else `var`."""
    return CHECKOUT / os.environ.get("VAR_DIR", "var")
