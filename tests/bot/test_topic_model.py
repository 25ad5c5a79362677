"""The topic model reads as it was trained, keeps itself in plain arrays, and is quick."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.nlu.text_features import normalise
from bot.nlu.topic_model import TopicModel

CHECKOUT = Path(__file__).resolve().parents[2]
PHRASES = {
    "bins": ["when are the bins emptied", "my bin was missed", "which bin for glass"],
    "police": ["do the police see this", "will you tell the police", "police and my data"],
    "hello": ["hello", "hi there", "good morning"],
}


@pytest.fixture(scope="module")
def topics() -> TopicModel:
    pairs = [(text, topic) for topic, texts in PHRASES.items() for text in texts]
    return TopicModel.learn([text for text, _ in pairs], [topic for _, topic in pairs], 20.0)


def test_a_phrase_it_knows_finds_its_topic(topics: TopicModel) -> None:
    for topic, texts in PHRASES.items():
        for text in texts:
            assert topics.ranking(text)[0][0] == topic


def test_a_misspelt_phrase_finds_its_topic(topics: TopicModel) -> None:
    assert topics.ranking("wil u tel the polise")[0][0] == "police"


def test_unknown_words_stay_uncertain_beside_a_known_one(topics: TopicModel) -> None:
    known = topics.ranking("police")[0][1]
    buried = topics.ranking("zugzwang quixotic police vexillology onomatopoeia")[0][1]

    assert buried < known


def test_an_empty_text_is_a_tie_and_not_an_error(topics: TopicModel) -> None:
    for text in ("", "   ", "\U0001f937", "...", "\u202e"):
        assert topics.ranking(text)[0][1] < 0.5


def test_the_ranking_is_a_distribution_in_plain_floats(topics: TopicModel) -> None:
    ranking = topics.ranking("will the police empty my bin")

    chances = [chance for _, chance in ranking]
    assert all(type(chance) is float for chance in chances)
    assert sum(chances) == pytest.approx(1)
    assert chances == sorted(chances, reverse=True)


def test_a_saved_model_reads_as_before(topics: TopicModel, tmp_path: Path) -> None:
    topics.save(tmp_path)

    loaded = TopicModel.load(tmp_path)

    for text in ("hello", "the bins", "polise", ""):
        assert loaded.ranking(text) == topics.ranking(text)


def test_it_reads_without_scikit_learn(topics: TopicModel, tmp_path: Path) -> None:
    topics.save(tmp_path)
    program = (
        "import sys; from pathlib import Path; from bot.nlu.topic_model import TopicModel;"
        f"TopicModel.load(Path({str(tmp_path)!r})).ranking('hello');"
        "assert not {'sklearn', 'scipy', 'rasa'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, check=True)


def test_a_long_text_takes_milliseconds(topics: TopicModel) -> None:
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        topics.ranking("the police and the bins " * 2000)
        seconds.append(time.perf_counter() - started)

    assert statistics.median(seconds) < 0.1


def test_accents_apostrophes_and_drawn_out_letters_make_no_difference() -> None:
    assert normalise("Helloooo, I\u2019m caf\u00e9") == normalise("helloo, im cafe")
