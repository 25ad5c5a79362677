from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from logger.audit.models import AuditEvent
from logger.enquiries.reference import ALPHABET, EnquiryReference
from logger.handoffs.models import Handoff
from logger.unit_of_work import Transactions
from tests.logger.enquiries.clocks import MovedClock
from tests.logger.enquiries.conftest import Post, started

GIVEN = {
    "worry": "always hungry",
    "about": "12 Mill Lane, CH65 0BA",
    "contact": "07700 900123 or jo@example.com",
    "phone_number": "+447700900123",
    "email_address": "jo@example.com",
}


@pytest.fixture
async def reference(post: Post) -> str:
    answer = await post("/api/enquiries", kind="concern", details=GIVEN)
    return str(answer.json()["reference"])


async def ask(post: Post, reference: str, proof: str, **call: Any) -> dict[str, Any]:
    answer = await post("/api/status", reference=reference, proof=proof, **call)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(
    "proof", ["07700 900123", "+44 7700 900 123", "JO@Example.com", "ch650ba", " CH65 0BA "]
)
async def test_the_reference_and_what_was_given_with_it_tell_how_far_it_is(
    post: Post, reference: str, proof: str
) -> None:
    answer = await ask(post, reference.lower().replace("-", " "), proof)

    assert answer == {
        "found": True,
        "words": "We have what you sent on 23 November 2026. "
        "It is waiting for someone in our team to read it.",
    }


@pytest.mark.parametrize(
    ("state", "words"), [("claimed", "is working on it"), ("closed", "has finished with it")]
)
async def test_the_words_follow_the_work_and_reveal_nothing(
    post: Post, reference: str, transactions: Transactions, state: str, words: str
) -> None:
    async with transactions.begin() as work:
        await work.session.execute(update(Handoff).values(state=state, outcome="police"))

    answer = await ask(post, reference, "CH65 0BA")

    assert words in answer["words"]
    assert not any(told in answer["words"] for told in ("hungry", "Mill", "police", "child"))


async def test_a_data_rights_request_is_told_with_its_date(post: Post) -> None:
    details = {"right": "access", "email_address": "jo@example.com"}
    logged = await post("/api/enquiries", kind="data_rights_request", details=details)

    answer = await ask(post, logged.json()["reference"], "jo@example.com")

    assert "You will have an answer by 23 December 2026." in answer["words"]


async def test_the_answer_is_the_same_whichever_is_wrong(
    post: Post, reference: str, transactions: Transactions
) -> None:
    wrong_proof = await ask(post, reference, "07700 900999")
    elsewhere = await started(transactions)
    wrong_reference = await ask(
        post, str(EnquiryReference.new()), "07700 900123", conversation=elsewhere
    )

    assert wrong_proof == wrong_reference == {"found": False, "tries_left": 4, "mistyped": False}


async def test_somebody_elses_reference_does_not_open_with_ones_own_proof(
    post: Post, reference: str
) -> None:
    mine = {"worry": "mine", "phone_number": "+447700900777"}
    await post("/api/enquiries", kind="concern", details=mine)

    assert (await ask(post, reference, "07700 900777"))["found"] is False


async def test_after_five_tries_an_hour_also_the_right_answer_is_refused(
    post: Post, reference: str, clock: MovedClock
) -> None:
    wrong = [await ask(post, reference, "07700 900999") for _ in range(6)]
    right = await ask(post, reference, "07700 900123")
    clock.pass_by(timedelta(minutes=61))
    later = await ask(post, reference, "07700 900123")

    assert [answer["tries_left"] for answer in wrong] == [4, 3, 2, 1, 0, 0]
    assert right == {"found": False, "tries_left": 0, "mistyped": False}
    assert later["found"] is True


async def test_tries_at_one_reference_are_counted_over_all_conversations(
    post: Post, reference: str, transactions: Transactions
) -> None:
    for _ in range(5):
        await ask(post, reference, "x", conversation=await started(transactions))

    answer = await ask(post, reference, "07700 900123", conversation=await started(transactions))

    assert answer["found"] is False


async def test_a_conversation_that_guesses_references_is_stopped(
    post: Post, reference: str
) -> None:
    for _ in range(5):
        await ask(post, str(EnquiryReference.new()), "07700 900123")

    assert (await ask(post, reference, "07700 900123"))["found"] is False


async def test_a_right_answer_and_a_retry_cost_no_try(post: Post, reference: str) -> None:
    message_id = str(uuid.uuid4())
    for _ in range(6):
        assert (await ask(post, reference, "07700 900123"))["found"] is True

    tries = [await ask(post, reference, "wrong", message_id=message_id) for _ in range(3)]

    assert [answer["tries_left"] for answer in tries] == [4, 4, 4]


async def test_a_mistyped_reference_is_found_by_its_check_character(
    post: Post, reference: str
) -> None:
    last = reference[-1]
    mistyped = reference[:-1] + ALPHABET[(ALPHABET.index(last) + 1) % len(ALPHABET)]

    answers = [await ask(post, typed, "07700 900123") for typed in (mistyped, "", "SF-1")]

    assert {answer["mistyped"] for answer in answers} == {True}
    assert {answer["tries_left"] for answer in answers} == {5}


async def test_only_a_status_that_was_told_leaves_an_event(
    post: Post, reference: str, transactions: Transactions
) -> None:
    await ask(post, reference, "wrong")
    await ask(post, reference, "07700 900123")

    async with transactions.begin() as work:
        events = await work.session.scalars(
            select(AuditEvent).where(AuditEvent.action == "enquiry.status-told")
        )
        assert len(events.all()) == 1
