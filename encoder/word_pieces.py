"""Text as the numbers of its word pieces, as the model was trained: lower case, no accents."""

import re

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

LONGEST = 126  # word pieces; with the marks of start and end the 128 the model was trained with
_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_REPEATED_SIGN = re.compile(r"([^\w\s])\1{3,}")
_SIGNS_KEPT = 3


class WordPieces:
    """Holds no state of a text: any number of threads may use one."""

    def __init__(self, vocabulary: str) -> None:
        """From the lines of vocab.txt."""
        numbers = {
            piece: number for number, piece in enumerate(vocabulary.rstrip("\n").split("\n"))
        }
        self._start, self._end = numbers[_START], numbers[_END]
        self._tokenizer = Tokenizer(
            models.WordPiece(numbers, unk_token=_UNKNOWN, max_input_chars_per_word=100)
        )
        self._tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    def count(self, text: str) -> int:
        """How many word pieces the text has, without the marks of start and end."""
        return len(self._ids(text))

    def numbers(self, text: str) -> list[int]:
        """The word pieces between the marks of start and end, at most 128 together."""
        return [self._start, *self._ids(text)[:LONGEST], self._end]

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def readable(text: str) -> str:
    """Without half characters, and with a sign at most three times in a row.

    Each sign is a word piece: forty exclamation marks would drown the sentence before them.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _REPEATED_SIGN.sub(lambda run: run.group(1) * _SIGNS_KEPT, whole)
