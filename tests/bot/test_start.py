"""`python -m bot` starts with our parts or says in one line why not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "TRACKER_DATABASE_URL": "postgresql://tracker:x@127.0.0.1:1/none",
    "TRACKER_KEYS": "1:" + "YWFh" * 10 + "YWE=",
    "BOT_TOKEN": "a",
    "ACTION_SERVER_TOKEN": "b",
}


def start(**changes: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot"],
        cwd=CHECKOUT,
        env={**inherited, **SETTINGS, **changes},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_every_missing_setting_is_named_at_once() -> None:
    ended = start(TRACKER_KEYS="", BOT_TOKEN="")

    assert ended.returncode == 1
    assert ended.stderr == "These settings are missing: TRACKER_KEYS, BOT_TOKEN.\n"


def test_without_a_model_it_says_how_to_make_one() -> None:
    ended = start(BOT_MODEL="var/models/none.tar.gz")

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        "There is no trained model at var/models/none.tar.gz: run make train."
    )


def test_a_store_that_rasa_put_in_place_of_ours_is_refused(bot: object) -> None:
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import InMemoryTrackerStore

    from bot.server import CannotStart, _refuse_substitutes

    with pytest.raises(CannotStart, match="InMemoryTrackerStore, not ours"):
        _refuse_substitutes(Agent(tracker_store=InMemoryTrackerStore(None)), [])


def test_another_channel_is_refused(bot: "object") -> None:
    from rasa.core.channels.rest import RestInput

    from bot.server import CannotStart, _refuse_substitutes

    agent = bot.app.ctx.agent  # type: ignore[attr-defined]
    with pytest.raises(CannotStart, match="RestInput, not ours"):
        _refuse_substitutes(agent, [RestInput()])
