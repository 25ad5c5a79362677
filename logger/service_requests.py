"""What every call of the service API carries, parsed once."""

from __future__ import annotations

import uuid
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError
from sanic import Request
from sanic.exceptions import SanicException

from logger.errors import InvalidRequest, Refusal
from logger.unit_of_work import UnitOfWork

LONGEST_KEY: Final = 200


class ConversationNotFound(Refusal):
    status = 404
    code = "conversation-not-found"
    title = "There is no such conversation"


class Call(BaseModel):
    """The message an action works on."""

    model_config = ConfigDict(extra="forbid")

    conversation: uuid.UUID
    message_id: uuid.UUID


def parsed[T: BaseModel](request: Request, schema: type[T]) -> T:
    """The body. Raises InvalidRequest that names the fields, never their values."""
    try:
        return schema.model_validate(request.load_json())
    except ValidationError as problem:
        places = [error["loc"] for error in problem.errors(include_input=False)]
        fields = {str(place[0]) if place else "the body" for place in places}
        raise InvalidRequest(f"Look again at: {', '.join(sorted(fields))}.") from None
    except SanicException:
        raise InvalidRequest("The body is not valid JSON.") from None


async def check_known(work: UnitOfWork, conversation: uuid.UUID) -> None:
    """Raises ConversationNotFound."""
    if not await work.conversations.is_known(conversation):
        raise ConversationNotFound


def idempotency_key(request: Request) -> str:
    """Raises InvalidRequest."""
    key = request.headers.get("idempotency-key", "").strip()
    if not key or len(key) > LONGEST_KEY:
        raise InvalidRequest(f"Send an Idempotency-Key header of up to {LONGEST_KEY} characters.")
    return key
