"""The safety gate's classifier in var/models: trained again only when its sources have changed."""

import subprocess
from pathlib import Path

from launch.exclusive import exclusively
from launch.machine import settings_given_here
from launch.paths import CHECKOUT, SERVICE_PYTHON
from launch.refusal import CannotStart


class ClassifierNotTrained(CannotStart):
    """The sentence the training ended with."""


def train(var: Path, *, force: bool = False) -> None:
    """Let the logger train it; the sentence encoder must be there. Raises ClassifierNotTrained."""
    with exclusively(var / "models" / "safety.lock", wait=True):
        outcome = subprocess.run(
            [
                str(SERVICE_PYTHON),
                "-m",
                "logger.safety.train",
                *(["--again"] if force else []),
            ],
            cwd=CHECKOUT,
            env={**settings_given_here(), "VAR_DIR": str(var)},
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    if outcome.returncode != 0:
        raise ClassifierNotTrained(outcome.stderr.strip())
