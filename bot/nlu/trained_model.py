"""The topic model and the gates of the assistant that is in use, without loading Rasa."""

import os
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.nlu import sentence_vectors
from bot.nlu.examples import Phrase, topic_of
from bot.nlu.figures import OFFERED, Outcome
from bot.nlu.gates import OUT_OF_SCOPE, UNCLEAR, Gates, Reading
from bot.nlu.topic_model import TopicModel

_CLASSIFIER = "TopicClassifier"
_GATES = ("answer_from", "out_of_scope_from", "pull", "known_from")


class NotTrained(Exception):
    """There is no trained assistant; the message says how to make one."""


def gates_in_use(config: Path = Path("config.yml")) -> Gates:
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    settings = next(part for part in pipeline if part["name"].endswith(_CLASSIFIER))
    return Gates(**{name: float(settings[name]) for name in _GATES})


def model_in_use() -> TopicModel:
    """Raises NotTrained."""
    path = Path(os.environ.get("VAR_DIR", "").strip() or "var") / "models" / "front-door.tar.gz"
    if not path.is_file():
        raise NotTrained(f"There is no trained model at {path}: run make train.")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(path) as archive:
        for member in archive.getmembers():
            if member.isfile() and _CLASSIFIER in member.name:
                target = Path(folder) / Path(member.name).name
                content = archive.extractfile(member)
                assert content is not None  # noqa: S101 - it is a file
                target.write_bytes(content.read())
        return TopicModel.load(Path(folder))


def readings(model: TopicModel, texts: Sequence[str]) -> list[Reading]:
    vectors = sentence_vectors.encoder().encode_many(texts)
    return [model.read(text, vector) for text, vector in zip(texts, vectors, strict=True)]


def outcomes(
    phrases: Sequence[Phrase], found: Sequence[Reading], gates: Gates, other: str = OUT_OF_SCOPE
) -> list[Outcome]:
    """What the gates make of each reading; `other` is the label of what is out of scope."""
    return [
        outcome(text, OUT_OF_SCOPE if topic == other else topic, reading, gates)
        for (topic, text), reading in zip(phrases, found, strict=True)
    ]


def outcome(text: str, wanted: str, reading: Reading, gates: Gates) -> Outcome:
    ours = [topic_of(name) for name, _ in reading.ranking if name not in {OUT_OF_SCOPE, UNCLEAR}]
    return Outcome(
        text,
        wanted,
        topic_of(gates.decide(reading)[0]),
        tuple(ours[:OFFERED]),
        reading.score - gates.elsewhere(reading),
    )
