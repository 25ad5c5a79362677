"""What Notify answers to requests nobody recorded: NOTIFY.md, and Notify's own public source."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import httpx
import jwt
import pytest

from logger.notify_sandbox.app import RunningSandbox
from tests.logger.notify_sandbox.cases import SERVICE, Case
from tests.logger.notify_sandbox.email_cases import SHAPES, VALUES
from tests.logger.notify_sandbox.other_cases import KEYS, QUESTIONS, TEXTS

EVERY = [*SHAPES, *VALUES, *TEXTS, *KEYS, *QUESTIONS]


@pytest.mark.parametrize(
    "cases",
    [SHAPES, VALUES, TEXTS, KEYS, QUESTIONS],
    ids=["shapes", "values", "texts", "keys", "questions"],
)
async def test_every_request_gets_the_answer_notify_gives(
    sandbox: RunningSandbox, cases: list[Case]
) -> None:
    different = {}

    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        for case in cases:
            answer = await client.request(
                case.method, case.path, content=case.content, headers=_headers(case.key)
            )
            wanted = (case.status, case.answer)
            if (got := (answer.status_code, _told(answer.json(), case))) != wanted:
                different[case.name] = (got, wanted)

    assert different == {}


def test_there_are_more_than_a_hundred_different_ones() -> None:
    assert len(EVERY) > 100
    assert [name for name, times in Counter(case.name for case in EVERY).items() if times > 1] == []


def _headers(secret: str | None) -> dict[str, str]:
    if secret is None:
        return {}
    claims = {"iss": SERVICE, "iat": int(time.time())}
    return {"Authorization": f"Bearer {jwt.encode(claims, secret, algorithm='HS256')}"}


def _told(body: dict[str, Any], case: Case) -> Any:
    """The errors as "Error: message", or as much of the body as the case is about."""
    if "errors" not in body:
        return () if isinstance(case.answer, tuple) else _part(body, case.answer)
    return tuple(f"{each['error']}: {each['message']}" for each in body["errors"])


def _part(body: Any, wanted: Any) -> Any:
    if not isinstance(wanted, Mapping) or not isinstance(body, Mapping):
        return body
    return {name: _part(body.get(name), value) for name, value in wanted.items()}
