"""POST /notify/receipts: where Notify tells what became of a message. NOTIFY.md section 2.10.

Notify tries again after 5xx and silence only. So whatever is not plainly somebody else's is taken.
"""

from __future__ import annotations

import asyncio
import hmac
from typing import Final

import structlog
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty
from sqlalchemy.exc import SQLAlchemyError

from logger.errors import Refusal
from logger.house import House
from logger.notifications.receipt_book import ReceiptBook

PATH: Final = "/notify/receipts"
LONGEST: Final = 64 * 1024
ANSWER_WITHIN: Final = 4.0

log: Final = structlog.get_logger()


class ReceiptRefused(Refusal):
    """The bearer token is none of ours."""

    status = 401
    code = "wrong-token"
    title = "This token opens nothing"


class ReceiptTooLong(Refusal):
    """Nothing that Notify sends is so long."""

    status = 413
    code = "receipt-too-long"
    title = "A receipt has at most 64 KB"


class ReceiptNotKept(Refusal):
    """Our fault: send it again later."""

    status = 503
    code = "receipt-not-kept"
    title = "The receipt could not be kept"


def blueprint(house: House) -> Blueprint:
    routes = Blueprint("notify-receipts")
    book = ReceiptBook(house.transactions)
    tokens = house.settings.notify_receipt_tokens

    @routes.post(PATH)
    async def receive(request: Request) -> HTTPResponse:
        _check(request, tokens)
        if len(request.body) > LONGEST:
            raise ReceiptTooLong
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await book.keep(request.body)
        except (SQLAlchemyError, OSError, TimeoutError) as problem:
            log.warning("receipt.not-kept", error=type(problem).__name__)
            raise ReceiptNotKept from problem
        return empty()

    return routes


def _check(request: Request, tokens: tuple[str, ...]) -> None:
    """Every token is compared, each in constant time. Without any, Notify shall come again."""
    if not tokens:
        raise ReceiptNotKept
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    opens = [
        hmac.compare_digest(given.strip().encode(errors="surrogateescape"), token.encode())
        for token in tokens
    ]
    if scheme.lower() != "bearer" or not any(opens):
        raise ReceiptRefused
