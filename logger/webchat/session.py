"""How a browser carries its conversation: a cookie, or the token in a header for other clients."""

from __future__ import annotations

from typing import Final

from sanic import Request
from sanic.response import BaseHTTPResponse

from logger.conversations.refusals import NoConversation
from logger.errors import Refusal
from logger.settings import Settings

_PLAIN_NAME: Final = "chat"


class CrossSite(Refusal):
    """A form of another site was sent to us."""

    status = 403
    code = "cross-site-request"
    title = "That came from another web site"


class ChatSession:
    def __init__(self, settings: Settings) -> None:
        self._is_https = settings.is_https
        self._origin = settings.public_url
        self.cookie_name = f"__Host-{_PLAIN_NAME}" if self._is_https else _PLAIN_NAME

    def token(self, request: Request) -> str | None:
        """The header goes before the cookie; None when there is neither."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and given.strip():
            return given.strip()
        return request.cookies.get(self.cookie_name) or None

    def required_token(self, request: Request) -> str:
        """Raises NoConversation."""
        token = self.token(request)
        if token is None:
            raise NoConversation
        return token

    def remember(self, response: BaseHTTPResponse, token: str) -> None:
        """`__Host-`, Secure over https; a session cookie that no script can read."""
        response.add_cookie(
            _PLAIN_NAME,
            token,
            host_prefix=self._is_https,
            secure=self._is_https,
            httponly=True,
            samesite="Strict",
            path="/",
        )

    def forget(self, response: BaseHTTPResponse) -> None:
        response.delete_cookie(_PLAIN_NAME, host_prefix=self._is_https, path="/")

    def check_same_site(self, request: Request) -> None:
        """A browser says where a form comes from; another site's is refused. Raises CrossSite."""
        fetched_from = request.headers.get("sec-fetch-site")
        if fetched_from not in (None, "same-origin", "none"):
            raise CrossSite("Open this page yourself and try again.")
        origin = request.headers.get("origin")
        if fetched_from is None and origin not in (None, "null", self._origin):
            raise CrossSite("Open this page yourself and try again.")
