"""A person with a stubborn client: what is not acknowledged is sent again, as the contract says."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import httpx

PATIENCE: Final = 90.0
AGAIN_AFTER: Final = 0.2
TOO_MANY: Final = 429
NOT_ACKNOWLEDGED: Final = (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError)

Message = dict[str, Any]


@dataclass(frozen=True)
class Acknowledged:
    """What was sent, as the transcript shows it, and the replies to it."""

    message_id: str
    words: str
    replies: list[Message]


class Enquirer:
    """With a token it goes on with a conversation that was begun elsewhere."""

    def __init__(self, url: str, token: str = "") -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        self.acknowledged: list[Acknowledged] = []
        self._use(token)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def start(self) -> list[Message]:
        answer = self._until_acknowledged("POST", "/api/chat/conversations", {})
        self._use(answer.json()["token"])
        greeting: list[Message] = answer.json()["messages"]
        return greeting

    def is_known(self) -> bool:
        """Whether the token still opens the conversation."""
        return self._http.get("/api/chat/messages").status_code == 200

    def say(self, text: str) -> list[Message]:
        return self._send({"text": text}, text)

    def choose(self, value: str) -> list[Message]:
        """Take a choice that was offered, by its value."""
        titles = {
            choice["value"]: choice["title"]
            for message in self.transcript()
            for choice in message["choices"]
        }
        return self._send({"choice": value}, titles[value])

    def transcript(self, after: int = 0) -> list[Message]:
        answer = self._until_acknowledged("GET", f"/api/chat/messages?after={after}", None)
        messages: list[Message] = answer.json()["messages"]
        return messages

    def wait_until_asked(self, slot: str) -> Message:
        """The last thing the assistant said, once it asks for this; it may come late."""
        return self._wait_for("asking", lambda message: message["asking"] == slot)

    def wait_for_reference(self) -> str:
        message = self._wait_for("reference", lambda message: message["reference"] is not None)
        return str(message["reference"])

    def _use(self, token: str) -> None:
        self.token = token
        if token:
            self._http.headers["Authorization"] = f"Bearer {token}"

    def _wait_for(self, what: str, is_it: Any) -> Message:
        deadline = time.monotonic() + PATIENCE
        while True:
            said = [m for m in self.transcript() if m["from"] == "assistant"]
            if is_it(said[-1]):
                return said[-1]
            assert time.monotonic() < deadline, f"no {what} came; last topic {said[-1]['topic']}"
            time.sleep(AGAIN_AFTER)

    def _send(self, said: dict[str, str], words: str) -> list[Message]:
        message_id = str(uuid.uuid4())
        answer = self._until_acknowledged(
            "POST", "/api/chat/messages", {"message_id": message_id, **said}
        )
        replies: list[Message] = answer.json()["messages"]
        self.acknowledged.append(Acknowledged(message_id, words, replies))
        return replies

    def _until_acknowledged(
        self, method: str, path: str, body: dict[str, Any] | None
    ) -> httpx.Response:
        """Ask again, with the same body, while nothing answers or the server says 5xx.

        Who asks again so often is told to wait, and does.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._http.request(method, path, json=body)
            except NOT_ACKNOWLEDGED:
                answer = None
            if answer is not None and answer.status_code < 500 and answer.status_code != TOO_MANY:
                answer.raise_for_status()
                return answer
            assert time.monotonic() < deadline, f"{method} {path} was never acknowledged"
            is_told = answer is not None and answer.status_code == TOO_MANY
            time.sleep(float(answer.headers["Retry-After"]) if is_told else AGAIN_AFTER)
