"""The pipeline of `rasa init`, exactly as Rasa ships it, trained on our phrases."""

import asyncio
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import rasa
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train

from bot.nlu.examples import Phrase, trained
from bot.nlu.figures import OFFERED, Figures, Outcome
from bot.nlu.gates import OUT_OF_SCOPE, UNCLEAR

_FALLBACK = "nlu_fallback"


def measure(phrases: list[Phrase]) -> tuple[Figures, list[float], float]:
    """Its figures on these phrases, milliseconds of each, and the seconds of its training."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        agent = Agent.load(_train(Path(folder)))
        seconds = time.perf_counter() - started
        outcomes, milliseconds = asyncio.run(_read(agent, phrases))
    return Figures.of(outcomes), milliseconds, seconds


def _train(folder: Path) -> str:
    """A project as `rasa init` makes it, with our phrases; every topic is an intent."""
    by_topic: dict[str, list[str]] = {}
    for topic, text in trained():
        by_topic.setdefault(topic, []).append(text)
    blocks = [
        {"intent": topic, "examples": "".join(f"- {text}\n" for text in texts)}
        for topic, texts in by_topic.items()
    ]
    _write(folder / "nlu.yml", {"version": "3.1", "nlu": blocks})
    _write(folder / "domain.yml", {"version": "3.1", "intents": list(by_topic)})
    config = files(rasa).joinpath("cli/initial_project/config.yml").read_text(encoding="utf-8")
    (folder / "config.yml").write_text(config, encoding="utf-8")
    result = train(
        str(folder / "domain.yml"),
        str(folder / "config.yml"),
        [str(folder / "nlu.yml")],
        str(folder / "models"),
    )
    return str(result.model)


async def _read(agent: Agent, phrases: list[Phrase]) -> tuple[list[Outcome], list[float]]:
    outcomes: list[Outcome] = []
    milliseconds: list[float] = []
    for topic, text in phrases:
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        outcomes.append(_outcome(text, topic, parsed))
    return outcomes, milliseconds


def _outcome(text: str, wanted: str, parsed: dict[str, Any]) -> Outcome:
    """Its fallback counts as a choice between its likeliest three, as ours offers."""
    ranks = [rank for rank in parsed["intent_ranking"] if rank["name"] != _FALLBACK]
    decided = parsed["intent"]["name"]
    ours = [rank for rank in ranks if rank["name"] not in {OUT_OF_SCOPE, UNCLEAR}]
    return Outcome(
        text,
        wanted,
        UNCLEAR if decided == _FALLBACK else decided,
        tuple(rank["name"] for rank in ours[:OFFERED]),
        ours[0]["confidence"],
    )


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, width=10_000), encoding="utf-8")
