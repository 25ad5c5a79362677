"""The two web applications: the public one, and the service API on a loopback port of its own."""

from __future__ import annotations

import time
import uuid
from typing import Any, Final

import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import html, json

from logger import health, pages
from logger.console import api as console
from logger.enquiries import api as service_api
from logger.errors import Refusal
from logger.house import House
from logger.logs import place_of
from logger.notice import organisation
from logger.notifications import receipts_api
from logger.webchat import api as chat_api
from logger.webchat import leave_details, site
from logger.webchat.desk import Desk

log: Final = structlog.get_logger()

MAX_FORM_BYTES: Final = 256 * 1024
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_CODES: Final = {
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "That cannot be done here"),
    413: ("request-too-large", "That is too much at once"),
}


def public_app(house: House, desk: Desk, checks: health.Health) -> Sanic[Any, Any]:
    """Web chat, pages, console, health."""
    app = _app("front-door")
    app.config.PROXIES_COUNT = house.settings.trusted_proxies or None
    names = organisation()["organisation"]
    council = {"name": names["council_name"], "service_name": names["service_name"]}
    pages.configure(assets=house.settings.var_dir / "assets", council=council)
    for routes in (
        chat_api.blueprint(desk),
        site.blueprint(desk),
        leave_details.blueprint(desk),
        console.blueprint(house),
        health.blueprint(house, checks),
        receipts_api.blueprint(house),
    ):
        app.blueprint(routes)
    app.static("/assets", house.settings.var_dir / "assets", name="assets")

    @app.on_response  # type: ignore[untyped-decorator]
    async def protect(request: Request, response: HTTPResponse) -> None:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if house.settings.is_https:
            response.headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        is_asset = request.path.startswith("/assets/") and response.status == 200
        if is_asset:
            response.headers["cache-control"] = pages.ASSETS_CACHE_CONTROL
        else:
            response.headers.setdefault("cache-control", "no-store")

    def problem(request: Request, refusal: Refusal) -> HTTPResponse:
        if refusal.status in (413, 429, 503) and "999" not in refusal.detail:
            refusal.detail = f"{refusal.detail}\n\n{desk.safety.refused_line}"
        if request.path.startswith(("/api/", "/health/", "/notify/")):
            return problem_json(refusal)
        return html(
            pages.render("error.html", title=refusal.title, detail=refusal.detail),
            status=refusal.status,
        )

    _answer_refusals(app, problem, desk.safety.refused_line)
    return app


def service_app(house: House) -> Sanic[Any, Any]:
    """What the assistant's actions call."""
    app = _app("front-door-service")
    app.blueprint(service_api.blueprint(house))
    _answer_refusals(app, lambda _request, refusal: problem_json(refusal), "")
    return app


def problem_json(refusal: Refusal) -> HTTPResponse:
    """RFC 9457."""
    headers = {"retry-after": str(refusal.retry_after)} if refusal.retry_after else {}
    return json(
        refusal.as_problem(),
        status=refusal.status,
        content_type="application/problem+json",
        headers=headers,
    )


def _app(name: str) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False, strict_slashes=False)
    app.config.update(
        AUTO_EXTEND=False,
        REQUEST_MAX_SIZE=MAX_FORM_BYTES,
        REQUEST_TIMEOUT=15,
        RESPONSE_TIMEOUT=60,
        KEEP_ALIVE_TIMEOUT=30,
        GRACEFUL_SHUTDOWN_TIMEOUT=8,
        ACCESS_LOG=False,
        MOTD=False,
        TOUCHUP=False,  # it rewrites Sanic's own methods once a process, and we are two apps
        FALLBACK_ERROR_FORMAT="text",
    )

    @app.on_request
    async def begin(request: Request) -> None:
        request.ctx.began = time.perf_counter()

    @app.on_response  # type: ignore[untyped-decorator]
    async def done(request: Request, response: HTTPResponse) -> None:
        route = request.route.path if request.route else "-"
        if response.status >= 500 or not route.startswith(("assets", "health")):
            milliseconds = round((time.perf_counter() - request.ctx.began) * 1000, 1)
            log.info(
                "http.answered",
                app=name,
                method=request.method,
                route=f"/{route}",
                status=response.status,
                ms=milliseconds,
            )

    return app


class _Unexpected(Refusal):
    """A fault of ours. The person learns what to do, the log says where it was."""

    status = 500
    code = "internal-error"
    title = "Something went wrong on our side"


class _FromServer(Refusal):
    """What the web server itself turned down."""


def _answer_refusals(app: Sanic[Any, Any], answer: Any, refused_line: str) -> None:
    @app.exception(Refusal)
    async def refused(request: Request, refusal: Refusal) -> HTTPResponse:
        response: HTTPResponse = answer(request, refusal)
        return response

    @app.exception(SanicException)
    async def turned_down(request: Request, problem: SanicException) -> HTTPResponse:
        status = problem.status_code
        if status >= 500:
            failed: HTTPResponse = await unexpected(request, problem)
            return failed
        code, title = _CODES.get(status, ("invalid-request", "We could not read that request"))
        detail = f"{title}. {refused_line}" if status == 413 else f"{title}."
        refusal = _FromServer(detail)
        refusal.status, refusal.code, refusal.title = status, code, title  # type: ignore[misc]
        response: HTTPResponse = answer(request, refusal)
        return response

    @app.exception(Exception)
    async def unexpected(request: Request, problem: Exception) -> HTTPResponse:
        incident = uuid.uuid4().hex[:12]
        log.error(
            "request.failed",
            incident=incident,
            route=request.route.path if request.route else "-",
            problem=type(problem).__name__,
            at=place_of(problem),
        )
        detail = f"Please try again in a few minutes. If you tell us about it, quote {incident}."
        refusal = _Unexpected(f"{detail} {refused_line}".strip())
        response: HTTPResponse = answer(request, refusal)
        return response
