"""The pages of the console as answers, and what has just been done as a sentence."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlencode

from sanic import HTTPResponse, Request
from sanic.response import html, redirect

from logger import pages
from logger.errors import InvalidRequest, Refusal
from logger.staff.members import SignedIn

CONSOLE: Final = "/console"
_DONE: Final = {
    "claimed": "You have this now.",
    "released": "It is back in the queue.",
    "regraded": "The grade is changed.",
    "noted": "Your note has been added.",
    "closed": "This is closed.",
    "sent-again": "The message will be sent again.",
    "password": "Your new password is saved.",
    "signed-out": "You are signed out.",
}
_OWN_PATH: Final = re.compile(r"/console(/[\w\-/]*)?(\?[\w\-=&]*)?")


def page(template: str, who: SignedIn | None, *, status: int = 200, **context: Any) -> HTTPResponse:
    """A page with what every page of the console needs."""
    member = None if who is None else _member(who)
    token = context.pop("csrf_token", "" if who is None else who.csrf_token)
    rendered = pages.render(f"console/{template}", member=member, csrf_token=token, **context)
    return html(rendered, status=status)


def go_to(path: str, *, done: str | None = None) -> HTTPResponse:
    """303, so that reloading the page that follows sends nothing again."""
    query = "" if done is None else f"?{urlencode({'done': done})}"
    return redirect(f"{path}{query}", status=303)


def done_sentence(request: Request) -> str | None:
    """What the page before says was done; only sentences of ours can be shown."""
    return _DONE.get(request.args.get("done") or "")


def own_path(given: str) -> str:
    """Where to go after signing in: a page of the console, never another site."""
    return given if _OWN_PATH.fullmatch(given) else CONSOLE


def field(request: Request, name: str) -> str:
    """What was typed into a field; empty when the form came without it."""
    form = request.form
    return "" if form is None else str(form.get(name) or "")


def whole_number(request: Request, name: str) -> int:
    """Raises InvalidRequest."""
    typed = field(request, name)
    if not re.fullmatch(r"\d{1,9}", typed):
        raise InvalidRequest("Nothing was saved. Go back, reload the page and try again.")
    return int(typed)


def refused(request: Request, refusal: Refusal) -> HTTPResponse:
    """A refusal as a page of the console."""
    who = getattr(request.ctx, "who", None)
    if refusal.status == 404 and who is not None:
        return page("not_found.html", who, status=404)
    answer = page(
        "refused.html", who, status=refusal.status, title=refusal.title, detail=refusal.detail
    )
    return with_retry_after(answer, refusal)


def with_retry_after(answer: HTTPResponse, refusal: Refusal) -> HTTPResponse:
    if refusal.retry_after is not None:
        answer.headers["retry-after"] = str(refusal.retry_after)
    return answer


def _member(who: SignedIn) -> dict[str, str]:
    member = who.member
    return {"name": member.name, "email": member.email.address, "role": member.role.value}
