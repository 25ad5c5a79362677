"""The service API: what the assistant's actions may ask of the store. Anyone else finds nothing."""

from __future__ import annotations

import hmac
import uuid

from pydantic import BaseModel, ConfigDict, ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.response import json

from logger.enquiries.schemas import EnquiryIn, parse_details
from logger.errors import InvalidRequest, NotFound, Refusal
from logger.handoffs.grade import HandoffReason
from logger.house import House
from logger.metrics import ENQUIRIES


class ConversationNotFound(Refusal):
    status = 404
    code = "conversation-not-found"
    title = "There is no such conversation"


class HandoffIn(BaseModel):
    """The body of `POST /api/handoffs`."""

    model_config = ConfigDict(extra="forbid")

    conversation: uuid.UUID
    message_id: uuid.UUID
    reason: HandoffReason


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

    @routes.post("/enquiries")
    async def log_enquiry(request: Request) -> HTTPResponse:
        enquiry = _body(request, EnquiryIn)
        details = parse_details(enquiry.kind, enquiry.details)
        async with house.transactions.begin() as work:
            if not await work.conversations.is_known(enquiry.conversation):
                raise ConversationNotFound
            await work.conversations.lock(enquiry.conversation)
            logged = await work.enquiries.log(
                enquiry.kind,
                details,
                conversation_id=enquiry.conversation,
                idempotency_key=_idempotency_key(request),
            )
        if logged.is_new:
            ENQUIRIES.labels(enquiry.kind.value).inc()
        return json({"reference": str(logged.reference)}, status=201 if logged.is_new else 200)

    @routes.post("/handoffs")
    async def open_handoff(request: Request) -> HTTPResponse:
        handoff = _body(request, HandoffIn)
        async with house.transactions.begin() as work:
            if not await work.conversations.is_known(handoff.conversation):
                raise ConversationNotFound
            await work.conversations.wait_for_adviser(handoff.conversation)
            await work.handoffs.open_for_conversation(handoff.conversation, handoff.reason)
        return json({"opened": True}, status=201)

    return routes


def _body[T: BaseModel](request: Request, schema: type[T]) -> T:
    """Raises InvalidRequest that names the fields, never their values."""
    try:
        return schema.model_validate(request.load_json())
    except ValidationError as problem:
        places = [error["loc"] for error in problem.errors(include_input=False)]
        fields = {str(place[0]) if place else "the body" for place in places}
        raise InvalidRequest(f"Look again at: {', '.join(sorted(fields))}.") from None
    except SanicException:
        raise InvalidRequest("The body is not valid JSON.") from None


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "").strip()
    if not key or len(key) > 200:
        raise InvalidRequest("Send an Idempotency-Key header of up to 200 characters.")
    return key
