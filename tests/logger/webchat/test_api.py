"""The public contract, one sentence at a time."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime
from typing import Any

import httpx
import pytest

URGENT = "ring 999"


async def test_a_new_conversation_greets_and_names_999(chatter: Any) -> None:
    texts = "\n".join(message["text"] for message in chatter.greeting)

    assert URGENT in texts
    assert len(chatter.token) >= 43
    assert [message["seq"] for message in chatter.greeting] == [1, 2]


async def test_the_cookie_is_closed_to_scripts_and_other_sites(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/chat/conversations", json={})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("chat=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_opening_the_page_makes_no_conversation_and_sets_no_cookie(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.get("/")

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


async def test_an_answer_has_every_field_of_the_contract(chatter: Any) -> None:
    answer = await chatter.say("how long do you keep my son's SEN records")

    assert answer.status_code == 200
    (message,) = answer.json()["messages"]
    assert message["from"] == "assistant"
    assert message["topic"] == "retention_send"
    assert message["confidence"] == 0.9
    assert message["clauses"][0]["url"] == "/notice#retention"
    assert message["asking"] == "concern_worry"
    assert message["safety"] is None
    assert message["reference"] is None
    assert message["choices"] == [{"title": "Send it", "value": "affirm", "topic": "affirm"}]
    assert datetime.fromisoformat(message["at"]).utcoffset() is not None


async def test_the_same_message_again_gets_the_same_answer_and_runs_once(
    chatter: Any, bot: Any
) -> None:
    message_id = str(uuid.uuid4())

    first = await chatter.say("hello", message_id=message_id)
    second = await chatter.say("hello", message_id=message_id)

    assert first.json() == second.json()
    assert bot.runs[message_id] == 1
    assert (await chatter.texts()).count("hello") == 1


async def test_ten_copies_at_once_run_once(chatter: Any, bot: Any) -> None:
    message_id = str(uuid.uuid4())
    bot.delay = 0.2

    answers = await asyncio.gather(
        *(chatter.say("hello", message_id=message_id) for _ in range(10))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert bot.runs[message_id] == 1


async def test_a_message_id_with_another_body_is_refused(chatter: Any) -> None:
    message_id = str(uuid.uuid4())
    await chatter.say("one", message_id=message_id)

    answer = await chatter.say("two", message_id=message_id)

    assert (answer.status_code, answer.json()["code"]) == (409, "message-id-reused")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", "\x00\x01"])
async def test_an_empty_message_is_refused(chatter: Any, text: str) -> None:
    answer = await chatter.say(text)

    assert (answer.status_code, answer.json()["code"]) == (422, "message-empty")


async def test_half_a_surrogate_pair_is_no_character(chatter: Any) -> None:
    answer = await chatter.http.post(
        "/api/chat/messages",
        content=b'{"message_id": "7f6c1f2e-0000-4000-8000-000000000000", "text": "\\ud800"}',
        headers=chatter.headers | {"content-type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "message-empty")


async def test_2000_characters_are_taken_and_one_more_is_not(chatter: Any) -> None:
    taken = await chatter.say("\N{BEAR FACE}" * 2000)
    refused = await chatter.say("a" * 2001)

    assert taken.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (413, "message-too-long")
    assert URGENT in refused.json()["detail"]
    assert not any("a" * 100 in text for text in await chatter.texts())


@pytest.mark.parametrize("size", [20_000, 1_000_000])
async def test_a_body_too_large_is_refused_with_the_999_line(chatter: Any, size: int) -> None:
    answer = await chatter.say("a" * size)

    assert (answer.status_code, answer.json()["code"]) == (413, "request-too-large")
    assert URGENT in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"hello"',
        b"null",
        b'{"text": "hi"}',
        b'{"message_id": "1", "text": "hi"}',
        b'{"message_id": 7, "text": "hi"}',
        b'{"message_id": "7f6c1f2e-0000-4000-8000-000000000000"}',
        b'{"message_id": "7f6c1f2e-0000-4000-8000-000000000000", "text": 3}',
        b'{"message_id": "7f6c1f2e-0000-4000-8000-000000000000", "text": ["hi"]}',
        b'{"message_id": "7f6c1f2e-0000-4000-8000-000000000000", "text": "a", "choice": "b"}',
        b"\xff\xfe",
    ],
)
async def test_a_malformed_message_is_an_invalid_request(chatter: Any, body: bytes) -> None:
    answer = await chatter.http.post(
        "/api/chat/messages",
        content=body,
        headers=chatter.headers | {"content-type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-request")


async def test_another_media_type_or_method_is_refused(chatter: Any) -> None:
    form = await chatter.http.post("/api/chat/messages", data={"a": "b"}, headers=chatter.headers)
    method = await chatter.http.put("/api/chat/messages", json={}, headers=chatter.headers)

    assert form.status_code == 415
    assert method.status_code == 405
    assert method.headers["content-type"] == "application/problem+json"


async def test_a_choice_that_was_not_offered_is_refused(chatter: Any, bot: Any) -> None:
    forged = await chatter.say(choice="affirm")
    for odd in ("", "a\x00b", "\N{BEAR FACE}", "x" * 300):
        answer = await chatter.say(choice=odd)
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown-choice")
    offered = await chatter.say(choice="raise_concern")

    assert (forged.status_code, forged.json()["code"]) == (422, "unknown-choice")
    assert offered.status_code == 200
    assert [request.get("choice") for request in bot.requests] == ["raise_concern"]
    assert "I am worried about a child or family" in await chatter.texts()


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "<script>alert(1)</script>",
        "\u202eright to left \u0645\u0631\u062d\u0628\u0627",
        "\N{FAMILY}\N{BEAR FACE}",
    ],
)
async def test_any_text_is_kept_as_it_was_said(chatter: Any, text: str) -> None:
    answer = await chatter.say(text)

    assert answer.status_code == 200
    assert text in await chatter.texts()


async def test_control_characters_are_dropped(chatter: Any) -> None:
    await chatter.say("my\x00 son\x07 is\x1b 4")

    assert "my son is 4" in await chatter.texts()


@pytest.mark.parametrize("token", ["-", "nonsense", "a" * 5000])
async def test_an_unknown_token_opens_nothing(http: httpx.AsyncClient, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    said = {"message_id": str(uuid.uuid4()), "text": "hello"}

    answers = [
        await http.post("/api/chat/messages", json=said, headers=headers),
        await http.get("/api/chat/messages", headers=headers),
        await http.get("/api/chat/events", headers=headers),
        await http.delete("/api/chat/conversation", headers=headers),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (401, "no-conversation")
    }


async def test_odd_bytes_in_a_token_open_nothing(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/chat/messages", headers={"Authorization": b"Bearer \xff\xfe"})

    assert (answer.status_code, answer.json()["code"]) == (401, "no-conversation")


async def test_after_delete_the_token_is_dead_at_once(chatter: Any) -> None:
    left = await chatter.http.delete("/api/chat/conversation", headers=chatter.headers)

    answer = await chatter.say("still there?")

    assert left.status_code == 204
    assert (answer.status_code, answer.json()["code"]) == (401, "no-conversation")


async def test_reading_after_a_sequence_number_gives_what_came_later(chatter: Any) -> None:
    await chatter.say("hello")

    later = await chatter.read(after=3)

    assert [message["seq"] for message in later["messages"]] == [4]
    assert later["state"] == "assistant"


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "99999999999"])
async def test_a_sequence_number_that_is_none_is_refused(chatter: Any, after: str) -> None:
    answer = await chatter.http.get(f"/api/chat/messages?after={after}", headers=chatter.headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-request")


class TestTooMany:
    @pytest.fixture
    def chat_settings(self) -> dict[str, str]:
        return {"CHAT_MESSAGES_PER_MINUTE": "2", "CHAT_CONVERSATIONS_PER_HOUR": "2"}

    async def test_messages_are_counted_and_the_refusal_names_999(self, chatter: Any) -> None:
        answers = [await chatter.say(f"message {number}") for number in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json()["code"] == "too-many-requests"
        assert URGENT in answers[2].json()["detail"]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 60

    async def test_asking_again_for_an_answer_is_never_too_much(self, chatter: Any) -> None:
        message_id = str(uuid.uuid4())
        first = await chatter.say("hello", message_id=message_id)
        await chatter.say("one")

        again = [await chatter.say("hello", message_id=message_id) for _ in range(3)]

        assert {answer.text for answer in again} == {first.text}

    async def test_conversations_are_counted_by_address(self, http: httpx.AsyncClient) -> None:
        answers = [await http.post("/api/chat/conversations", json={}) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert URGENT in answers[2].json()["detail"]


async def test_two_tabs_at_once_lose_nothing_and_keep_one_order(chatter: Any, bot: Any) -> None:
    bot.delay = 0.02
    texts = [f"message {number}" for number in range(12)]

    answers = await asyncio.gather(*(chatter.say(text) for text in texts))

    assert {answer.status_code for answer in answers} == {200}
    messages = (await chatter.read())["messages"]
    assert [message["seq"] for message in messages] == list(range(1, len(messages) + 1))
    said = [m["text"] for m in messages if m["from"] == "enquirer"]
    assert sorted(said) == sorted(texts)
    assert [request["text"] for request in bot.requests] == said
    fences = [request["fence"] for request in bot.requests]
    assert fences == sorted(fences)


async def test_one_person_never_reads_another(http: httpx.AsyncClient, chatter: Any) -> None:
    from_conftest = type(chatter)
    other_start = await http.post("/api/chat/conversations", json={})
    other = from_conftest(http, other_start.json()["token"], [])
    await chatter.say("my secret")

    assert not any("my secret" in text for text in await other.texts())
