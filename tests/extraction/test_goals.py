"""What is promised of extraction, on messages that nothing was learnt from or tuned by."""

import random
import re
from pathlib import Path

import pytest

from actions.evaluate_extraction import GOALS, HELD_OUT, Figures, measure, read_messages
from actions.extraction_examples import Frames
from actions.found import Kind

TOLERANCE = 0.03
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(read_messages(HELD_OUT))


@pytest.mark.parametrize("kind", GOALS)
def test_messages_never_seen_are_read_as_well_as_promised(figures: Figures, kind: Kind) -> None:
    assert figures.f1(kind) >= GOALS[kind] - TOLERANCE


def words_of(kind: Kind) -> list[str]:
    return [
        message.text[start:end].lower()
        for message in read_messages(HELD_OUT)
        for each, start, end in message.spans
        if each == kind
    ]


def test_no_name_learnt_from_is_in_the_messages() -> None:
    frames = Frames()
    names = [name for group in frames.people["first_names"].values() for name in group]
    learnt = {name.lower() for name in [*names, *frames.people["surnames"]]}
    learnt |= {name.lower() for name in frames.people["other_scripts"]}
    tested = {word for words in words_of(Kind.PERSON) for word in [words, *WORD.findall(words)]}

    assert learnt & tested == set()


@pytest.mark.parametrize(
    ("lists", "kind"),
    [
        (("street_names", "house_names"), Kind.ADDRESS),
        (("school_names", "health_names", "other_names", "organisations"), Kind.ORGANISATION),
    ],
)
def test_no_street_or_organisation_learnt_from_is_in_the_messages(
    lists: tuple[str, ...], kind: Kind
) -> None:
    places = Frames().places
    tested = words_of(kind)

    for name in [name for each in lists for name in places[each]]:
        words = re.compile(rf"(?<!\w){re.escape(name.lower().removeprefix('the '))}(?!\w)")
        assert not any(words.search(each) for each in tested), name


def skeleton(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+|\{\}", text.lower()))


def test_no_frame_learnt_from_is_in_the_messages() -> None:
    frames = Frames()
    learnt = {skeleton(re.sub(r"\{\w+\}", "{}", each)) for each in frames.with_names}
    learnt |= {skeleton(each) for each in frames.without_names}
    tested = set()
    for message in read_messages(HELD_OUT):
        text = message.text
        for _, start, end in sorted(message.spans, key=lambda span: -span[1]):
            text = text[:start] + "{}" + text[end:]
        tested.add(skeleton(text))

    assert {each for each in learnt & tested if re.search("[a-z]", each)} == set()


def test_the_same_seed_makes_the_same_examples() -> None:
    first, second = (list(Frames().examples(random.Random(7))) for _ in range(2))

    assert first == second
    assert len(first) > 1000


def test_every_span_of_an_example_stands_in_its_text() -> None:
    for example in Frames().examples(random.Random(7)):
        for start, end, _ in example.spans:
            assert example.text[start:end].strip() == example.text[start:end] != ""


def test_what_is_tuned_by_is_not_what_is_measured_by() -> None:
    development = Path(HELD_OUT).parent / "development.jsonl"
    tuned = {message.text for message in read_messages(development)}

    assert tuned & {message.text for message in read_messages(HELD_OUT)} == set()
