"""The part of the service API that keeps drafts."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as as_json

from logger.errors import Refusal
from logger.house import House
from logger.service_requests import Call, check_known, idempotency_key, parsed

MOST_BYTES: Final = 64 * 1024
Typed = Annotated[str, Field(max_length=500)]


class DraftTooLarge(Refusal):
    status = 422
    code = "draft-too-large"
    title = "These answers are too long to keep"


class DraftIn(Call):
    """The body of `POST /api/drafts`."""

    task: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
    answers: dict[str, Any]
    contact: Typed


class CodeIn(Call):
    """The body of `POST /api/drafts/code`."""

    reference: Typed


class OpeningIn(Call):
    """The body of `POST /api/drafts/open`."""

    reference: Typed
    code: Typed


def add_routes(routes: Blueprint, house: House) -> None:
    @routes.post("/drafts")
    async def save(request: Request) -> HTTPResponse:
        draft = parsed(request, DraftIn)
        idempotency_key(request)
        if len(json.dumps(draft.answers).encode()) > MOST_BYTES:
            raise DraftTooLarge
        async with house.transactions.begin() as work:
            await check_known(work, draft.conversation)
            await work.conversations.lock(draft.conversation)
            saved = await work.drafts.save(
                draft.task, draft.answers, draft.contact, conversation_id=draft.conversation
            )
            kept_until = work.organisation.opening_hours.local_day(saved.kept_until)
        return as_json(
            {
                "reference": str(saved.reference),
                "kept_until_words": f"{kept_until.day} {kept_until:%B}",
            },
            status=201 if saved.is_new else 200,
        )

    @routes.post("/drafts/code")
    async def send_code(request: Request) -> HTTPResponse:
        wanted = parsed(request, CodeIn)
        async with house.transactions.begin() as work:
            await work.drafts.send_code(
                wanted.reference,
                conversation_id=wanted.conversation,
                attempt=idempotency_key(request),
            )
        return as_json({"sent": True})

    @routes.post("/drafts/open")
    async def open_draft(request: Request) -> HTTPResponse:
        opening = parsed(request, OpeningIn)
        async with house.transactions.begin() as work:
            await check_known(work, opening.conversation)
            opened = await work.drafts.open(
                opening.reference,
                opening.code,
                conversation_id=opening.conversation,
                attempt=idempotency_key(request),
            )
        if opened is None:
            return as_json({"found": False})
        return as_json({"found": True, "task": opened.task, "answers": opened.answers})
