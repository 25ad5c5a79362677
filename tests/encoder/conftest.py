"""The real model, built as it is in service."""

import os
import subprocess
import sys

import pytest

from encoder.model_files import VOCABULARY, ModelFiles
from encoder.sentence_encoder import SentenceEncoder
from encoder.word_pieces import WordPieces
from launch.paths import CHECKOUT, var_folder


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    """The encoder of the checkout, made only when its model or its code has changed."""
    environment = {**os.environ, "VAR_DIR": str(var_folder())}
    subprocess.run(
        [sys.executable, "-m", "encoder", "build"], cwd=CHECKOUT, env=environment, check=True
    )
    return SentenceEncoder.from_env(environment)


@pytest.fixture(scope="session")
def word_pieces() -> WordPieces:
    return WordPieces(ModelFiles.from_env({}).read(VOCABULARY).decode())
