from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, update

from logger.database import Database
from logger.staff.members import Role
from logger.staff.models import StaffSession
from logger.unit_of_work import Transactions
from tests.logger.console.conftest import Browser, use_session_of
from tests.logger.staff.people import PASSWORD, add_member


def cookies_of(answer: httpx.Response) -> dict[str, str]:
    """Name -> attributes, lower case."""
    return {
        header.partition("=")[0]: header.lower() for header in answer.headers.get_list("set-cookie")
    }


async def test_signing_in_leads_to_the_queue_with_a_cookie_that_no_script_reads(
    browser: Browser, transactions: Transactions
) -> None:
    await add_member(transactions)

    answer = await browser.sign_in()

    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    cookie = cookies_of(answer)["staff"]
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    queue = await browser.get("/console")
    assert queue.status_code == 200
    assert "Sam Ade" in queue.text


async def test_after_signing_in_one_goes_where_one_wanted_to_go_but_never_to_another_site(
    browser: Browser, transactions: Transactions
) -> None:
    await add_member(transactions)

    first = await browser.get("/console?state=claimed")
    assert first.headers["location"] == "/console/sign-in?next_path=/console%3Fstate%3Dclaimed"
    for wanted, location in (
        ("/console?state=claimed", "/console?state=claimed"),
        ("https://evil.example/", "/console"),
        ("//evil.example/console", "/console"),
        ("/console/../../x", "/console"),
        ("/console\r\nset-cookie: a=b", "/console"),
    ):
        browser.http.cookies.delete("staff")
        answer = await browser.sign_in(next_path=wanted)
        assert answer.headers["location"] == location


async def test_wrong_and_unknown_are_answered_alike(
    browser: Browser, transactions: Transactions
) -> None:
    await add_member(transactions)

    wrong = await browser.sign_in(password="wrong")
    unknown = await browser.sign_in(email="nobody@example.com", password="wrong")

    assert wrong.status_code == unknown.status_code == 401
    assert "The email address or password is not right" in wrong.text
    assert wrong.text.replace("sam.ade@example.com", "") == unknown.text.replace(
        "nobody@example.com", ""
    )


async def test_too_many_tries_get_429_and_the_time_to_wait(
    browser: Browser, transactions: Transactions
) -> None:
    await add_member(transactions)
    for _ in range(5):
        await browser.sign_in(password="wrong")

    answer = await browser.sign_in()

    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 30
    assert "Try again in 1 minute." in answer.text


async def test_a_one_time_password_opens_one_page_only_until_it_is_changed(
    browser: Browser, transactions: Transactions
) -> None:
    given = "7K3M-9Q2X-AAAA-BBBB"
    await add_member(transactions, password=given, is_one_time=True)

    answer = await browser.sign_in(password=given)
    assert answer.headers["location"] == "/console/change-password"
    elsewhere = await browser.get("/console")
    assert elsewhere.headers["location"] == "/console/change-password"
    old_session = browser.http.cookies["staff"]

    short = await browser.fill_in(
        "/console/change-password", password="short", password_again="short"
    )
    differing = await browser.fill_in(
        "/console/change-password", password="a lamp of green tin", password_again="another"
    )
    changed = await browser.fill_in(
        "/console/change-password",
        password="a lamp of green tin",
        password_again="a lamp of green tin",
    )

    assert (short.status_code, differing.status_code) == (422, 422)
    assert "at least 8 characters" in short.text
    assert changed.headers["location"] == "/console?done=password"
    assert browser.http.cookies["staff"] != old_session
    assert "Your new password is saved." in (await browser.get("/console?done=password")).text


async def test_changing_a_password_later_needs_the_present_one(
    browser: Browser, transactions: Transactions
) -> None:
    await use_session_of(browser, transactions, await add_member(transactions))
    new = "a lamp of green tin"

    without = await browser.fill_in("/console/change-password", password=new, password_again=new)
    with_it = await browser.fill_in(
        "/console/change-password", current_password=PASSWORD, password=new, password_again=new
    )

    assert without.status_code == 422
    assert "Enter the password that you use now." in without.text
    assert with_it.status_code == 303


