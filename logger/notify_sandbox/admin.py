"""The levers of the sandbox, on a port of their own: what arrived, faults, limits, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sanic import Blueprint, HTTPResponse, Request

from logger.notify_sandbox import answers
from logger.notify_sandbox.api import as_json
from logger.notify_sandbox.faults import Fault
from logger.notify_sandbox.state import SandboxState
from logger.notify_sandbox.store import ReceivedText

_MANY: Final = 10_000

admin = Blueprint("admin")


class WishUnclear(Exception):
    """The body does not say what should happen."""


@admin.get("/health")
async def health(request: Request) -> HTTPResponse:
    return as_json({"status": "ok"})


@admin.get("/messages")
async def messages(request: Request) -> HTTPResponse:
    state = _state(request)
    found = state.store.inbox(request.args.get("reference"), _MANY)
    base_url = f"http://{request.host}"
    return as_json(
        [
            {"to": m.recipient, **answers.notification(m, state.progress_of(m), base_url)}
            for m in found
        ]
    )


@admin.get("/counts")
async def counts(request: Request) -> HTTPResponse:
    """How many messages were accepted for each reference, or for the one asked for."""
    found = _state(request).store.counts_by_reference()
    reference = request.args.get("reference")
    if reference is not None:
        found = {reference: found.get(reference, 0)}
    return as_json({"accepted": found, "total": sum(found.values())})


@admin.get("/faults")
async def list_faults(request: Request) -> HTTPResponse:
    return as_json({"faults": _state(request).faults.as_json()})


@admin.post("/faults")
async def add_fault(request: Request) -> HTTPResponse:
    try:
        fault = Fault.parse(_wish(request))
    except (KeyError, TypeError, ValueError) as problem:
        raise WishUnclear(str(problem)) from problem
    _state(request).faults.add(fault)
    return as_json(fault.as_json(), 201)


@admin.delete("/faults")
async def clear_faults(request: Request) -> HTTPResponse:
    _state(request).faults.clear()
    return as_json({"faults": []})


@admin.post("/clock")
async def advance_clock(request: Request) -> HTTPResponse:
    state = _state(request)
    try:
        state.clock.advance(timedelta(seconds=float(_wish(request)["advance_seconds"])))
    except (KeyError, TypeError, ValueError) as problem:
        raise WishUnclear(str(problem)) from problem
    return as_json({"now": state.clock.now().isoformat()})


@admin.patch("/services/<service_id:uuid>")
async def change_service(request: Request, service_id: UUID) -> HTTPResponse:
    """New limits start with nothing used."""
    state = _state(request)
    try:
        state.register.change_service(service_id, _settings(_wish(request)))
    except (KeyError, TypeError, ValueError) as problem:
        raise WishUnclear(str(problem)) from problem
    state.acceptance.count_day_from_now(service_id)
    return as_json({"service": str(service_id)})


@admin.post("/received-texts")
async def receive_text(request: Request) -> HTTPResponse:
    state = _state(request)
    wish = _wish(request)
    try:
        received = ReceivedText(
            id=uuid4(),
            service_id=UUID(wish["service_id"]),
            user_number=str(wish["user_number"]),
            notify_number=str(wish.get("notify_number", "447700900456")),
            content=str(wish["content"]),
            created_at=state.clock.now(),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise WishUnclear(str(problem)) from problem
    state.store.add_received_text(received)
    return as_json(answers.received_text(received), 201)


async def refuse(request: Request, problem: WishUnclear) -> HTTPResponse:
    return as_json({"error": str(problem)}, 400)


def _settings(wish: Mapping[str, Any]) -> dict[str, Any]:
    known = {
        "is_active": bool,
        "is_trial": bool,
        "requests_per_minute": int,
        "emails_per_day": int,
        "texts_per_day": int,
        "contact_link": str,
        "permissions": frozenset,
        "guest_list": frozenset,
    }
    return {name: known[name](value) for name, value in wish.items()}


def _wish(request: Request) -> Mapping[str, Any]:
    if not isinstance(request.json, dict):
        raise WishUnclear("the body must be a JSON object")
    return request.json


def _state(request: Request) -> SandboxState:
    state: SandboxState = request.app.ctx.state
    return state
