"""Windows with words counted in place of word pieces."""

from hypothesis import given
from hypothesis import strategies as st

from encoder.windows import Window, sentences, windows


def words_of(text: str) -> int:
    return len(text.split())


def sizes(text: str, longest: int) -> list[int]:
    return [window.size for window in windows(text, longest=longest, size_of=words_of)]


def test_sentences_end_at_full_stops_questions_and_lines() -> None:
    text = 'He said "stop it." I ran!! Why?\nnobody came\n\n'

    assert sentences(text) == ['He said "stop it."', "I ran!!", "Why?", "nobody came"]


def test_a_number_or_an_address_ends_no_sentence() -> None:
    assert sentences("It cost 3.50 at www.example.com today") == [
        "It cost 3.50 at www.example.com today"
    ]


def test_a_short_text_is_one_window_just_as_it_was_written() -> None:
    text = "Hello.  Who are you?"

    assert windows(text, longest=4, size_of=words_of) == [Window(text, 4)]


def test_windows_hold_whole_sentences_and_are_about_the_same_size() -> None:
    text = "One two three four. " * 11

    assert sizes(text, longest=20) == [16, 16, 12]


def test_a_short_last_sentence_gets_company() -> None:
    text = "One two three four. " * 5 + "Help me."

    assert sizes(text, longest=20) == [12, 10]


def test_a_sentence_that_is_too_long_is_cut_with_some_words_on_both_sides() -> None:
    text = " ".join(f"word{number}" for number in range(40))

    first, second = windows(text, longest=30, size_of=words_of)

    shared = set(first.text.split()) & set(second.text.split())
    assert sorted(shared) == [f"word{number}" for number in range(20, 26)]


def test_a_word_that_is_too_long_is_cut_anyhow() -> None:
    parts = windows("." * 100, longest=30, size_of=len)

    assert "".join(part.text for part in parts) == "." * 100
    assert max(part.size for part in parts) <= 30


@given(
    text=st.lists(
        st.sampled_from(["no", "stop.", "why?", "yes\n", "on and", "left!"]), max_size=200
    ),
    longest=st.integers(8, 40),
)
def test_no_window_is_too_long_and_no_word_is_lost(text: list[str], longest: int) -> None:
    whole = " ".join(text)

    parts = windows(whole, longest=longest, size_of=words_of)

    assert all(part.size <= longest and words_of(part.text) == part.size for part in parts)
    read = " ".join(part.text for part in parts).split()
    assert set(read) == set(whole.split())
    assert len(read) >= words_of(whole)
