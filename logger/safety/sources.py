"""What the classifier is made from, and where it is kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from encoder import graph_file
from logger.safety.examples import QUESTIONS

DATA: Final = Path(__file__).parents[2] / "data" / "safety"
QUESTIONS_OF: Final = Path(__file__).parents[2] / "data" / "nlu"
_LEARNT_FROM: Final = ("*.tsv", "spelling.yml", "meanings.yml")
_LEARNT_WITH: Final = (
    "examples.py",
    "learning.py",
    "softmax.py",
    "spelling.py",
    "train.py",
    "word_parts.py",
)


def model_path(var: Path) -> Path:
    return var / "models" / "safety" / "classifier.npz"


def fingerprint(data: Path = DATA) -> str:
    """A hash of the examples, the code that learns from them, and the sentence encoder."""
    files = [path for pattern in _LEARNT_FROM for path in sorted(data.glob(pattern))]
    files += [QUESTIONS_OF / name for name in QUESTIONS]
    files += [Path(__file__).parent / name for name in _LEARNT_WITH]
    digest = hashlib.sha256(graph_file.fingerprint().encode())
    for path in files:
        digest.update(path.name.encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
