"""The inbox at /sandbox: what was sent, for people to read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import file, html

from logger.notify_sandbox.state import SandboxState

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_STATIC: Final = Path(__file__).with_name("static")

inbox = Blueprint("inbox", url_prefix="/sandbox")


@inbox.get("/")
async def read(request: Request) -> HTTPResponse:
    state: SandboxState = request.app.ctx.state
    reference = request.args.get("reference", "").strip() or None
    messages = [
        (stored, state.progress_of(stored).status) for stored in state.store.inbox(reference)
    ]
    page = state.pages.get_template("inbox.html").render(
        messages=messages,
        reference=reference,
        is_live=request.args.get("live") != "no",
        now=state.clock.now(),
    )
    return html(
        page,
        headers={
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        },
    )


@inbox.get("/inbox.css")
async def style(request: Request) -> HTTPResponse:
    return await file(_STATIC / "inbox.css", mime_type="text/css")


@inbox.get("/inbox.js")
async def script(request: Request) -> HTTPResponse:
    return await file(_STATIC / "inbox.js", mime_type="text/javascript")
