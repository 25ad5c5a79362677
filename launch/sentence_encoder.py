"""The sentence encoder in var/models: built again only when its model or code has changed."""

from pathlib import Path

from launch import service_command
from launch.exclusive import exclusively
from launch.refusal import CannotStart


class EncoderNotBuilt(CannotStart):
    """The sentence the build ended with."""


def build(var: Path) -> None:
    """Let `python -m encoder` build it unless it is there; raises EncoderNotBuilt."""
    with exclusively(var / "models" / "encoder.lock", wait=True):
        service_command.run("encoder", "build", var=var, refusal=EncoderNotBuilt)
