from __future__ import annotations

import pytest

from logger.enquiries.likeness import says_the_same

WORRY = "The two boys next door are always hungry and out late at night"


@pytest.mark.parametrize(
    "other",
    [
        WORRY,
        WORRY.upper() + "!!!",
        "the two boys next door are  always hungry, and out very late at night",
    ],
)
def test_a_word_changed_is_still_the_same(other: str) -> None:
    assert says_the_same(WORRY, other)


@pytest.mark.parametrize("other", ["", "???", "He hit the two boys next door", "always hungry"])
def test_other_words_are_something_new(other: str) -> None:
    assert not says_the_same(WORRY, other)


def test_nothing_is_not_the_same_as_nothing() -> None:
    assert not says_the_same("", "")
