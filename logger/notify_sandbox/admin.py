"""The levers of the sandbox, on a port of their own: what arrived, faults, limits, the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sanic import Blueprint, HTTPResponse, Request

from logger.notify_sandbox import answers
from logger.notify_sandbox.api import as_json
from logger.notify_sandbox.faults import Fault, FaultKind
from logger.notify_sandbox.recipients import normal_form
from logger.notify_sandbox.seed import PERMISSIONS, Receipts, loopback_url
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
    twice = {name: count for name, count in found.items() if count > 1}
    return as_json({"accepted": found, "total": sum(found.values()), "more_than_once": twice})


@admin.get("/receipts")
async def receipts(request: Request) -> HTTPResponse:
    """Every receipt, or those of one message, with its tries, and how many ended in which way."""
    queue = _state(request).courier.queue
    return as_json({"receipts": queue.all(request.args.get("id")), "outcomes": queue.counts()})


@admin.get("/faults")
async def list_faults(request: Request) -> HTTPResponse:
    return as_json({"faults": _state(request).faults.as_json()})


@admin.post("/faults")
async def add_fault(request: Request) -> HTTPResponse:
    try:
        fault = Fault.parse(_wish(request))
    except (KeyError, TypeError, ValueError) as problem:
        raise WishUnclear(str(problem)) from problem
    state = _state(request)
    if fault.kind is FaultKind.NOT_LISTENING:
        await _close_door(state, fault)
    else:
        state.faults.add(fault)
    return as_json(fault.as_json(), 201)


@admin.delete("/faults")
async def clear_faults(request: Request) -> HTTPResponse:
    state = _state(request)
    state.faults.clear()
    if state.door is not None:
        await state.door.open()
    return as_json({"faults": []})


@admin.post("/clock")
async def advance_clock(request: Request) -> HTTPResponse:
    state = _state(request)
    try:
        state.clock.advance(timedelta(seconds=float(_wish(request)["advance_seconds"])))
    except (KeyError, TypeError, ValueError) as problem:
        raise WishUnclear(str(problem)) from problem
    state.courier.look_again()
    return as_json({"now": state.clock.now().isoformat()})


@admin.patch("/services/<service_id:uuid>")
async def change_service(request: Request, service_id: UUID) -> HTTPResponse:
    """New limits start with nothing used."""
    state = _state(request)
    try:
        service = state.register.change_service(service_id, _settings(_wish(request)))
    except (KeyError, TypeError, ValueError) as problem:
        raise WishUnclear(str(problem)) from problem
    state.day_limit.start_again(service)
    state.courier.look_again()
    return as_json({"service": str(service_id)})


@admin.patch("/delivery")
async def change_delivery(request: Request) -> HTTPResponse:
    """How long messages accepted from now on take."""
    try:
        wish = {name: timedelta(seconds=float(value)) for name, value in _wish(request).items()}
        _state(request).register.change_delivery(wish)
    except (TypeError, ValueError) as problem:
        raise WishUnclear(str(problem)) from problem
    return as_json({})


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
    await state.store.disk.settled()
    return as_json(answers.received_text(received), 201)


async def refuse(request: Request, problem: WishUnclear) -> HTTPResponse:
    return as_json({"error": str(problem)}, 400)


async def _close_door(state: SandboxState, fault: Fault) -> None:
    door = state.door
    if door is None:
        raise WishUnclear("there is no port to close")
    await door.close()
    if fault.milliseconds:
        loop = asyncio.get_running_loop()
        loop.call_later(fault.milliseconds / 1000, lambda: loop.create_task(door.open()))


def _settings(wish: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Callable[[Any], Any]] = {
        "is_active": bool,
        "is_trial": bool,
        "requests_per_minute": int,
        "emails_per_day": int,
        "texts_per_day": int,
        "international_texts_per_day": int,
        "contact_link": str,
        "permissions": _permissions,
        "guest_list": lambda people: frozenset(normal_form(str(each)) for each in people),
        "receipts": _receipts,
    }
    return {name: known[name](value) for name, value in wish.items()}


def _permissions(names: list[str]) -> frozenset[str]:
    unknown = set(names) - PERMISSIONS
    if unknown:
        raise ValueError(f"the sandbox cannot do {', '.join(sorted(unknown))}")
    return frozenset(names)


def _receipts(wish: Mapping[str, Any] | None) -> Receipts | None:
    if wish is None:
        return None
    return Receipts(
        loopback_url(str(wish["url"])),
        str(wish["token"]),
        retry_after=timedelta(seconds=float(wish.get("retry_seconds", 300))),
    )


def _wish(request: Request) -> Mapping[str, Any]:
    if not isinstance(request.json, dict):
        raise WishUnclear("the body must be a JSON object")
    return request.json


def _state(request: Request) -> SandboxState:
    state: SandboxState = request.app.ctx.state
    return state
