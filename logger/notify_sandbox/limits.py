"""How much a service may send. NOTIFY.md section 2.6."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from logger.notify_sandbox.refusals import RateLimitError
from logger.notify_sandbox.seed import KeyType
from logger.notify_sandbox.tokens import Caller


@dataclass
class _Bucket:
    tokens: float
    filled_at: float
    rate: int


class RateLimit:
    """A token bucket per service and kind of key; `seconds` is a steady clock of real time."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._buckets: dict[tuple[UUID, KeyType], _Bucket] = {}

    def check(self, caller: Caller) -> None:
        """Take one token; raises RateLimitError when the bucket is down to its last."""
        rate = caller.service.requests_per_minute
        burst = min(math.ceil(rate / 3) + 1, 1000)
        now = self._seconds()
        place = (caller.service.id, caller.key.type)
        bucket = self._buckets.get(place)
        if bucket is None or bucket.rate != rate:
            bucket = self._buckets[place] = _Bucket(burst, now, rate)
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.filled_at) * rate / 60)
        bucket.filled_at = now
        if bucket.tokens < 2:
            kind = "LIVE" if caller.key.type is KeyType.NORMAL else caller.key.type.upper()
            raise RateLimitError(
                f"Exceeded rate limit for key type {kind} of {rate} requests per 60 seconds"
            )
        bucket.tokens -= 1
