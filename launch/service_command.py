"""A command of the service environment that set-up waits for."""

import subprocess
from pathlib import Path

from launch.machine import settings_given_here
from launch.paths import CHECKOUT, SERVICE_PYTHON
from launch.refusal import CannotStart


def run(*arguments: str, var: Path, refusal: type[CannotStart], is_silent: bool = False) -> None:
    """Run `python -m ...` on this VAR_DIR; raises the refusal with the words it ended with."""
    outcome = subprocess.run(
        [str(SERVICE_PYTHON), "-m", *arguments],
        cwd=CHECKOUT,
        env={**settings_given_here(), "VAR_DIR": str(var)},
        stdout=subprocess.DEVNULL if is_silent else None,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if outcome.returncode != 0:
        raise refusal(outcome.stderr.strip())
