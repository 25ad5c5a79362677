"""Notify's API v2, as its documentation and its source describe it. NOTIFY.md section 2."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import structlog
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import MethodNotAllowed, NotFound, SanicException

from logger.notify_sandbox import answers, misbehaviour, schemas
from logger.notify_sandbox.acceptance import body_of, missing_personalisation, subject_of
from logger.notify_sandbox.faults import AFTER_ACCEPTING
from logger.notify_sandbox.placeholders import Personalisation
from logger.notify_sandbox.refusals import BadRequestError, NoResultFound, NotifyRefusal
from logger.notify_sandbox.seed import Template
from logger.notify_sandbox.state import SandboxState
from logger.notify_sandbox.store import StoredNotification
from logger.notify_sandbox.tokens import Caller, authenticate, not_for_services

PAGE: Final = 250
_FAILED: Final = ("technical-failure", "temporary-failure", "permanent-failure")
_NO_SUCH_PAGE: Final = (
    "The requested URL was not found on the server. "
    "If you entered the URL manually please check your spelling and try again."
)

log = structlog.get_logger()
api = Blueprint("notify_api")


def as_json(body: Any, status: int = 200) -> HTTPResponse:
    return HTTPResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/json"
    )


@api.get("/_status")
async def status(request: Request) -> HTTPResponse:
    return as_json({"status": "ok"})


@api.post("/v2/notifications/<channel:str>")
async def send(request: Request, channel: str) -> HTTPResponse:
    state = _state(request)
    fault = state.faults.for_sending()
    if fault is not None and fault.kind not in AFTER_ACCEPTING:
        answer = await misbehaviour.instead_of_accepting(request, fault)
        if answer is not None:
            return answer
    caller = _caller(request)
    message = state.acceptance.accept(caller, channel, request.body)
    await state.keep(message)
    log.info("notify_sandbox.accepted", id=str(message.notification.id), channel=channel)
    answer = as_json(answers.accepted(message, caller.service, _base_url(request)), 201)
    if fault is not None and fault.kind in AFTER_ACCEPTING:
        return await misbehaviour.after_accepting(request, fault, answer)
    return answer


@api.get("/v2/notifications")
async def list_notifications(request: Request) -> HTTPResponse:
    state = _state(request)
    caller = _caller(request)
    wishes = _query(request, many=("status", "template_type"))
    schemas.check(wishes, schemas.LIST)
    statuses = _statuses(wishes.get("status", []))
    types = wishes.get("template_type", [])
    older_than = wishes.get("older_than")
    everything = state.store.newest_first(
        caller.service.id,
        key_type=caller.key.type,
        since=_oldest(state, caller),
        reference=wishes.get("reference"),
        older_than=UUID(older_than) if older_than else None,
    )
    found = (
        (stored, progress)
        for stored, progress in ((one, state.progress_of(one)) for one in everything)
        if (not statuses or progress.status in statuses) and (not types or stored.type in types)
    )
    page = [answers.notification(*row, _base_url(request)) for row in islice(found, PAGE)]
    return as_json({"notifications": page, "links": _links(request, page)})


@api.get("/v2/notifications/<notification_id:str>")
async def get_notification(request: Request, notification_id: str) -> HTTPResponse:
    stored = _stored(request, notification_id)
    progress = _state(request).progress_of(stored)
    return as_json(answers.notification(stored, progress, _base_url(request)))


@api.get("/v2/notifications/<notification_id:str>/pdf")
async def get_pdf(request: Request, notification_id: str) -> HTTPResponse:
    _stored(request, notification_id)
    raise BadRequestError("Notification is not a letter")


@api.get("/v2/templates")
async def list_templates(request: Request) -> HTTPResponse:
    caller = _caller(request)
    wishes = _query(request)
    schemas.check(wishes, schemas.LIST_TEMPLATES)
    templates = [
        answers.template(template)
        for template in _state(request).register.templates_of(caller.service)
        if wishes.get("type") in (None, template.type)
    ]
    return as_json({"templates": templates})


@api.get("/v2/template/<template_id:str>")
async def get_template(request: Request, template_id: str) -> HTTPResponse:
    return as_json(answers.template(_template(request, template_id)))


@api.get("/v2/template/<template_id:str>/version/<version:int>")
async def get_template_version(request: Request, template_id: str, version: int) -> HTTPResponse:
    return as_json(answers.template(_template(request, template_id, version)))


@api.post("/v2/template/<template_id:str>/preview")
async def preview(request: Request, template_id: str) -> HTTPResponse:
    state = _state(request)
    _caller(request)
    form = _json_object(request) | {"id": template_id}
    schemas.check(form, schemas.PREVIEW)
    template = _template(request, template_id)
    values = form.get("personalisation", {})
    missing_personalisation(template, Personalisation(values))
    body = body_of(template, values)
    html = None
    if template.type == "email":
        html = state.pages.get_template("email.html").render(body=body)
    return as_json(
        {
            "id": str(template.id),
            "type": template.type,
            "version": template.version,
            "body": body,
            "html": html,
            "subject": subject_of(template, values),
            "postage": None,
        }
    )


@api.get("/service/<service_id:str>/template/<template_id:str>/versions")
async def list_template_versions(
    request: Request, service_id: str, template_id: str
) -> HTTPResponse:
    """The client has a method for it, and Notify keeps it for its own pages."""
    raise not_for_services(request.headers.get("authorization"))


@api.get("/v2/received-text-messages")
async def list_received_texts(request: Request) -> HTTPResponse:
    caller = _caller(request)
    wishes = _query(request)
    schemas.check(wishes, schemas.RECEIVED_TEXTS)
    older_than = wishes.get("older_than")
    received = _state(request).store.received_texts(
        caller.service.id, UUID(older_than) if older_than else None, PAGE
    )
    page = [answers.received_text(text) for text in received]
    return as_json({"received_text_messages": page, "links": _links(request, page)})


@api.on_request
async def answer_nothing_while_down(request: Request) -> HTTPResponse | None:
    is_question = request.method != "POST" and not request.path.startswith("/sandbox")
    fault = _state(request).faults.for_reading() if is_question else None
    return misbehaviour.gateway_error(fault.status) if fault is not None else None


async def refuse(request: Request, refusal: NotifyRefusal) -> HTTPResponse:
    log.info("notify_sandbox.refused", error=refusal.error, status=refusal.status)
    return as_json(refusal.body(), refusal.status)


async def no_such_page(request: Request, problem: NotFound) -> HTTPResponse:
    return as_json({"result": "error", "message": _NO_SUCH_PAGE}, 404)


async def wrong_method(request: Request, problem: MethodNotAllowed) -> HTTPResponse:
    answer = as_json(
        {"result": "error", "message": "The method is not allowed for the requested URL."}, 405
    )
    answer.content_type = "text/html; charset=utf-8"  # so does Notify
    return answer


async def fail(request: Request, problem: Exception) -> HTTPResponse:
    """Notify answers a mistake of its own with the name of the exception."""
    if isinstance(problem, SanicException):
        return as_json({"result": "error", "message": str(problem)}, problem.status_code)
    error = type(problem).__name__
    log.error("notify_sandbox.failed", error=error, path=request.path)
    refusal = NotifyRefusal("Internal server error", status=500, error=error)
    return as_json(refusal.body(), 500)


def _state(request: Request) -> SandboxState:
    state: SandboxState = request.app.ctx.state
    return state


def _caller(request: Request) -> Caller:
    return authenticate(request.headers.get("authorization"), _state(request).register)


def _base_url(request: Request) -> str:
    return f"http://{request.host}"


def _stored(request: Request, notification_id: str) -> StoredNotification:
    caller = _caller(request)
    state = _state(request)
    stored = state.store.get(
        caller.service.id, schemas.check_id("notification_id", notification_id)
    )
    if stored is None or stored.created_at < _oldest(state, caller):
        raise NoResultFound
    return stored


def _oldest(state: SandboxState, caller: Caller) -> datetime:
    return state.clock.now() - caller.service.retained_for


def _template(request: Request, template_id: str, version: int | None = None) -> Template:
    caller = _caller(request)
    template = _state(request).register.template(
        caller.service, schemas.check_id("id", template_id), version
    )
    if template is None:
        raise NoResultFound
    return template


def _json_object(request: Request) -> dict[str, Any]:
    try:
        form = json.loads(request.body) or {}
    except ValueError as problem:
        raise BadRequestError("Invalid JSON supplied in POST data") from problem
    schemas.check(form, schemas.OBJECT)
    return dict(form)


def _query(request: Request, many: tuple[str, ...] = ()) -> dict[str, Any]:
    arguments = request.get_args(keep_blank_values=True)
    return {
        name: values if name in many else values[0]
        for name, values in arguments.items()
        if isinstance(values, list)
    }


def _statuses(wanted: list[str]) -> set[str]:
    return {status for wish in wanted for status in (_FAILED if wish == "failed" else (wish,))}


def _links(request: Request, page: list[dict[str, Any]]) -> dict[str, str]:
    query = request.get_query_args(keep_blank_values=True)
    links = {"current": _link(request, query)}
    if page:
        rest = [(name, value) for name, value in query if name != "older_than"]
        links["next"] = _link(request, [*rest, ("older_than", page[-1]["id"])])
    return links


def _link(request: Request, query: list[tuple[str, str]]) -> str:
    base = f"{_base_url(request)}{request.path}"
    return f"{base}?{urlencode(query)}" if query else base
