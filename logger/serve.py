"""`python -m logger serve`: both web applications in one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import timedelta
from typing import Any, Final

import structlog
import uvloop
from sanic import Sanic
from sqlalchemy.exc import SQLAlchemyError

from logger import logs
from logger.app import public_app, service_app
from logger.database import DatabaseNotDurable
from logger.health import Health
from logger.house import House
from logger.notice import Notice
from logger.notice.current import CurrentNotice
from logger.notice.repository import NOTICE_CHANNEL
from logger.organisation import OrganisationInvalid
from logger.pages import AssetsNotBuilt
from logger.safety.classifier import ClassifierMissing
from logger.safety.gate import SafetyGate
from logger.safety.replies import RepliesInvalid, SafetyReplies
from logger.settings import Settings, SettingsInvalid
from logger.webchat.bot import Bot
from logger.webchat.bridge import Bridge
from logger.webchat.desk import Desk
from logger.webchat.hub import Hub
from logger.webchat.limits import ChatLimits
from logger.webchat.session import ChatSession
from logger.webchat.wording import Wording

log: Final = structlog.get_logger()
FINISH_WITHIN: Final = 8.0
CHECK_AT_START: Final = 5.0
ASK_AGAIN: Final = 1.0
HOLIDAYS_AHEAD: Final = timedelta(days=90)


def main() -> int:
    """Exit codes: 0 stopped, 2 settings, 3 the database cannot be trusted."""
    logs.configure()
    try:
        uvloop.run(_until_told_to_stop(Settings.from_env()))
    except (
        SettingsInvalid,
        OrganisationInvalid,
        RepliesInvalid,
        AssetsNotBuilt,
        ClassifierMissing,
    ) as problem:
        sys.stderr.write(f"The web process did not start: {problem}\n")
        return 2
    except DatabaseNotDurable as problem:
        sys.stderr.write(f"The web process did not start: {problem}\n")
        return 3
    return 0


async def _until_told_to_stop(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop)


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; then finish the messages in hand."""
    house = House.build(settings)
    if settings.is_production:
        house.organisation.check_for_production()
    _mind_the_holidays(house)
    bot = Bot(settings.bot_url, settings.bot_token)
    gate = SafetyGate.trained(settings.var_dir, is_required=settings.is_production)
    wording, hub = Wording(house.organisation), Hub(house.database)
    safety = SafetyReplies(house.organisation)
    current = CurrentNotice(house.database)
    notice = Notice(current)
    bridge = Bridge(house.transactions, house.clock, bot, safety, wording, hub, notice)
    desk = Desk(
        house,
        bridge,
        gate,
        safety,
        hub,
        wording,
        notice,
        ChatSession(settings),
        ChatLimits(settings),
    )
    health = Health(house, bot)
    checking = asyncio.create_task(_check_durable(house))
    await asyncio.wait([checking], timeout=CHECK_AT_START)
    if checking.done():
        checking.result()
    await current.refresh()
    servers = [
        await _started(public_app(house, desk, health), settings.web_host, settings.web_port),
        await _started(service_app(house), "127.0.0.1", settings.service_port),
    ]
    background = [
        asyncio.create_task(hub.run()),
        asyncio.create_task(bridge.run_sweep()),
        asyncio.create_task(_follow_notice(hub, current)),
    ]
    log.info("web.started", port=settings.web_port, service_port=settings.service_port)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([stopping, checking], return_when=asyncio.FIRST_COMPLETED)
    if not stopping.done() and checking.exception() is None:
        await stopping
    servers[0].close()
    await bridge.finish(FINISH_WITHIN)
    servers[1].close()
    for task in (*background, checking, stopping):
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)
    await health.close()
    await bot.close()
    await house.database.close()
    log.info("web.stopped")
    if checking.done():
        checking.result()


def _mind_the_holidays(house: House) -> None:
    """After the last bank holiday that the library knows every weekday is a working day."""
    known_until = house.organisation.holidays_known_until
    if known_until < (house.clock.now() + HOLIDAYS_AHEAD).date():
        log.warning("bank-holidays.end-soon", known_until=known_until.isoformat())


async def _follow_notice(hub: Hub, current: CurrentNotice) -> None:
    with hub.following(NOTICE_CHANNEL) as news:
        await current.keep_up(news)


async def _check_durable(house: House) -> None:
    """Returns once PostgreSQL is known to keep what it commits; until it answers we answer 503.

    Raises DatabaseNotDurable.
    """
    while True:
        try:
            return await house.database.check_durable()
        except (SQLAlchemyError, OSError, TimeoutError) as problem:
            log.warning("database.unreachable", problem=type(problem).__name__)
            await asyncio.sleep(ASK_AGAIN)


async def _started(app: Sanic[Any, Any], host: str, port: int) -> Any:
    server = await app.create_server(
        host=host, port=port, return_asyncio_server=True, access_log=False
    )
    if server is None:
        raise RuntimeError("the server did not start")
    await server.startup()  # type: ignore[no-untyped-call]
    await server.start_serving()  # type: ignore[no-untyped-call]
    return server
