"""Bodies drawn at random: the sandbox says of each what section 2.3 of NOTIFY.md says of it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jwt
from hypothesis import given, settings
from hypothesis import strategies as st

from logger.notify_sandbox.app import create_app, serving
from logger.notify_sandbox.seed import SandboxSeed
from tests.logger.notify_sandbox.cases import LIVE, PLAIN, REPLY_TO, SENDER, SERVICE, TEXT

_ABSENT = object()

type Drawn = tuple[Any, str | None]
"""A value, and what Notify says of it; None when it is right."""


def _right(*values: Any) -> st.SearchStrategy[Drawn]:
    return st.sampled_from([(value, None) for value in values])


def _wrong_types(*allowed: type) -> st.SearchStrategy[Any]:
    values = (
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    )
    containers = st.lists(st.integers(), max_size=2) | st.dictionaries(
        st.sampled_from("ab"), st.integers(), max_size=2
    )
    return (values | containers).filter(lambda value: not isinstance(value, allowed))


def _field(name: str, *right: Any, type_name: str, allowed: type) -> st.SearchStrategy[Drawn]:
    wrong = _wrong_types(allowed).map(
        lambda value: (value, f"{name} {value} is not of type {type_name}".replace("'", ""))
    )
    return _right(_ABSENT, *right) | wrong


def _id(name: str, right: str) -> st.SearchStrategy[Drawn]:
    wrong = (_wrong_types() | st.text(max_size=20)).map(
        lambda value: (value, f"{name} is not a valid UUID")
    )
    return _right(right) | wrong


_REFERENCE = _field("reference", "r-1", "", "r" * 1000, type_name="string", allowed=str) | st.just(
    ("r" * 1001, f"reference {'r' * 1001} is too long")
)
_VALUES = _field("personalisation", {"name": "Ann"}, type_name="object", allowed=dict)
_ADDRESS = _field(
    "email_address", "someone@example.com", type_name="string", allowed=str
) | st.text(alphabet="ab c@", max_size=8).map(
    lambda text: (text, "email_address Not a valid email address")
)
_NUMBER = _field("phone_number", "07700 900123", type_name="string", allowed=str) | st.text(
    alphabet="abc;", min_size=1, max_size=8
).map(lambda text: (text, "phone_number Must not contain letters or symbols"))

_EMAIL = {
    "email_address": _ADDRESS,
    "template_id": _right(_ABSENT) | _id("template_id", PLAIN),
    "personalisation": _VALUES,
    "reference": _REFERENCE,
    "email_reply_to_id": _right(_ABSENT) | _id("email_reply_to_id", REPLY_TO),
}
_TEXT = {
    "phone_number": _NUMBER,
    "template_id": _right(_ABSENT) | _id("template_id", TEXT),
    "personalisation": _VALUES,
    "reference": _REFERENCE,
    "sms_sender_id": _right(_ABSENT) | _id("sms_sender_id", SENDER),
}
_REQUIRED = {"email": ("email_address", "template_id"), "sms": ("phone_number", "template_id")}


@st.composite
def _requests(draw: st.DrawFn) -> tuple[str, dict[str, Any], set[str]]:
    """A channel, a body, and everything that is wrong with its shape."""
    channel = draw(st.sampled_from(["email", "sms"]))
    fields = {name: draw(each) for name, each in {"email": _EMAIL, "sms": _TEXT}[channel].items()}
    body = {name: value for name, (value, _) in fields.items() if value is not _ABSENT}
    wrong = {said for _, said in fields.values() if said is not None}
    wrong |= {f"{name} is a required property" for name in _REQUIRED[channel] if name not in body}
    if draw(st.integers(0, 4)) == 0:
        body["surprise"] = 1
        wrong.add("Additional properties are not allowed (surprise was unexpected)")
    return channel, body, wrong


def test_a_body_is_refused_for_everything_that_is_wrong_with_it_and_for_nothing_else(
    seed: SandboxSeed, tmp_path: Path, socket_enabled: None
) -> None:
    with _sandbox(seed, tmp_path) as url, httpx.Client(base_url=url) as client:

        @settings(max_examples=200, deadline=None)
        @given(_requests())
        def each_body(request: tuple[str, dict[str, Any], set[str]]) -> None:
            channel, body, wrong = request

            answer = client.post(f"/v2/notifications/{channel}", json=body, headers=_headers())

            if not wrong and "personalisation" not in body:
                wrong = {"Missing personalisation: name"}
            told = answer.json()
            assert {each["message"] for each in told.get("errors", ())} == wrong
            assert answer.status_code == (400 if wrong else 201)
            if not wrong:
                assert told["reference"] == body.get("reference")
                assert UUID(told["id"])

        each_body()


@contextmanager
def _sandbox(seed: SandboxSeed, folder: Path) -> Iterator[str]:
    """A sandbox in a thread, since generated tests do not wait for an event loop."""
    started: list[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = []
    is_up = threading.Event()

    async def serve() -> None:
        stop = asyncio.Event()
        async with serving(create_app(seed, folder)) as running:
            started.append((running.url, asyncio.get_running_loop(), stop))
            is_up.set()
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert is_up.wait(timeout=30)
    [(url, loop, stop)] = started
    try:
        yield url
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def _headers() -> dict[str, str]:
    claims = {"iss": SERVICE, "iat": int(time.time())}
    return {"Authorization": f"Bearer {jwt.encode(claims, LIVE, algorithm='HS256')}"}
