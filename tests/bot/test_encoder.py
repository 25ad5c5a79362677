"""The encoder on the bot's Python, beside Rasa's own libraries."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from encoder.sentence_encoder import SentenceEncoder

CHECKOUT = Path(__file__).resolve().parents[2]
SERVICE_PYTHON = CHECKOUT / ".venv" / "service" / "bin" / "python"
ENVIRONMENT = {**os.environ, "VAR_DIR": str(CHECKOUT / "var")}
LONG = "We would like to know who can see what we told you. " * 39 + "My dad hits me."
TEXTS = ["How long do you keep my records?", "", LONG]
_IN_THE_SERVICE = """
import json, sys
from encoder.sentence_encoder import SentenceEncoder
vectors = SentenceEncoder.from_env().encode_many(json.load(sys.stdin))
print(json.dumps(vectors.tolist()))
"""


def in_the_service(*arguments: str, given: str = "") -> str:
    return subprocess.run(
        [str(SERVICE_PYTHON), *arguments],
        cwd=CHECKOUT,
        env=ENVIRONMENT,
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    in_the_service("-m", "encoder", "build")
    return SentenceEncoder.from_env(ENVIRONMENT)


def test_both_pythons_see_the_same_vectors(encoder: SentenceEncoder) -> None:
    of_the_service = json.loads(in_the_service("-c", _IN_THE_SERVICE, given=json.dumps(TEXTS)))

    vectors = encoder.encode_many(TEXTS)

    assert np.abs(vectors - np.array(of_the_service)).max() < 1e-5


def test_near_meanings_have_near_vectors(encoder: SentenceEncoder) -> None:
    asked, again, other = encoder.encode_many(
        ["How long do you keep my data?", "When is my information deleted?", "My cat is asleep."]
    )

    assert asked @ again > 0.5
    assert asked @ other < 0.2


def test_the_last_sentence_of_a_long_text_is_found(encoder: SentenceEncoder) -> None:
    examples = encoder.encode_many(["My dad hits me.", "My cat is asleep."])

    similarities = encoder.encode_windows(LONG, longest=32).highest_similarities(examples)

    assert similarities[0] > 0.4
    assert similarities[1] < 0.2
