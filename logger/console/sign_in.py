"""Signing in and out, and choosing a password."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from logger.console.answers import (
    CONSOLE,
    done_sentence,
    field,
    go_to,
    own_path,
    page,
    with_retry_after,
)
from logger.console.door import DEVICE, SESSION, Door
from logger.console.guard import CHANGE_PASSWORD, for_staff
from logger.errors import Refusal
from logger.house import House
from logger.staff.members import SignedIn
from logger.staff.passwords import PasswordHashing, TooBusy
from logger.staff.refusals import NotSignedIn, PasswordUnsuitable, SignInRefused, SignInSlowed
from logger.staff.sign_in import PasswordWrong, SignIn


def add_routes(routes: Blueprint, house: House, door: Door) -> None:
    entrance = _Entrance(house, door)
    routes.add_route(entrance.form, "/sign-in", methods=["GET"], name="sign_in_form")
    routes.add_route(entrance.sign_in, "/sign-in", methods=["POST"], name="sign_in")
    for handler, path, method, name in (
        (entrance.sign_out, "/sign-out", "POST", "sign_out"),
        (entrance.password_form, "/change-password", "GET", "change_password_form"),
        (entrance.change_password, "/change-password", "POST", "change_password"),
    ):
        routes.add_route(for_staff(door, handler), path, methods=[method], name=name)


class _Entrance:
    def __init__(self, house: House, door: Door) -> None:
        self._transactions = house.transactions
        self._sign_in = SignIn(house.transactions, PasswordHashing(), house.settings.blind_index)
        self._door = door

    async def form(self, request: Request) -> HTTPResponse:
        try:
            await self._door.who(request)
        except NotSignedIn:
            return self._form(request, next_path=request.args.get("next_path") or "")
        return go_to(CONSOLE)

    async def sign_in(self, request: Request) -> HTTPResponse:
        self._door.check_sign_in_form(request)
        next_path = field(request, "next_path")
        try:
            admission = await self._sign_in.sign_in(
                field(request, "email"),
                field(request, "password"),
                device=self._door.cookie(request, DEVICE),
                ip=request.client_ip,
            )
        except (SignInRefused, SignInSlowed, TooBusy) as refusal:
            return self._form(
                request, email=field(request, "email"), next_path=next_path, refusal=refusal
            )
        answer = go_to(CHANGE_PASSWORD if admission.must_change_password else own_path(next_path))
        self._door.admit(answer, admission)
        return answer

    async def sign_out(self, request: Request, who: SignedIn) -> HTTPResponse:
        async with self._transactions.begin() as work:
            await work.staff.sign_out(self._door.cookie(request, SESSION) or "")
        answer = go_to(f"{CONSOLE}/sign-in", done="signed-out")
        self._door.show_out(answer)
        return answer

    async def password_form(self, request: Request, who: SignedIn) -> HTTPResponse:
        return self._password_form(who)

    async def change_password(self, request: Request, who: SignedIn) -> HTTPResponse:
        new = field(request, "password")
        if new != field(request, "password_again"):
            return self._password_form(who, field="password_again", sentence="Enter it again.")
        try:
            admission = await self._sign_in.change_password(
                who, current=field(request, "current_password"), new=new
            )
        except (PasswordWrong, SignInSlowed, TooBusy) as refusal:
            return self._password_form(who, refusal, field="current_password")
        except PasswordUnsuitable as refusal:
            return self._password_form(who, refusal)
        answer = go_to(CONSOLE, done="password")
        self._door.admit(answer, admission)
        return answer

    def _form(
        self,
        request: Request,
        *,
        next_path: str,
        email: str = "",
        refusal: Refusal | None = None,
    ) -> HTTPResponse:
        token = self._door.sign_in_token(request)
        answer = page(
            "sign_in.html",
            None,
            status=200 if refusal is None else refusal.status,
            csrf_token=token,
            email=email,
            error=None if refusal is None else refusal.detail,
            next_path=own_path(next_path),
            done=done_sentence(request),
        )
        self._door.keep_sign_in_token(answer, token)
        return answer if refusal is None else with_retry_after(answer, refusal)

    def _password_form(
        self,
        who: SignedIn,
        refusal: Refusal | None = None,
        *,
        field: str = "password",
        sentence: str = "",
    ) -> HTTPResponse:
        said = refusal.detail if refusal else sentence
        is_first = who.member.must_change_password
        errors: dict[str, Any] = {}
        if said:
            errors[field if not (is_first and field == "current_password") else "password"] = said
        status = refusal.status if refusal else (422 if said else 200)
        answer = page("change_password.html", who, status=status, is_first=is_first, errors=errors)
        return with_retry_after(answer, refusal) if refusal else answer
