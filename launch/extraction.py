"""The model in var/models that reads names and addresses: made again when its sources change."""

from pathlib import Path

from launch import service_command
from launch.exclusive import exclusively
from launch.progress import step
from launch.refusal import CannotStart
from launch.training import fingerprint

SOURCES = (
    "data/extraction/frames.txt",
    "data/extraction/without_names.txt",
    "data/extraction/people.yml",
    "data/extraction/places.yml",
    "data/nlu",
    "actions/extraction_examples.py",
    "actions/extraction_model.py",
    "actions/train_extraction.py",
    "actions/token_vectors.py",
    "encoder",
    "requirements/service.txt",
)


class ExtractionNotTrained(CannotStart):
    """The sentence the training ended with."""


def train(var: Path, *, force: bool = False) -> None:
    """Let `python -m actions.train_extraction` make it if needed; raises ExtractionNotTrained."""
    models = var / "models"
    trained_from = models / "extraction.trained-from"
    with exclusively(models / "extraction.lock", wait=True):
        now = fingerprint(SOURCES)
        if not force and _is_from(trained_from, now) and (models / "extraction").is_dir():
            return
        with step("Learning names and addresses (about a minute)"):
            _train(var)
        trained_from.write_text(now)


def _is_from(trained_from: Path, now: str) -> bool:
    return trained_from.exists() and trained_from.read_text() == now


def _train(var: Path) -> None:
    service_command.run(
        "actions.train_extraction", var=var, refusal=ExtractionNotTrained, is_silent=True
    )
