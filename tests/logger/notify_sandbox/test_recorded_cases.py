"""The sandbox answers as Notify's own code did: 125 recorded requests, in the recorded order."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest

from logger.notify_sandbox.app import RunningSandbox, create_app, serving
from logger.notify_sandbox.seed import (
    ApiKey,
    Delivery,
    KeyType,
    SandboxSeed,
    Service,
    Template,
)

RECORDED = Path(__file__).parents[3].parent / "shared" / "notify" / "recorded_cases.json"

pytestmark = pytest.mark.skipif(
    not RECORDED.exists(), reason="the recorded cases are not beside this checkout"
)

LIVE = "aaaaaaaa-0000-4000-8000-000000000001"
TEAM = "aaaaaaaa-0000-4000-8000-000000000002"
TEST = "aaaaaaaa-0000-4000-8000-000000000003"
REVOKED = "aaaaaaaa-0000-4000-8000-000000000004"
TRIAL = "aaaaaaaa-0000-4000-8000-000000000005"

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_HOST = re.compile(r"http://127\.0\.0\.1:\d+")

# Which key asked is told by a case's name; all others are the live key of the main service.
_SECRETS = {
    "get by ref other key type": TEST,
    "wrong secret": str(uuid4()),
    "revoked": REVOKED,
    "team key stranger": TEAM,
    "test key ok": TEST,
    "daily limit: test key not counted": TEST,
    "rate test key separate bucket": TEST,
}
# What the recorder changed in the service just before a case.
_CHANGES: dict[str, dict[str, Any]] = {
    "daily ok": {"emails_per_day": 1},
    "rate 0": {"emails_per_day": 250_000, "requests_per_minute": 3},
    "archived service": {"is_active": False},
}
# A body too long to be written down.
_BODIES = {
    "email too long": {"name": "A" * 2_000_001, "ref": "E1", "list": ""},
}


@dataclass(frozen=True)
class Recording:
    seed: Mapping[str, str]
    templates: Mapping[str, Any]
    cases: list[dict[str, Any]]

    @classmethod
    def read(cls) -> Recording:
        recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
        return cls(recorded["seed"], recorded["templates"], recorded["cases"])

    @property
    def service_id(self) -> UUID:
        return UUID(self.seed["service"])

    def sandbox_seed(self) -> SandboxSeed:
        service_id, trial_id = self.service_id, UUID(self.seed["trial"])
        recorded = [
            Template(
                UUID(self.seed[name]),
                service_id,
                {"te": "e", "ts": "s", "tn": "noph"}[name],
                template["type"],
                template["content"],
                template.get("subject"),
                created_by="a@example.com",
            )
            for name, template in self.templates.items()
        ]
        archived = Template(UUID(self.seed["ta"]), service_id, "a", "sms", "gone", is_archived=True)
        of_trial = Template(UUID(self.seed["tr"]), trial_id, "r", "email", "body", "S")
        return SandboxSeed(
            services=(
                Service(
                    service_id,
                    email_from="stub.council@notify.tools",
                    sms_sender="development",
                    reply_to_ids=frozenset({UUID(self.seed["rt"])}),
                ),
                Service(trial_id, is_trial=True, permissions=frozenset({"email"})),
            ),
            keys=(
                ApiKey(service_id, LIVE),
                ApiKey(service_id, TEAM, KeyType.TEAM),
                ApiKey(service_id, TEST, KeyType.TEST),
                ApiKey(service_id, REVOKED, is_revoked=True),
                ApiKey(trial_id, TRIAL, KeyType.TEAM),
            ),
            templates=(*recorded, archived, of_trial),
            delivery=Delivery(timedelta(hours=1), timedelta(hours=2)),
        )

    def authorization(self, case: str) -> str | None:
        now = int(time.time())
        claims: dict[str, Any] = {"iss": str(self.service_id), "iat": now}
        secret, algorithm = _SECRETS.get(case, LIVE), "HS256"
        match case:
            case "no auth":
                return None
            case "basic auth":
                return "Basic dXNlcjpwYXNz"
            case "garbage token" | "auth before rate":
                return "Bearer garbage"
            case "unknown service":
                claims["iss"] = str(uuid4())
            case "service not uuid":
                claims["iss"] = "council"
            case "expired":
                claims["iat"] = now - 60
            case "future":
                claims["iat"] = now + 60
            case "no iss":
                del claims["iss"]
            case "no iat":
                del claims["iat"]
            case "extra exp past":
                claims["exp"] = now - 3600
            case "hs512":
                algorithm = "HS512"
            case "alg none":
                return f"Bearer {jwt.encode(claims, None, algorithm='none')}"
            case "trial stranger" | "trial sms no perm":
                claims["iss"], secret = self.seed["trial"], TRIAL
        scheme = "bearer" if case == "lower bearer" else "Bearer"
        return f"{scheme} {_token(claims, secret, algorithm)}"


@pytest.fixture
async def sandbox(tmp_path: Path, socket_enabled: None) -> AsyncIterator[RunningSandbox]:
    async with serving(create_app(Recording.read().sandbox_seed(), tmp_path)) as running:
        yield running


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_every_recorded_request_gets_the_recorded_answer(sandbox: RunningSandbox) -> None:
    recording = Recording.read()
    different = {}

    async with httpx.AsyncClient() as client:
        replay = _Replay(recording, sandbox, client)
        for case in recording.cases:
            answer = await replay.ask(case)
            wanted = (case["status"], case["content_type"], _comparable(case["body"]))
            got = (answer.status_code, answer.headers["content-type"], replay.comparable(answer))
            if got != wanted:
                different[case["case"]] = (got, wanted)

    assert different == {}
    assert len(recording.cases) == 125


class _Replay:
    """Sends the cases one after another, with our ids in place of the recorded ones."""

    def __init__(
        self, recording: Recording, sandbox: RunningSandbox, client: httpx.AsyncClient
    ) -> None:
        self._recording = recording
        self._sandbox = sandbox
        self._client = client
        self._ours: dict[str, str] = {}

    async def ask(self, case: Mapping[str, Any]) -> httpx.Response:
        name = case["case"]
        if name in _CHANGES:
            await self._client.patch(
                f"{self._sandbox.admin_url}/services/{self._recording.service_id}",
                json=_CHANGES[name],
            )
        path = _UUID.sub(lambda match: self._ours.get(match[0], match[0]), case["path"])
        authorization = self._recording.authorization(name)
        answer = await self._client.request(
            case["method"],
            f"{self._sandbox.url}{path}",
            content=self._body(case),
            headers={"Authorization": authorization} if authorization else {},
        )
        if case["status"] == 201 and answer.status_code == 201:
            self._ours[case["body"]["id"]] = answer.json()["id"]
        return answer

    def comparable(self, answer: httpx.Response) -> Any:
        theirs = {ours: recorded for recorded, ours in self._ours.items()}
        text = _UUID.sub(lambda match: theirs.get(match[0], match[0]), answer.text)
        return _comparable(json.loads(text))

    def _body(self, case: Mapping[str, Any]) -> bytes | None:
        request = case["req"]
        if case["case"] in _BODIES:
            te = self._recording.seed["te"]
            request = {
                "email_address": "ref@example.com",
                "template_id": te,
                "personalisation": _BODIES[case["case"]],
            }
        if request is None:
            return None
        return (request if isinstance(request, str) else json.dumps(request)).encode()


def _comparable(body: Any) -> Any:
    """The body without its moments and host; long lists were recorded by their length."""
    body = json.loads(_HOST.sub("http://host", _TIME.sub("then", json.dumps(body))))
    if "n" in body:
        body["notifications"] = body.pop("n")
    elif len(body.get("notifications", ())) == 4:
        body["notifications"] = 4
    return body


def _token(claims: dict[str, Any], secret: str, algorithm: str) -> str:
    return jwt.encode(claims, secret, algorithm=algorithm, headers={"typ": "JWT"})
