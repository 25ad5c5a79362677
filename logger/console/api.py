"""The pages advisers work in. No queries here: each route asks a service and renders a page."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from logger.console import handoff, queue, sign_in
from logger.console.answers import refused
from logger.console.door import Door
from logger.errors import Refusal
from logger.house import House


def blueprint(house: House) -> Blueprint:
    """/console and everything under it."""
    routes = Blueprint("console", url_prefix="/console")
    door = Door(house)
    sign_in.add_routes(routes, house, door)
    queue.add_routes(routes, house, door)
    handoff.add_routes(routes, house, door)

    @routes.exception(Refusal)  # type: ignore[untyped-decorator]
    async def answer_refusal(request: Request, refusal: Refusal) -> HTTPResponse:
        return refused(request, refusal)

    @routes.on_response  # type: ignore[untyped-decorator]
    async def keep_private(request: Request, response: HTTPResponse) -> None:
        """Nothing of the console stays in a cache, nor in the log of another site."""
        response.headers["cache-control"] = "no-store"
        response.headers["referrer-policy"] = "same-origin"

    return routes
