"""The sandbox's two applications, Notify's own port and the admin port, in one event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast
from uuid import uuid4

from sanic import Sanic
from sanic.exceptions import MethodNotAllowed, NotFound
from sanic.server.async_server import AsyncioServer

from logger.notify_sandbox import admin as levers
from logger.notify_sandbox import api as notify
from logger.notify_sandbox.inbox import inbox
from logger.notify_sandbox.refusals import NotifyRefusal
from logger.notify_sandbox.seed import SandboxSeed
from logger.notify_sandbox.state import SandboxClock, SandboxState

type App = Sanic[Any, Any]

LOOPBACK: Final = "127.0.0.1"
LONGEST_REQUEST: Final = 8 * 1024 * 1024


@dataclass(frozen=True)
class Sandbox:
    """`public` is Notify's API with the inbox, `admin` the levers; they share `state`."""

    public: App
    admin: App
    state: SandboxState


@dataclass(frozen=True)
class RunningSandbox:
    sandbox: Sandbox
    url: str
    admin_url: str


def create_app(seed: SandboxSeed, folder: Path, clock: SandboxClock | None = None) -> Sandbox:
    """A sandbox that keeps what it accepts in `folder`/sandbox.sqlite3."""
    state = SandboxState(seed, folder, clock or SandboxClock())
    public = _application(state)
    public.blueprint([notify.api, inbox])
    public.error_handler.add(NotifyRefusal, notify.refuse)
    public.error_handler.add(NotFound, notify.no_such_page)
    public.error_handler.add(MethodNotAllowed, notify.wrong_method)
    public.error_handler.add(Exception, notify.fail)
    admin = _application(state)
    admin.blueprint(levers.admin)
    admin.error_handler.add(levers.WishUnclear, levers.refuse)
    return Sandbox(public, admin, state)


@asynccontextmanager
async def serving(
    sandbox: Sandbox, port: int = 0, admin_port: int = 0
) -> AsyncIterator[RunningSandbox]:
    """The sandbox on loopback until the block ends; port 0 takes any that is free."""
    servers = []
    try:
        servers.append(await _serve(sandbox.public, port))
        servers.append(await _serve(sandbox.admin, admin_port))
        url, admin_url = (_url(server) for server in servers)
        yield RunningSandbox(sandbox, url, admin_url)
    finally:
        for server in servers:
            await _stop(server)
        sandbox.state.store.close()
        for application in (sandbox.public, sandbox.admin):
            Sanic.unregister_app(application)


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


async def _serve(application: App, port: int) -> AsyncioServer:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((LOOPBACK, port))
    made = await application.create_server(sock=listener, return_asyncio_server=True)
    server = cast(AsyncioServer, made)
    await server.startup()  # type: ignore[no-untyped-call]  # Sanic leaves these untyped
    await server.after_start()  # type: ignore[no-untyped-call]  # likewise
    return server


async def _stop(server: AsyncioServer) -> None:
    await server.before_stop()  # type: ignore[no-untyped-call]  # likewise
    cast(asyncio.Server, server.server).close()
    for connection in list(server.connections):
        connection.abort()
    await asyncio.sleep(0)
    await server.after_stop()  # type: ignore[no-untyped-call]  # likewise


def _url(server: AsyncioServer) -> str:
    host, port = cast(asyncio.Server, server.server).sockets[0].getsockname()
    return f"http://{host}:{port}"
