"""Whether this process lives, and whether everything it depends on does."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Final

import httpx
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, raw, text
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from logger.errors import NotFound
from logger.handoffs.models import Handoff
from logger.house import House
from logger.metrics import (
    DISPATCHERS,
    HANDOFFS_WAITING,
    OUTBOX_WAITING,
    STAFF_ADDRESSES_FAILING,
)
from logger.notifications.alarms import Alarms
from logger.notifications.models import Notification
from logger.notifications.repository import OutboxRepository
from logger.webchat.bot import Bot, BotFailed

DISPATCHER_SILENT_AFTER: Final = timedelta(seconds=20)
CHECK_TIMEOUT: Final = 2.0
OK: Final = "ok"


class Health:
    """Each check answers `ok` or one word or two on what is wrong; never more."""

    def __init__(self, house: House, bot: Bot) -> None:
        self._house = house
        self._bot = bot
        self._http = httpx.AsyncClient(timeout=CHECK_TIMEOUT, trust_env=False)

    async def report(self) -> dict[str, str]:
        checks: dict[str, Callable[[], Awaitable[str]]] = {
            "database": self._database,
            "bot": self._assistant,
            "actions": self._actions,
            "dispatcher": self._dispatcher,
            "notify": self._notify,
            "staff_addresses": self._staff_addresses,
            "day_limits": self._day_limits,
        }
        answers = await asyncio.gather(*(self._within(check) for check in checks.values()))
        return dict(zip(checks, answers, strict=True))

    async def close(self) -> None:
        await self._http.aclose()

    async def _within(self, check: Callable[[], Awaitable[str]]) -> str:
        try:
            async with asyncio.timeout(CHECK_TIMEOUT + 1):
                return await check()
        except TimeoutError:
            return "no answer in time"
        except (SQLAlchemyError, OSError, httpx.TransportError, BotFailed):
            return "unreachable"

    async def _database(self) -> str:
        await self._house.database.ping()
        return OK

    async def _assistant(self) -> str:
        await self._bot.check()
        return OK

    async def _actions(self) -> str:
        response = await self._http.get(f"{self._house.settings.actions_url}/health")
        return OK if response.status_code == 200 else "not ready"

    async def _dispatcher(self) -> str:
        """One that lives is enough; what ails any of them is told."""
        since = datetime.now(UTC) - DISPATCHER_SILENT_AFTER
        async with self._house.database.begin() as session:
            beats = await OutboxRepository(session).beats_since(since)
        if not beats:
            return "silent"
        return next((beat.problem for beat in beats if beat.problem), OK)

    async def _staff_addresses(self) -> str:
        async with self._house.database.begin() as session:
            failing = await Alarms(session, self._house.clock.now()).failing_addresses()
        return f"not delivered to {failing}" if failing else OK

    async def _day_limits(self) -> str:
        async with self._house.database.begin() as session:
            held = await Alarms(session, self._house.clock.now()).channels_held()
        return f"reached for {', '.join(held)}" if held else OK

    async def _notify(self) -> str:
        response = await self._http.get(f"{self._house.settings.notify_base_url}/_status")
        return OK if response.status_code == 200 else "not ready"


def blueprint(house: House, health: Health) -> Blueprint:
    routes = Blueprint("health")

    @routes.get("/health/live")
    async def live(_request: Request) -> HTTPResponse:
        return text("ok")

    @routes.get("/health/ready")
    async def ready(_request: Request) -> HTTPResponse:
        report = await health.report()
        is_ready = all(answer == OK for answer in report.values())
        return json({"ready": is_ready, "checks": report}, status=200 if is_ready else 503)

    @routes.get("/metrics")
    async def metrics(request: Request) -> HTTPResponse:
        _check_may_read_metrics(request, house.settings.metrics_token)
        await _measure_queues(house)
        return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return routes


async def _measure_queues(house: House) -> None:
    async with house.database.begin() as session:
        unsettled = Notification.state.in_(("waiting", "sending", "unknown"))
        waiting = select(func.count()).select_from(Notification).where(unsettled)
        OUTBOX_WAITING.set((await session.execute(waiting)).scalar_one())
        unclaimed = select(func.count()).select_from(Handoff).where(Handoff.state == "waiting")
        HANDOFFS_WAITING.set((await session.execute(unclaimed)).scalar_one())
        alarms = Alarms(session, house.clock.now())
        STAFF_ADDRESSES_FAILING.set(await alarms.failing_addresses())
        since = datetime.now(UTC) - DISPATCHER_SILENT_AFTER
        DISPATCHERS.set(len(await OutboxRepository(session).beats_since(since)))


def _check_may_read_metrics(request: Request, token: str) -> None:
    """Loopback without a proxy in between, or the token; for anyone else it is not there."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(errors="surrogateescape"), token.encode()):
        return
    is_proxied = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if is_proxied or not ip_address(request.ip).is_loopback:
        raise NotFound
