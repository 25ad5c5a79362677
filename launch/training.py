"""The trained assistant in var/models: made again only when what it learns from has changed."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from launch.exclusive import exclusively
from launch.paths import BOT_PYTHON, CHECKOUT
from launch.progress import step
from launch.refusal import CannotStart

MODEL_NAME = "front-door"
_DOMAIN = "bot/domain"
_DATA = ("data/nlu", "data/rules")
_SOURCES = (_DOMAIN, *_DATA, "config.yml", "bot/nlu", "encoder", "requirements/bot.txt")


class TrainingFailed(CannotStart):
    """Rasa could not train; the message says where its words are kept."""


class Assistant:
    """The model of one folder, with the fingerprint of the files it was trained from."""

    def __init__(self, models: Path, log: Path) -> None:
        self._folder = models
        self._log = log
        self.model = models / f"{MODEL_NAME}.tar.gz"
        self._trained_from = models / f"{MODEL_NAME}.trained-from"
        self._validated = models / f"{MODEL_NAME}.validated"

    def is_current(self) -> bool:
        return self.model.exists() and _read(self._trained_from) == fingerprint()

    def train(self, *, force: bool = False) -> None:
        """Train if anything changed; raises TrainingFailed."""
        with exclusively(self._folder / "training.lock", wait=True):
            if self.is_current() and not force:
                return
            with step("Training the assistant (less than a minute)"):
                self._train()

    def validate(self) -> None:
        """Have Rasa check domain, rules and examples against each other; raises TrainingFailed."""
        now = fingerprint()
        if _read(self._validated) == now:
            return
        with step("Checking the conversation files"):
            data = ["--domain", _DOMAIN, "--config", "config.yml", "--data", *_DATA]
            self._rasa("data", "validate", *data)
        self._validated.write_text(now)

    def _train(self) -> None:
        """Train beside the model in use and put the new one in place in one step."""
        now = fingerprint()
        workshop = Path(tempfile.mkdtemp(prefix=".training-", dir=self._folder))
        try:
            self._rasa(
                "train",
                "--domain",
                _DOMAIN,
                "--config",
                "config.yml",
                "--data",
                *_DATA,
                "--out",
                str(workshop),
                "--fixed-model-name",
                MODEL_NAME,
                "--skip-validation",  # `validate` does it, with the tests
                "--force",  # Rasa's own cache does not see what the components import
            )
            (workshop / self.model.name).replace(self.model)
            self._trained_from.write_text(now)
        finally:
            shutil.rmtree(workshop)

    def _rasa(self, *arguments: str) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as log:
            outcome = subprocess.run(
                [str(BOT_PYTHON), "-m", "rasa", *arguments],
                cwd=CHECKOUT,
                env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(CHECKOUT)},
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if outcome.returncode != 0:
            last = "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])
            raise TrainingFailed(
                f"Rasa could not {' '.join(arguments[:2]) if arguments[0] == 'data' else 'train'}. "
                f"The end of {self._log}:\n{last}"
            )


def fingerprint(sources: Iterable[str] = _SOURCES) -> str:
    """A hash of every file that something learns from; unless told, what the assistant does."""
    digest = hashlib.sha256()
    for path in _files_of(sources):
        digest.update(str(path.relative_to(CHECKOUT)).encode())
        digest.update(b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files_of(sources: Iterable[str]) -> Iterator[Path]:
    for source in sources:
        path = CHECKOUT / source
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and "__pycache__" not in file.parts
            )
        elif path.exists():
            yield path


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
