"""The safety gate's classifier in var/models: trained again only when its sources have changed."""

from pathlib import Path

from launch import service_command
from launch.exclusive import exclusively
from launch.refusal import CannotStart


class ClassifierNotTrained(CannotStart):
    """The sentence the training ended with."""


def train(var: Path, *, force: bool = False) -> None:
    """Let the logger train it; the sentence encoder must be there. Raises ClassifierNotTrained."""
    again = ["--again"] if force else []
    with exclusively(var / "models" / "safety.lock", wait=True):
        service_command.run("logger.safety.train", *again, var=var, refusal=ClassifierNotTrained)
