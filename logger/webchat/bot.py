"""The assistant as a function over HTTP: one message in, its replies out, or BotFailed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from logger.conversations.service import Task
from logger.conversations.turns import Choice, Speech

PATIENCE: Final = httpx.Timeout(5.0, connect=1.0)


class BotFailed(Exception):
    """No usable answer came; `code` says why (unreachable, timeout, or the channel's own code)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FenceStale(Exception):
    """The bot has seen a newer holder of this conversation."""


@dataclass(frozen=True)
class BotAnswer:
    replies: tuple[Speech, ...]
    asking: str | None


class Bot:
    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32),
            trust_env=False,
        )

    async def answer(self, task: Task, vector: Sequence[float] | None = None) -> BotAnswer:
        """Raises BotFailed, FenceStale. With the `vector` of its text the bot makes none."""
        body: dict[str, Any] = {
            "conversation": str(task.lease.conversation_id),
            "message_id": str(task.message_id),
            "fence": task.lease.fence,
            "safety": task.safety,
        }
        body |= {"choice": task.choice} if task.choice is not None else {"text": task.text}
        if vector is not None and task.choice is None and not task.text.lstrip().startswith("/"):
            body["vector"] = vector  # the bot drops a leading "/": what it reads is another text
        try:
            response = await self._http.post("/webhooks/webchat/messages", json=body)
        except httpx.TimeoutException as problem:
            raise BotFailed("timeout") from problem
        except httpx.TransportError as problem:
            raise BotFailed("unreachable") from problem
        if response.status_code == 409:
            raise FenceStale
        if response.status_code != 200:
            raise BotFailed(_code(response))
        try:
            return _answer(response.json())
        except (ValueError, KeyError, TypeError) as problem:
            raise BotFailed("answer-unreadable") from problem

    async def check(self) -> None:
        """Raises BotFailed unless model and tracker store work."""
        try:
            response = await self._http.get("/webhooks/webchat/health", timeout=2)
        except httpx.TransportError as problem:
            raise BotFailed("unreachable") from problem
        if response.status_code != 200:
            raise BotFailed("not-ready")

    async def close(self) -> None:
        await self._http.aclose()


def _code(response: httpx.Response) -> str:
    try:
        return str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return f"status-{response.status_code}"


def _answer(body: dict[str, Any]) -> BotAnswer:
    replies = tuple(_speech(reply, body["asking"]) for reply in body["replies"])
    if not replies:
        raise BotFailed("empty-reply")
    return BotAnswer(replies, body["asking"])


def _speech(reply: dict[str, Any], asking: str | None) -> Speech:
    return Speech(
        text=reply["text"],
        choices=tuple(
            Choice(choice["title"], choice["value"], choice.get("topic"))
            for choice in reply.get("choices", ())
        ),
        topic=reply.get("topic"),
        confidence=reply.get("confidence"),
        clauses=tuple(reply.get("clauses", ())),
        asking=asking,
        reference=reply.get("reference"),
    )