async def test_signing_out_ends_the_session_on_our_side(
    browser: Browser, transactions: Transactions
) -> None:
    await use_session_of(browser, transactions, await add_member(transactions))
    secret = browser.http.cookies["staff"]

    answer = await browser.fill_in("/console/sign-out")

    assert answer.headers["location"] == "/console/sign-in?done=signed-out"
    assert "max-age=0" in cookies_of(answer)["staff"]
    browser.http.cookies.set("staff", secret)
    assert (await browser.get("/console")).status_code == 303


async def test_half_an_hour_away_means_signing_in_again(
    browser: Browser, transactions: Transactions, database: Database
) -> None:
    await use_session_of(browser, transactions, await add_member(transactions))
    assert (await browser.get("/console")).status_code == 200
    async with database.begin() as session:
        await session.execute(
            update(StaffSession).values(
                last_seen_at=func.clock_timestamp() - timedelta(minutes=30, seconds=1)
            )
        )

    answer = await browser.get("/console")

    assert answer.headers["location"].startswith("/console/sign-in")


@pytest.mark.parametrize("path", ["/console/sign-out", "/console/change-password"])
async def test_a_form_without_the_token_of_its_session_is_refused(
    browser: Browser, transactions: Transactions, path: str
) -> None:
    await use_session_of(browser, transactions, await add_member(transactions))

    for fields in ({}, {"csrf_token": ""}, {"csrf_token": "made up"}, {"csrf_token": "ünicode"}):
        answer = await browser.send(path, **fields)
        assert answer.status_code == 403
        assert "Nothing was saved." in answer.text
    assert (await browser.get("/console")).status_code == 200


async def test_the_token_of_another_session_is_refused(
    browser: Browser, second_browser: Browser, transactions: Transactions
) -> None:
    await use_session_of(browser, transactions, await add_member(transactions))
    kim = await add_member(transactions, "kim@example.com", Role.SUPERVISOR)
    await use_session_of(second_browser, transactions, kim)

    answer = await browser.send("/console/sign-out", csrf_token=await second_browser.token())

    assert answer.status_code == 403


async def test_the_sign_in_form_has_a_token_too(
    browser: Browser, transactions: Transactions
) -> None:
    await add_member(transactions)
    await browser.get("/console/sign-in")

    answer = await browser.send(
        "/console/sign-in", email="sam.ade@example.com", password=PASSWORD, csrf_token="made up"
    )

    assert answer.status_code == 403
    assert "staff" not in browser.http.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {},
    ],
)
async def test_a_form_from_anywhere_else_is_refused(
    browser: Browser, transactions: Transactions, headers: dict[str, str]
) -> None:
    await use_session_of(browser, transactions, await add_member(transactions))

    answer = await browser.send(
        "/console/sign-out", headers=headers, csrf_token=await browser.token()
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "own"}])
async def test_one_header_is_enough_to_know_our_own_form(
    browser: Browser, transactions: Transactions, headers: dict[str, str]
) -> None:
    await use_session_of(browser, transactions, await add_member(transactions))
    own = str(browser.http.base_url).rstrip("/")

    answer = await browser.send(
        "/console/sign-out",
        headers={name: own if value == "own" else value for name, value in headers.items()},
        csrf_token=await browser.token(),
    )

    assert answer.status_code == 303


async def test_a_link_in_an_email_is_opened_again_from_our_own_page(browser: Browser) -> None:
    answer = await browser.get("/console/handoffs/1?x=<b>", **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 404

    answer = await browser.get("/console?state=claimed", **{"sec-fetch-site": "cross-site"})

    assert answer.status_code == 200
    assert answer.headers["refresh"] == "0; url=/console?state=claimed"


@pytest.mark.parametrize("path", ["/console", "/console/sign-in", "/console/change-password"])
async def test_nothing_of_the_console_is_cached(browser: Browser, path: str) -> None:
    answer = await browser.get(path)

    assert answer.headers["cache-control"] == "no-store"


async def test_a_refusal_is_not_cached_either(browser: Browser) -> None:
    answer = await browser.send("/console/sign-in", email="a", password="b")

    assert (answer.status_code, answer.headers["cache-control"]) == (403, "no-store")
