"""Everything works as plain forms."""

from __future__ import annotations

import re
import uuid
from typing import Any

import httpx

from logger.migrate import DatabaseUrls
from tests.logger.webchat.test_faults import rows, store_away

MESSAGE_ID = "7f6c1f2e-0000-4000-8000-000000000001"


def form(**fields: str) -> dict[str, str]:
    return {"message_id": str(uuid.uuid4()), "action": "send"} | fields


async def test_the_first_form_starts_a_conversation_and_is_answered(
    http: httpx.AsyncClient,
) -> None:
    sent = await http.post("/", data=form(text="how long do you keep it?"))
    page = await http.get("/")

    assert sent.status_code == 303
    assert sent.headers["location"] == "/#latest"
    assert "You said: how long do you keep it?" in page.text
    assert "/notice#retention" in page.text


async def test_a_choice_is_a_button_of_the_form(http: httpx.AsyncClient, bot: Any) -> None:
    await http.post("/", data={"action": "start"})

    sent = await http.post("/", data=form(choice="raise_concern"))

    assert sent.status_code == 303
    assert bot.requests[0]["choice"] == "raise_concern"


async def test_what_a_person_wrote_is_never_html(http: httpx.AsyncClient) -> None:
    await http.post("/", data=form(text="<script>alert('x')</script><b>bold</b>"))

    page = (await http.get("/")).text

    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "&lt;script&gt;" in page


async def test_a_refused_message_comes_back_in_the_box_with_a_sentence(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.post("/", data=form(text="a" * 2001))

    assert answer.status_code == 413
    assert "up to 2,000 characters" in answer.text
    assert "a" * 2001 in answer.text
    assert "<title>Error: " in answer.text


async def test_a_form_of_another_site_is_refused(http: httpx.AsyncClient, bot: Any) -> None:
    by_fetch = await http.post("/", data=form(text="hi"), headers={"Sec-Fetch-Site": "cross-site"})
    by_origin = await http.post(
        "/", data=form(text="hi"), headers={"Origin": "https://evil.example.com"}
    )

    assert (by_fetch.status_code, by_origin.status_code) == (403, 403)
    assert bot.requests == []


async def test_leaving_clears_the_cookie_and_the_conversation(http: httpx.AsyncClient) -> None:
    await http.post("/", data=form(text="my name is Ann"))

    left = await http.post("/leave")
    page = await http.get("/")

    assert left.status_code == 200
    assert "bbc.co.uk/weather" in left.text
    assert "my name is Ann" not in page.text
    assert "chat" not in http.cookies


async def test_every_clause_stands_on_the_notice_page(http: httpx.AsyncClient) -> None:
    page = await http.get("/notice")

    assert page.status_code == 200
    assert 'id="retention"' in page.text


async def test_every_page_forbids_foreign_scripts_and_frames(http: httpx.AsyncClient) -> None:
    for path in ("/", "/notice", "/leave-details", "/console", "/nothing-here"):
        headers = (await http.get(path)).headers

        assert "script-src 'self'" in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["cache-control"] == "no-store", path


async def test_assets_may_be_cached_for_a_year(http: httpx.AsyncClient) -> None:
    page = (await http.get("/")).text
    style = re.search(r'href="(/assets/[^"]+\.css)"', page)
    assert style is not None

    answer = await http.get(style[1])

    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


async def test_left_details_become_an_enquiry_once(
    http: httpx.AsyncClient, urls: DatabaseUrls
) -> None:
    left = {
        "message_id": MESSAGE_ID,
        "about": "Please ring me",
        "name": "Ann Example",
        "contact": "07700 900123",
    }

    first = await http.post("/leave-details", data=left)
    second = await http.post("/leave-details", data=left)

    references = [re.findall(r"SF-\w{4}-\w{4}", answer.text)[0] for answer in (first, second)]
    assert references[0] == references[1]
    enquiries = await rows(urls, "SELECT kind FROM logger.enquiry")
    assert [row["kind"] for row in enquiries] == ["question"]
    sent = await rows(urls, "SELECT template FROM logger.notification ORDER BY template")
    assert [row["template"] for row in sent] == ["acknowledgement_sms", "handoff_email"]


async def test_left_details_are_read_for_danger_even_when_they_come_back(
    http: httpx.AsyncClient, urls: DatabaseUrls
) -> None:
    kept = await http.post(
        "/leave-details",
        data={"message_id": MESSAGE_ID, "about": "he is hitting her right now"},
    )
    returned = await http.post(
        "/leave-details",
        data={"message_id": str(uuid.uuid4()), "name": "he is hitting her right now"},
    )

    assert "999" in kept.text
    assert len(await rows(urls, "SELECT 1 FROM logger.handoff WHERE reason = 'safety'")) == 2
    assert returned.status_code == 422
    assert "ring 999" in returned.text


async def test_details_changed_and_sent_again_are_kept_too(
    http: httpx.AsyncClient, urls: DatabaseUrls
) -> None:
    for about in ("Please ring me", "Please ring me after six"):
        answer = await http.post("/leave-details", data={"message_id": MESSAGE_ID, "about": about})
        assert answer.status_code == 200

    assert len(await rows(urls, "SELECT 1 FROM logger.enquiry")) == 2


async def test_without_scripts_danger_is_answered_also_while_the_store_is_away(
    http: httpx.AsyncClient, urls: DatabaseUrls
) -> None:
    await http.post("/", data=form(text="hello"))
    async with store_away(urls):
        answer = await http.post("/", data=form(text="he is hitting her right now"))

    assert answer.status_code == 503
    assert "press 55" in answer.text
    assert "he is hitting her right now" in answer.text


async def test_an_unknown_page_is_a_plain_sentence(http: httpx.AsyncClient) -> None:
    page = await http.get("/nothing-here")

    assert page.status_code == 404
    assert "Traceback" not in page.text


async def test_live_says_ok_and_ready_names_each_dependency(http: httpx.AsyncClient) -> None:
    live = await http.get("/health/live")
    ready = await http.get("/health/ready")

    assert live.status_code == 200
    assert ready.status_code == 503
    checks = ready.json()["checks"]
    assert set(checks) == {
        "database",
        "bot",
        "actions",
        "dispatcher",
        "notify",
        "staff_addresses",
        "day_limits",
    }
    assert (checks["staff_addresses"], checks["day_limits"]) == ("ok", "ok")
    assert (checks["database"], checks["bot"], checks["dispatcher"]) == ("ok", "ok", "silent")


async def test_metrics_are_for_loopback_or_the_token(http: httpx.AsyncClient) -> None:
    near = await http.get("/metrics")
    proxied = await http.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    with_token = await http.get(
        "/metrics",
        headers={
            "X-Forwarded-For": "203.0.113.9",
            "Authorization": "Bearer metrics-token-of-a-test",
        },
    )

    assert (near.status_code, proxied.status_code, with_token.status_code) == (200, 404, 200)
    assert "front_door_messages" in near.text
