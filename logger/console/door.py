"""Who stands at the door of the console: cookies, sessions, and forms that are really ours."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from sanic import Request
from sanic.response import BaseHTTPResponse

from logger.console.answers import field
from logger.house import House
from logger.staff.members import SignedIn
from logger.staff.refusals import CrossSiteForm, FormExpired, NotSignedIn
from logger.staff.sign_in import Admission

SESSION: Final = "staff"
SIGN_IN_FORM: Final = "staff-form"
DEVICE: Final = "staff-device"
_DEVICE_LASTS: Final = timedelta(days=180)


class Door:
    """`__Host-` cookies over https; plain ones on the loopback address of a developer's machine."""

    def __init__(self, house: House) -> None:
        self._transactions = house.transactions
        self._is_https = house.settings.is_https
        self._is_production = house.settings.is_production
        self._origin = house.settings.public_url

    async def who(self, request: Request) -> SignedIn:
        """Raises NotSignedIn."""
        secret = self.cookie(request, SESSION)
        if secret is None:
            raise NotSignedIn
        async with self._transactions.begin() as work:
            return await work.staff.signed_in(secret)

    def cookie(self, request: Request, name: str) -> str | None:
        full_name = f"__Host-{name}" if self._is_https else name
        return request.cookies.get(full_name) or None

    def admit(self, response: BaseHTTPResponse, admission: Admission) -> None:
        """Give the browser its session, and the mark by which it is known again."""
        self._set(response, SESSION, admission.session)
        self._set(response, DEVICE, admission.device, lasts=_DEVICE_LASTS)
        self._drop(response, SIGN_IN_FORM)

    def show_out(self, response: BaseHTTPResponse) -> None:
        self._drop(response, SESSION)

    def sign_in_token(self, request: Request) -> str:
        """The token of the sign-in form, which has no session to keep it in."""
        return self.cookie(request, SIGN_IN_FORM) or secrets.token_urlsafe()

    def keep_sign_in_token(self, response: BaseHTTPResponse, token: str) -> None:
        self._set(response, SIGN_IN_FORM, token)

    def check_sign_in_form(self, request: Request) -> None:
        """Raises CrossSiteForm, FormExpired."""
        self.check_form(request, self.cookie(request, SIGN_IN_FORM) or "")

    def check_form(self, request: Request, csrf_token: str) -> None:
        """Sent by a page of ours, of this very session. Raises CrossSiteForm, FormExpired."""
        self._check_origin(request)
        given = field(request, "csrf_token")
        if not csrf_token or not hmac.compare_digest(
            given.encode(errors="surrogateescape"), csrf_token.encode()
        ):
            raise FormExpired

    def _check_origin(self, request: Request) -> None:
        """Every browser sends one of the two headers with a form, and no page can set them."""
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site not in (None, "same-origin") or (site is None and origin is None):
            raise CrossSiteForm
        if origin is None or (origin == "null" and site == "same-origin"):
            return
        if origin != self._origin and not self._is_own_host(origin, request):
            raise CrossSiteForm

    def _is_own_host(self, origin: str, request: Request) -> bool:
        """A developer may open the console by another name of the machine, like localhost."""
        host = request.headers.get("host", "")
        return not self._is_production and bool(host) and urlsplit(origin).netloc == host

    def _set(
        self, response: BaseHTTPResponse, name: str, value: str, *, lasts: timedelta | None = None
    ) -> None:
        response.add_cookie(
            name,
            value,
            host_prefix=self._is_https,
            secure=self._is_https,
            httponly=True,
            samesite="Strict",
            path="/",
            max_age=None if lasts is None else int(lasts.total_seconds()),
        )

    def _drop(self, response: BaseHTTPResponse, name: str) -> None:
        self._set(response, name, "", lasts=timedelta(0))
