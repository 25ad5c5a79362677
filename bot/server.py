"""Rasa's web server with nothing but our channel on it."""

import logging
import os
from asyncio import AbstractEventLoop
from pathlib import Path

import rasa.core.run
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot import logs, rasa_fixes
from bot.channel import WebchatChannel
from bot.encryption import KeysInvalid
from bot.nlu.sentence_vectors import encoder
from bot.settings import Settings
from bot.tracker_store import PostgresTrackerStore
from encoder.refusal import EncoderUnavailable

log = logging.getLogger("bot.server")

FOLDER = Path(__file__).resolve().parent
_BODY_CEILING = 128 * 1024  # bytes; above it Sanic answers 413 itself
_SECONDS_TO_FINISH = 6.0  # a turn takes at most 4.8


class CannotStart(Exception):
    """One plain sentence saying what is wrong."""


def serve(settings: Settings) -> None:
    """Serve until stopped. Raises CannotStart."""
    prepare()
    log.info("bot.starting", extra={"ids": {"port": settings.port}})
    app = create_app(settings)
    app.run(host="127.0.0.1", port=settings.port, workers=1, access_log=False, motd=False)


def prepare() -> None:
    """Put the logs and the repairs in place."""
    logs.configure()
    rasa_fixes.apply()


def create_app(settings: Settings) -> Sanic:
    """The web application, with a model loaded. Raises CannotStart."""
    os.environ.setdefault("ACTIONS_URL", settings.actions_url)
    endpoints = AvailableEndpoints.read_endpoints(str(FOLDER / "endpoints.yml"))
    channels = rasa.core.run.create_http_input_channels(None, str(FOLDER / "credentials.yml"))
    agent = load_agent(settings.model, endpoints)
    _refuse_substitutes(agent, channels)
    app = rasa.core.run.configure_app(channels, enable_api=False, endpoints=endpoints)
    app.config.REQUEST_MAX_SIZE = _BODY_CEILING
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _SECONDS_TO_FINISH
    app.ctx.agent = agent
    app.register_listener(_open, "before_server_start")
    app.register_listener(_close, "after_server_stop")
    return app


def load_agent(model: Path, endpoints: AvailableEndpoints) -> Agent:
    """The model with our store and our action endpoint. Raises CannotStart."""
    if not model.is_file():
        raise CannotStart(f"There is no trained model at {model}: run make train.")
    try:
        encoder()
    except EncoderUnavailable as refusal:
        raise CannotStart(str(refusal)) from None
    try:
        store = TrackerStore.create(endpoints.tracker_store)
    except KeysInvalid as wrong:
        raise CannotStart(str(wrong)) from None
    return Agent.load(
        str(model), tracker_store=store, action_endpoint=action_endpoint(endpoints.action)
    )


def action_endpoint(configured: EndpointConfig) -> rasa_fixes.ActionEndpoint:
    return rasa_fixes.ActionEndpoint(configured.url, headers=configured.headers)


def _refuse_substitutes(agent: Agent, channels: list[InputChannel]) -> None:
    """Rasa warns and goes on in memory when it cannot load a class; here that is the end."""
    if type(agent.tracker_store) is not PostgresTrackerStore:
        name = type(agent.tracker_store).__name__
        raise CannotStart(f"The loaded tracker store is {name}, not ours: see bot/endpoints.yml.")
    if type(agent.processor) is not rasa_fixes.LoudProcessor:
        raise CannotStart("The loaded message processor is not ours: see bot/rasa_fixes.py.")
    if [type(channel) for channel in channels] != [WebchatChannel]:
        names = ", ".join(type(channel).__name__ for channel in channels)
        raise CannotStart(f"The open channels are {names}, not ours: see bot/credentials.yml.")


async def _open(app: Sanic, _: AbstractEventLoop) -> None:
    await app.ctx.agent.tracker_store.open()
    log.info("bot.ready")


async def _close(app: Sanic, _: AbstractEventLoop) -> None:
    await app.ctx.agent.action_endpoint.close()
    await app.ctx.agent.tracker_store.close()
