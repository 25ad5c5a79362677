"""One client tells of one worry after another: every turn a question of the form, answered."""

from __future__ import annotations

import time
import uuid
from typing import Final

import httpx

from bench.questions import Timings, start

TURNS: Final = (
    {"text": "I am worried about the children next door, they are often hungry"},
    {"text": "I saw them look for food outside last Sunday"},
    {"text": "Tom is 7, Ada is 4, both go to Test Primary School"},
    {"text": "the Example family at 12 Mill Lane"},
    {"text": "two parents, a dog and a lodger"},
    {"choice": "answer:not_aware"},
    {"choice": "skip"},
    {"choice": "answer:public"},
    {"text": "Robin Sample"},
    {"choice": "skip"},
    {"text": "07700 900123"},
    {"choice": "answer:any"},
    {"choice": "affirm"},
)


class NotLogged(Exception):
    """A concern ended without a reference: what was measured is not what it should be."""


def measure(url: str, *, concerns: int) -> Timings:
    """Tell as many; raises NotLogged."""
    taken: list[float] = []
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as http:
        for _ in range(concerns):
            headers = start(http)
            for turn in TURNS:
                body = {"message_id": str(uuid.uuid4()), **turn}
                began = time.perf_counter()
                answer = http.post("/api/chat/messages", json=body, headers=headers)
                taken.append(time.perf_counter() - began)
                answer.raise_for_status()
            if answer.json()["messages"][-1]["reference"] is None:
                raise NotLogged
    return Timings(tuple(taken), unclear=0)
