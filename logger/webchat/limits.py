"""How much one conversation and one address may send; cheap counters of this process."""

from __future__ import annotations

import math
import time
from typing import Final

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from logger.errors import Refusal
from logger.settings import Settings


class TooManyRequests(Refusal):
    status = 429
    code = "too-many-requests"
    title = "That was too much in a short time"


class ChatLimits:
    """0 turns a limit off."""

    def __init__(self, settings: Settings) -> None:
        self._limiter: Final = MovingWindowRateLimiter(MemoryStorage())
        per_minute, per_hour = (
            settings.chat_messages_per_minute,
            settings.chat_conversations_per_hour,
        )
        self._messages = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._conversations = RateLimitItemPerHour(per_hour) if per_hour else None

    async def check_message(self, token_digest: str) -> None:
        await self._check(self._messages, "message", token_digest)

    async def check_conversation(self, address: str) -> None:
        await self._check(self._conversations, "conversation", address)

    async def _check(self, limit: RateLimitItem | None, kind: str, key: str) -> None:
        if limit is None or await self._limiter.hit(limit, kind, key):
            return
        window = await self._limiter.get_window_stats(limit, kind, key)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        raise TooManyRequests(f"Wait {_spoken(wait)} and send it again.", retry_after=wait)


def _spoken(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
