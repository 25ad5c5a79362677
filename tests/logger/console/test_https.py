from __future__ import annotations

from dataclasses import replace

import pytest

from logger.settings import Settings
from logger.unit_of_work import Transactions
from tests.logger.console.conftest import Browser
from tests.logger.staff.people import PASSWORD, add_member

PUBLIC = "https://front-door.example.com"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, public_url=PUBLIC, is_production=True)


async def test_over_https_cookies_are_secure_and_bound_to_the_host(
    browser: Browser, transactions: Transactions
) -> None:
    await add_member(transactions)
    form = await browser.get("/console/sign-in")
    name, _, rest = form.headers["set-cookie"].partition("=")
    token = rest.partition(";")[0]

    answer = await browser.send(
        "/console/sign-in",
        headers={"origin": PUBLIC, "cookie": f"{name}={token}"},
        csrf_token=token,
        email="sam.ade@example.com",
        password=PASSWORD,
    )

    assert name == "__Host-staff-form"
    assert answer.status_code == 303
    cookies = answer.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-staff",
        "__Host-staff-device",
        "__Host-staff-form",
    }
    for cookie in cookies:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert "domain" not in cookie.lower()


async def test_in_production_only_the_public_address_may_send_forms(browser: Browser) -> None:
    own_host = str(browser.http.base_url).rstrip("/")

    answer = await browser.send("/console/sign-in", headers={"origin": own_host}, email="a")

    assert "That did not come from this page" in answer.text
