"""The topic model reads as it was trained, keeps itself in plain arrays, and is quick."""

import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from bot.nlu.gates import Gates, Reading
from bot.nlu.softmax import fit, probabilities
from bot.nlu.text_features import normalise
from bot.nlu.topic_model import TopicModel

CHECKOUT = Path(__file__).resolve().parents[2]
PHRASES = {
    "bins": ["when are the bins emptied", "my bin was missed", "which bin for glass"],
    "police": ["do the police see this", "will you tell the police", "police and my data"],
    "hello": ["hello", "hi there", "good morning"],
}


ELSEWHERE = {"out_of_scope": ["tell me a joke", "what is two plus two", "who won the match"]}


def vector(text: str) -> np.ndarray:
    """A stand-in for the encoder: what words begin with, of unit length together."""
    found = np.zeros(384, np.float32)
    for word in re.findall(r"[a-z]+", text.lower()):
        found[crc32(word[:3].encode()) % 384] += 1
    return found / (np.linalg.norm(found) or 1)


@pytest.fixture(scope="module")
def topics() -> TopicModel:
    phrases = {**PHRASES, **ELSEWHERE}
    pairs = [(text, topic) for topic, texts in phrases.items() for text in texts]
    texts = [text for text, _ in pairs]
    vectors = np.stack([vector(text) for text in texts])
    return TopicModel.learn(texts, vectors, [topic for _, topic in pairs])


def read(topics: TopicModel, text: str) -> Reading:
    return topics.read(text, vector(text))


def test_a_phrase_it_knows_finds_its_topic(topics: TopicModel) -> None:
    for topic, texts in PHRASES.items():
        for text in texts:
            assert read(topics, text).ranking[0][0] == topic
            assert read(topics, text).near_ours == pytest.approx(1)


def test_a_misspelt_phrase_finds_its_topic(topics: TopicModel) -> None:
    assert read(topics, "wil u tel the polise").ranking[0][0] == "police"


def test_unknown_words_stay_uncertain_beside_a_known_one(topics: TopicModel) -> None:
    known = read(topics, "police").score
    buried = read(topics, "zugzwang quixotic police vexillology onomatopoeia").score

    assert buried < known


def test_an_empty_text_is_a_tie_and_not_an_error(topics: TopicModel) -> None:
    for text in ("", "   ", "\U0001f937", "...", "\u202e"):
        reading = read(topics, text)
        assert reading.ranking[0][1] < 0.5
        assert reading.near_ours == 0


def test_the_ranking_is_a_distribution_in_plain_floats(topics: TopicModel) -> None:
    ranking = read(topics, "will the police empty my bin").ranking

    chances = [chance for _, chance in ranking]
    assert all(type(chance) is float for chance in chances)
    assert sum(chances) == pytest.approx(1)
    assert chances == sorted(chances, reverse=True)


def test_a_saved_model_reads_as_before(topics: TopicModel, tmp_path: Path) -> None:
    topics.save(tmp_path)

    loaded = TopicModel.load(tmp_path)

    for text in ("hello", "the bins", "polise", ""):
        assert read(loaded, text) == read(topics, text)


def test_it_reads_without_scikit_learn(topics: TopicModel, tmp_path: Path) -> None:
    topics.save(tmp_path)
    program = (
        "import sys, numpy; from pathlib import Path; from bot.nlu.topic_model import TopicModel;"
        f"TopicModel.load(Path({str(tmp_path)!r})).read('hello', numpy.zeros(384));"
        "assert not {'sklearn', 'scipy', 'rasa'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, check=True)


def test_a_long_text_takes_milliseconds(topics: TopicModel) -> None:
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        read(topics, "the police and the bins " * 2000)
        seconds.append(time.perf_counter() - started)

    assert statistics.median(seconds) < 0.2


def test_it_weighs_as_scikit_learn_does() -> None:
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(3)
    labels = np.repeat(np.arange(3), [60, 20, 10])
    examples = random.normal(size=(90, 5)).astype(np.float32) + labels[:, None]
    theirs = LogisticRegression(C=2.0, class_weight="balanced", max_iter=1_000)
    theirs.fit(examples, labels)

    weights, bias = fit(examples, labels, 3, strength=2.0, steps=500)

    ours = probabilities(examples @ weights + bias)
    assert np.abs(ours - theirs.predict_proba(examples)).max() < 0.01


GATES = Gates(answer_from=0.5, out_of_scope_from=0.1, pull=0.25, known_from=0.3)


@pytest.mark.parametrize(
    ("ranking", "near_ours", "near_others", "topic"),
    [
        ([("police", 0.9), ("out_of_scope", 0.02)], 0.8, 0.2, "police"),
        ([("police", 0.3), ("bins", 0.3), ("out_of_scope", 0.05)], 0.6, 0.3, "unclear"),
        ([("out_of_scope", 0.9), ("police", 0.05)], 0.5, 0.7, "out_of_scope"),
        ([("police", 0.8), ("out_of_scope", 0.15)], 0.6, 0.6, "out_of_scope"),
        ([("police", 0.8), ("out_of_scope", 0.15)], 0.9, 0.3, "police"),
        ([("police", 0.9), ("out_of_scope", 0.01)], 0.2, 0.1, "out_of_scope"),
        ([("unclear", 0.6), ("police", 0.2), ("out_of_scope", 0.2)], 0.3, 0.6, "unclear"),
        ([("police", 0.9)], 0.8, 0.0, "police"),
    ],
)
def test_two_gates_decide_between_an_answer_a_choice_and_a_refusal(
    ranking: list[tuple[str, float]], near_ours: float, near_others: float, topic: str
) -> None:
    decided, confidence = GATES.decide(Reading(ranking, near_ours, near_others))

    assert decided == topic
    assert 0 <= confidence <= 1


def test_accents_apostrophes_and_drawn_out_letters_make_no_difference() -> None:
    assert normalise("Helloooo, I\u2019m caf\u00e9") == normalise("helloo, im cafe")
