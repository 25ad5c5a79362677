"""The service API: what the assistant's actions may ask of the store. Anyone else finds nothing."""

from __future__ import annotations

import hmac
from typing import Annotated, Final

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from logger.drafts import api as drafts_api
from logger.enquiries.schemas import EnquiryIn, parse_details
from logger.errors import InvalidRequest, NotFound
from logger.handoffs.grade import HandoffReason
from logger.house import House
from logger.metrics import ENQUIRIES
from logger.service_requests import Call, check_known, idempotency_key, parsed

MOST_SLOTS: Final = 20
Typed = Annotated[str, Field(max_length=500)]


class HandoffIn(Call):
    """The body of `POST /api/handoffs`."""

    reason: HandoffReason


class StatusIn(Call):
    """The body of `POST /api/status`."""

    reference: Typed
    proof: Typed


def blueprint(house: House) -> Blueprint:
    routes = Blueprint("service-api", url_prefix="/api")

    @routes.on_request
    async def only_the_actions(request: Request) -> None:
        given = request.headers.get("authorization", "")
        wanted = f"Bearer {house.settings.actions_token}"
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), wanted.encode()):
            raise NotFound

    @routes.get("/health")
    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    _add_enquiries(routes, house)
    _add_status(routes, house)
    _add_hours(routes, house)
    drafts_api.add_routes(routes, house)
    return routes


def _add_enquiries(routes: Blueprint, house: House) -> None:
    @routes.post("/enquiries")
    async def log_enquiry(request: Request) -> HTTPResponse:
        enquiry = parsed(request, EnquiryIn)
        async with house.transactions.begin() as work:
            details = parse_details(enquiry.kind, enquiry.details, work.enquiries.today())
            await check_known(work, enquiry.conversation)
            await work.conversations.lock(enquiry.conversation)
            logged = await work.enquiries.log(
                enquiry.kind,
                details,
                conversation_id=enquiry.conversation,
                idempotency_key=idempotency_key(request),
            )
            await work.drafts.forget_sent(enquiry.kind, enquiry.conversation)
        if logged.is_new:
            ENQUIRIES.labels(enquiry.kind.value).inc()
        return json(
            {
                "reference": str(logged.reference),
                "read_by": {"words": logged.read_by},
                "acknowledged": logged.acknowledged,
            },
            status=201 if logged.is_new else 200,
        )

    @routes.post("/handoffs")
    async def open_handoff(request: Request) -> HTTPResponse:
        handoff = parsed(request, HandoffIn)
        async with house.transactions.begin() as work:
            await check_known(work, handoff.conversation)
            await work.conversations.wait_for_adviser(handoff.conversation)
            await work.handoffs.open_for_conversation(handoff.conversation, handoff.reason)
        return json({"opened": True, **_hours_now(house)}, status=201)


def _add_status(routes: Blueprint, house: House) -> None:
    @routes.post("/status")
    async def status(request: Request) -> HTTPResponse:
        asked = parsed(request, StatusIn)
        async with house.transactions.begin() as work:
            await check_known(work, asked.conversation)
            answer = await work.enquiry_status.tell(
                asked.reference,
                asked.proof,
                conversation_id=asked.conversation,
                attempt=idempotency_key(request),
            )
        if answer.words is not None:
            return json({"found": True, "words": answer.words})
        return json(
            {"found": False, "tries_left": answer.tries_left, "mistyped": answer.is_mistyped}
        )


def _add_hours(routes: Blueprint, house: House) -> None:
    @routes.get("/callback-slots")
    async def callback_slots(request: Request) -> HTTPResponse:
        hours = house.organisation.opening_hours
        slots = hours.slots(house.clock.now(), _count(request))
        return json(
            {
                "slots": [
                    {
                        "starts_at": slot.starts_at.isoformat(),
                        "ends_at": slot.ends_at.isoformat(),
                        "words": hours.slot_words(slot),
                    }
                    for slot in slots
                ]
            }
        )

    @routes.get("/hours")
    async def hours(_request: Request) -> HTTPResponse:
        return json(_hours_now(house))


def _hours_now(house: House) -> dict[str, str | bool | None]:
    """Whether somebody is there, by when something new is read, and whom to ring meanwhile."""
    now, organisation = house.clock.now(), house.organisation
    return {
        "open": organisation.opening_hours.is_open(now),
        "words_next": organisation.opening_hours.reading_words(now),
        "emergency_duty_number": organisation.duty_team.words,
    }


def _count(request: Request) -> int:
    """Raises InvalidRequest."""
    given = request.args.get("count") or "6"
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= MOST_SLOTS):
        raise InvalidRequest(f"count is a whole number from 1 to {MOST_SLOTS}.")
    return int(given)
