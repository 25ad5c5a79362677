"""Lets only signed-in staff reach a page, and only forms of their own session change anything."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Final
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.response import html

from logger import pages
from logger.console.answers import CONSOLE, go_to
from logger.console.door import Door
from logger.staff.members import SignedIn
from logger.staff.refusals import NotSignedIn

CHANGE_PASSWORD: Final = f"{CONSOLE}/change-password"

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]


def for_staff(door: Door, handler: Handler) -> Handler:
    """`handler(request, who, ...)` for whoever is signed in; others are sent to sign in first."""

    @wraps(handler)
    async def guarded(request: Request, **place: Any) -> HTTPResponse:
        try:
            who: SignedIn = await door.who(request)
        except NotSignedIn:
            return _sign_in_first(request)
        request.ctx.who = who
        if request.method == "POST":
            door.check_form(request, who.csrf_token)
        if who.member.must_change_password and request.path != CHANGE_PASSWORD:
            return go_to(CHANGE_PASSWORD)
        return await handler(request, who, **place)

    return guarded


def _sign_in_first(request: Request) -> HTTPResponse:
    """A link in an email brings no SameSite=Strict cookie; opened from a page of ours it does."""
    if request.method == "GET" and request.headers.get("sec-fetch-site") == "cross-site":
        url = _address(request)
        return html(
            pages.render("console/arriving.html", member=None, csrf_token="", url=url),
            headers={"refresh": f"0; url={url}"},
        )
    path = request.path if request.method == "GET" else request.path.rpartition("/")[0]
    query = f"?{request.query_string}" if request.method == "GET" and request.query_string else ""
    return go_to(f"{CONSOLE}/sign-in?next_path={quote(path + query, safe='/')}")


def _address(request: Request) -> str:
    """This very page, as a path that cannot leave the site or end a header."""
    query = f"?{request.query_string}" if request.query_string else ""
    return quote(request.path + query, safe="/?=&-_.~%")
