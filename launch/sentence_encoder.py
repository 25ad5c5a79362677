"""The sentence encoder in var/models: built again only when its model or code has changed."""

import subprocess
from pathlib import Path

from launch.exclusive import exclusively
from launch.machine import settings_given_here
from launch.paths import CHECKOUT, SERVICE_PYTHON
from launch.refusal import CannotStart


class EncoderNotBuilt(CannotStart):
    """The sentence the build ended with."""


def build(var: Path) -> None:
    """Let `python -m encoder` build it unless it is there; raises EncoderNotBuilt."""
    with exclusively(var / "models" / "encoder.lock", wait=True):
        outcome = subprocess.run(
            [str(SERVICE_PYTHON), "-m", "encoder", "build"],
            cwd=CHECKOUT,
            env={**settings_given_here(), "VAR_DIR": str(var)},
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    if outcome.returncode != 0:
        raise EncoderNotBuilt(outcome.stderr.strip())
