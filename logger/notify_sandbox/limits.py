"""How much a service may send. NOTIFY.md section 2.6."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from logger.notify_sandbox.refusals import RateLimitError, TooManyRequestsError
from logger.notify_sandbox.seed import KeyType, Service
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


CountSince = Callable[[UUID, str, datetime], int]


class DayLimit:
    """What each service sent since midnight UTC, by its clock; test keys never count.

    `stored` says what was sent before this process started; it is asked once a day and channel.
    """

    def __init__(self, stored: CountSince, now: Callable[[], datetime]) -> None:
        self._stored = stored
        self._now = now
        self._sent: Counter[tuple[UUID, str, date]] = Counter()

    def check(self, caller: Caller, channel: str) -> None:
        """Raises TooManyRequestsError when nothing is left of the day."""
        limit = caller.service.day_limit(channel)
        if limit is None or caller.key.type is KeyType.TEST:
            return
        if self._sent[self._day(caller.service.id, channel)] >= limit:
            raise TooManyRequestsError(f"Exceeded send limits ({channel}: {limit}) for today")

    def count(self, caller: Caller, channel: str) -> None:
        if caller.key.type is not KeyType.TEST:
            self._sent[self._day(caller.service.id, channel)] += 1

    def start_again(self, service: Service) -> None:
        """Forget what a service sent today, so that a new limit starts with nothing used."""
        for channel in Service.DAY_LIMITED:
            self._sent[self._day(service.id, channel)] = 0

    def _day(self, service_id: UUID, channel: str) -> tuple[UUID, str, date]:
        today = self._now().astimezone(UTC).date()
        place = (service_id, channel, today)
        if place not in self._sent:
            midnight = datetime.combine(today, time(), UTC)
            self._sent[place] = self._stored(service_id, channel, midnight)
        return place
