"""Carrying out a fault: error pages, silence, and connections that break."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Final, cast

from sanic import HTTPResponse, Request
from sanic.response import html

from logger.notify_sandbox.faults import Fault, FaultKind
from logger.notify_sandbox.refusals import (
    AuthError,
    NotifyRefusal,
    RateLimitError,
    TooManyRequestsError,
)

_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)


def gateway_error(status: int) -> HTTPResponse:
    """A page written by whatever stands in front of Notify, not by Notify."""
    return html(f"<html><body><h1>Error {status}</h1></body></html>", status=status)


def notify_error(status: int) -> NotifyRefusal:
    """What Notify itself says when it fails, or when it took longer than its 30 seconds."""
    if status == 504:
        return NotifyRefusal("Timeout serving request", status=status, error="EventletTimeout")
    return NotifyRefusal("Internal server error", status=status, error="Exception")


async def instead_of_accepting(request: Request, fault: Fault) -> HTTPResponse | None:
    """The answer to a message that is not stored; None when the fault was only slowness."""
    match fault.kind:
        case FaultKind.SLOW:
            await asyncio.sleep(fault.milliseconds / 1000)
            return None
        case FaultKind.REFUSE:
            return await _break(request)
        case FaultKind.RATE_LIMIT:
            raise RateLimitError(
                "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
            )
        case FaultKind.DAY_LIMIT:
            raise TooManyRequestsError("Exceeded send limits (email: 250000) for today")
        case FaultKind.CLOCK:
            raise AuthError("Error: Your system clock must be accurate to within 30 seconds")
        case FaultKind.FORBIDDEN:
            raise AuthError("Invalid token: API key not found")
        case FaultKind.NOTIFY_ERROR:
            raise notify_error(fault.status)
        case _:
            return gateway_error(fault.status)


async def after_accepting(request: Request, fault: Fault, answer: HTTPResponse) -> HTTPResponse:
    """What the sender gets to see of a message that is stored."""
    match fault.kind:
        case FaultKind.ERROR_AFTER:
            raise notify_error(fault.status)
        case FaultKind.HTML:
            return html("<html><body>Created</body></html>", status=201)
        case FaultKind.TRUNCATE:
            return await _break(request, _half_of(answer))
        case FaultKind.DROP:
            return await _break(request)
        case _:
            await asyncio.Event().wait()
            raise AssertionError("nobody sets this event")


def _half_of(answer: HTTPResponse) -> bytes:
    body = answer.body or b""
    head = f"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body[: len(body) // 2]


async def _break(request: Request, first: bytes = b"") -> HTTPResponse:
    """Send some bytes, if any, and break the connection; never returns."""
    transport = cast(asyncio.Transport, request.transport)
    if first:
        transport.write(first)
        transport.close()
    else:
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE
        )
        transport.abort()
    await asyncio.Event().wait()
    raise AssertionError("nobody sets this event")
