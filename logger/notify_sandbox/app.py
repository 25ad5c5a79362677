"""The sandbox's two applications, Notify's own port and the admin port, in one event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast
from uuid import uuid4

import structlog
from sanic import Sanic
from sanic.exceptions import MethodNotAllowed, NotFound
from sanic.server.async_server import AsyncioServer

from logger.notify_sandbox import admin as levers
from logger.notify_sandbox import api as notify
from logger.notify_sandbox.inbox import inbox
from logger.notify_sandbox.refusals import NotifyRefusal
from logger.notify_sandbox.seed import SandboxSeed
from logger.notify_sandbox.state import SandboxClock, SandboxState

log = structlog.get_logger()

type App = Sanic[Any, Any]

LOOPBACK: Final = "127.0.0.1"
LONGEST_REQUEST: Final = 8 * 1024 * 1024


@dataclass(frozen=True)
class Sandbox:
    """Notify's API with the inbox on one port and the levers on another share `state`."""

    state: SandboxState


@dataclass(frozen=True)
class RunningSandbox:
    sandbox: Sandbox
    url: str
    admin_url: str


def create_app(seed: SandboxSeed, folder: Path, clock: SandboxClock | None = None) -> Sandbox:
    """A sandbox that keeps what it accepts in `folder`/sandbox.sqlite3."""
    return Sandbox(SandboxState(seed, folder, clock or SandboxClock()))


@asynccontextmanager
async def serving(
    sandbox: Sandbox, port: int = 0, admin_port: int = 0
) -> AsyncIterator[RunningSandbox]:
    """The sandbox on loopback until the block ends; port 0 takes any that is free."""
    state = sandbox.state
    public = Port(lambda: _public(state), port)
    admin = Port(lambda: _admin(state), admin_port)
    state.door = public
    courier = asyncio.create_task(state.courier.run())
    courier.add_done_callback(_tell_if_it_failed)
    try:
        await public.open()
        await admin.open()
        yield RunningSandbox(sandbox, public.url, admin.url)
    finally:
        courier.cancel()
        await asyncio.wait([courier])
        await public.close()
        await admin.close()
        state.store.close()


def _tell_if_it_failed(courier: asyncio.Task[None]) -> None:
    """Without it the sandbox goes on, and nobody would know why no receipt comes any more."""
    if not courier.cancelled() and (problem := courier.exception()) is not None:
        log.error("notify_sandbox.courier_failed", error=repr(problem))


class Port:
    """An application on a port of loopback, which can be closed and opened again."""

    def __init__(self, make: Callable[[], App], port: int) -> None:
        self._make = make
        self._port = port
        self._serving: tuple[App, AsyncioServer] | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._port}"

    async def open(self) -> None:
        if self._serving is not None:
            return
        application = self._make()
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, self._port))
        self._port = listener.getsockname()[1]
        made = await application.create_server(sock=listener, return_asyncio_server=True)
        server = cast(AsyncioServer, made)
        await server.startup()  # type: ignore[no-untyped-call]  # Sanic leaves these untyped
        await server.after_start()  # type: ignore[no-untyped-call]  # likewise
        self._serving = application, server

    async def close(self) -> None:
        """Whoever is connected is cut off, and nobody else can connect."""
        if self._serving is None:
            return
        application, server = self._serving
        self._serving = None
        await server.before_stop()  # type: ignore[no-untyped-call]  # likewise
        cast(asyncio.Server, server.server).close()
        for connection in list(server.connections):
            connection.abort()
        await asyncio.sleep(0)
        await server.after_stop()  # type: ignore[no-untyped-call]  # likewise
        Sanic.unregister_app(application)


def _public(state: SandboxState) -> App:
    application = _application(state)
    application.blueprint([notify.api, inbox])
    application.error_handler.add(NotifyRefusal, notify.refuse)
    application.error_handler.add(NotFound, notify.no_such_page)
    application.error_handler.add(MethodNotAllowed, notify.wrong_method)
    application.error_handler.add(Exception, notify.fail)
    return application


def _admin(state: SandboxState) -> App:
    application = _application(state)
    application.blueprint(levers.admin)
    application.error_handler.add(levers.WishUnclear, levers.refuse)
    return application


def _application(state: SandboxState) -> App:
    application: App = Sanic(f"notify_sandbox_{uuid4().hex}", configure_logging=False)
    application.config.AUTO_EXTEND = False
    application.config.ACCESS_LOG = False
    application.config.MOTD = False
    application.config.TOUCHUP = (
        False  # it rewrites Sanic once per process, and breaks on a second app
    )
    application.config.REQUEST_MAX_SIZE = LONGEST_REQUEST
    application.config.RESPONSE_TIMEOUT = 3600  # a fault may hang longer than any client waits
    application.config.KEEP_ALIVE_TIMEOUT = 75
    application.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1
    application.ctx.state = state
    return application
