"""One client asks notice questions through the public API, a new conversation every ten."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

import httpx

QUESTIONS = Path(__file__).parent / "questions.txt"
PER_CONVERSATION = 10


@dataclass(frozen=True)
class Timings:
    """Seconds from sending a question to having its answer, committed with fsync."""

    seconds: tuple[float, ...]
    unclear: int

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] * 1000


def measure(url: str, *, rounds: int, seed: int) -> Timings:
    """Ask every question `rounds` times in a shuffled order."""
    questions = QUESTIONS.read_text(encoding="utf-8").splitlines() * rounds
    random.Random(seed).shuffle(questions)  # noqa: S311 - the order of questions is no secret
    taken, unclear = [], 0
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as http:
        for headers, question in _in_conversations(http, questions):
            body = {"message_id": str(uuid.uuid4()), "text": question}
            began = time.perf_counter()
            answer = http.post("/api/chat/messages", json=body, headers=headers)
            taken.append(time.perf_counter() - began)
            answer.raise_for_status()
            unclear += answer.json()["messages"][0]["topic"] == "unclear"
    return Timings(tuple(taken), unclear)


def _in_conversations(
    http: httpx.Client, questions: list[str]
) -> Iterator[tuple[dict[str, str], str]]:
    for batch in batched(questions, PER_CONVERSATION):
        headers = start(http)
        for question in batch:
            yield headers, question


def start(http: httpx.Client) -> dict[str, str]:
    """The headers of a new conversation."""
    started = http.post("/api/chat/conversations", json={})
    started.raise_for_status()
    http.cookies.clear()
    return {"Authorization": f"Bearer {started.json()['token']}"}
