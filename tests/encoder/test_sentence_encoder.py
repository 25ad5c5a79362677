"""The encoder against the same model in plain numpy, and what callers rely on."""

from concurrent.futures import ThreadPoolExecutor
from itertools import starmap
from pathlib import Path

import numpy as np
import pytest

from encoder.model_files import WEIGHTS, ModelFiles
from encoder.sentence_encoder import EncoderNotBuilt, SentenceEncoder
from encoder.weights import Weights, read_weights
from encoder.word_pieces import WordPieces
from tests.encoder.numpy_oracle import vector_of

LONG_SENTENCE = (
    "one of the people who came round said that they would share what we talked about with "
    "health visitors, the school and the housing officer, is that right and can I say no?"
)
TEXTS = [
    "How long do you keep my family's records?",
    "my nan says you told the school about us??",
    "",
    "\U0001f600\U0001f621",
    "Zażółć gęślą jaźń, señor",
    "HELP",
    LONG_SENTENCE,
    "word " * 126,
]
SENTENCE = "We would like to know who can see what we told you. "


@pytest.fixture(scope="session")
def weights() -> Weights:
    return read_weights(ModelFiles.from_env({}).read(WEIGHTS))


@pytest.mark.parametrize("text", TEXTS)
def test_the_graph_agrees_with_plain_numpy(
    text: str, encoder: SentenceEncoder, word_pieces: WordPieces, weights: Weights
) -> None:
    expected = vector_of(word_pieces.numbers(text), weights)

    vector = encoder.encode(text)

    assert vector.shape == (384,)
    assert vector.dtype == np.float32
    assert np.abs(vector - expected).max() < 1e-5


def test_many_at_once_get_the_vectors_they_get_alone(encoder: SentenceEncoder) -> None:
    texts = [*TEXTS, SENTENCE * 40, *TEXTS]

    together = encoder.encode_many(texts)

    assert np.abs(together - np.stack([encoder.encode(text) for text in texts])).max() < 1e-5


def test_no_texts_give_no_vectors(encoder: SentenceEncoder) -> None:
    assert encoder.encode_many([]).shape == (0, 384)


def test_near_meanings_have_near_vectors(encoder: SentenceEncoder) -> None:
    asked, again, other = encoder.encode_many(
        ["How long do you keep my data?", "When is my information deleted?", "My cat is asleep."]
    )

    assert asked @ again > 0.5
    assert asked @ other < 0.2


def test_the_last_sentence_of_a_long_text_is_found_as_well_as_the_first(
    encoder: SentenceEncoder,
) -> None:
    danger = "My dad hits me."
    example = encoder.encode_many([danger])
    first = encoder.encode_windows(danger + "\n" + SENTENCE * 39, longest=32)
    last = encoder.encode_windows(SENTENCE * 39 + "\n" + danger, longest=32)

    found = [text.highest_similarities(example)[0] for text in (first, last)]

    assert min(found) > 0.4
    assert abs(found[0] - found[1]) < 0.15
    assert last.mean() @ example[0] < found[1] / 2


def test_a_long_text_has_a_vector_of_unit_length(encoder: SentenceEncoder) -> None:
    text = encoder.encode_windows(SENTENCE * 60)

    assert len(text.windows) > 4
    assert text.vectors.shape == (len(text.windows), 384)
    assert np.linalg.norm(text.mean()) == pytest.approx(1, abs=1e-5)
    assert np.allclose(np.linalg.norm(text.vectors, axis=1), 1, atol=1e-5)


def test_a_window_longer_than_the_model_was_trained_with_is_refused(
    encoder: SentenceEncoder,
) -> None:
    with pytest.raises(ValueError, match="8 to 126 word pieces, not 127"):
        encoder.encode_windows("text", longest=127)


@pytest.mark.parametrize("text", ["a\ud800b", "\x00\x01", "!" * 2000, "x" * 2000, "家" * 500])
def test_any_text_has_a_vector(text: str, encoder: SentenceEncoder) -> None:
    vector = encoder.encode(text)

    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_threads_may_share_an_encoder(encoder: SentenceEncoder) -> None:
    texts = TEXTS * 4
    expected = encoder.encode_many(texts)

    with ThreadPoolExecutor(4) as threads:
        vectors = list(threads.map(encoder.encode, texts))

    assert max(starmap(_distance, zip(vectors, expected, strict=True))) < 1e-5


def test_an_encoder_that_was_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderNotBuilt, match=r"has not been built.*python -m encoder build"):
        SentenceEncoder.from_env({"VAR_DIR": str(tmp_path)})


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max())
