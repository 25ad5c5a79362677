"""What the assistant's actions may ask of the store."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from logger.audit.models import AuditEvent
from logger.enquiries.callback import CallbackDetails
from logger.enquiries.kind import EnquiryKind
from logger.enquiries.message import QuestionDetails
from logger.enquiries.models import Enquiry
from logger.enquiries.reference import EnquiryReference
from logger.handoffs.grade import HandoffReason
from logger.handoffs.models import Handoff
from logger.notifications.models import Notification
from logger.organisation import Organisation
from logger.settings import Settings
from logger.unit_of_work import Transactions
from tests.logger.enquiries.clocks import MONDAY, SUNDAY, MovedClock
from tests.logger.enquiries.conftest import Post, started

PHONE = {"contact": "07700 900123", "phone_number": "+447700900123"}
EMAIL = {"contact": "jo@example.com", "email_address": "jo@example.com"}
OF_EACH_KIND: dict[str, dict[str, Any]] = {
    "concern": {"worry": "the boys next door are always hungry"},
    "support_request": {"needs": "help with money", "areas": ["housing"]},
    "callback": {"topic": "school", **PHONE},
    "data_rights_request": {"right": "access", "what": "all of it"},
    "service_complaint": {"what_happened": "nobody rang me"},
    "details_update": {"what_changed": "a new number"},
    "data_breach": {"what": "a letter to the wrong house", "still_exposed": "yes"},
    "question": {"about": "school meals"},
}


async def log(post: Post, kind: str = "concern", **details: Any) -> httpx.Response:
    return await post("/api/enquiries", kind=kind, details={**OF_EACH_KIND[kind], **details})


async def sent(transactions: Transactions, settings: Settings) -> list[tuple[str, str]]:
    """Template and recipient of everything to an enquirer, oldest first."""
    async with transactions.begin() as work:
        found = await work.session.scalars(
            select(Notification)
            .where(Notification.enquiry_id.is_not(None))
            .order_by(Notification.queued_at, Notification.template)
        )
        return [(row.template, work.outbox.words_of(row)["reference"]) for row in found]


async def enquiries(transactions: Transactions) -> list[Enquiry]:
    async with transactions.begin() as work:
        return list(await work.session.scalars(select(Enquiry).order_by(Enquiry.logged_at)))


@pytest.mark.parametrize(
    ("kind", "queue", "reason", "grade"),
    [
        ("concern", "front_door", "task_finished", 3),
        ("support_request", "front_door", "task_finished", 3),
        ("callback", "front_door", "task_finished", 3),
        ("data_rights_request", "data_protection", "data_right", 4),
        ("service_complaint", "complaints", "complaint", 4),
        ("details_update", "front_door", "task_finished", 3),
        ("data_breach", "data_protection", "breach", 2),
        ("question", "front_door", "task_finished", 3),
    ],
)
async def test_each_kind_waits_in_the_queue_of_those_who_work_it(
    post: Post, transactions: Transactions, kind: str, queue: str, reason: str, grade: int
) -> None:
    answer = await log(post, kind)

    assert answer.status_code == 201
    EnquiryReference.parse(answer.json()["reference"])
    async with transactions.begin() as work:
        handoff = (await work.session.scalars(select(Handoff))).one()
        assert (handoff.queue, handoff.reason, handoff.grade) == (queue, reason, grade)


async def test_the_answer_says_who_reads_it_when(post: Post, clock: MovedClock) -> None:
    while_open = (await log(post)).json()
    clock.set(SUNDAY)
    while_closed = (await log(post)).json()

    assert while_open["read_by"] == {"words": "today before 5pm"}
    assert while_closed["read_by"] == {"words": "on Monday 23 November from 8:30am"}


async def test_the_same_call_again_gives_the_same_answer_and_logs_once(
    post: Post, transactions: Transactions
) -> None:
    message_id = str(uuid.uuid4())
    call = {"kind": "concern", "details": {**OF_EACH_KIND["concern"], **EMAIL}}

    answers = await asyncio.gather(*(post("/api/enquiries", message_id, **call) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [201]
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["acknowledged"] == "email"
    assert len(await enquiries(transactions)) == 1


@pytest.mark.parametrize(
    ("kind", "details", "queued"),
    [
        ("concern", EMAIL | {"phone_number": "+447700900123"}, "acknowledgement_email"),
        ("concern", PHONE, "acknowledgement_sms"),
        ("data_breach", EMAIL, "acknowledgement_email"),
        ("concern", EMAIL | {"copy": True}, "copy_of_answers_email"),
        ("concern", PHONE | {"copy": True}, "acknowledgement_sms"),
        ("concern", EMAIL | {"safe_contact": "messages_only"}, "acknowledgement_email"),
    ],
)
async def test_one_acknowledgement_is_queued(
    post: Post,
    transactions: Transactions,
    settings: Settings,
    kind: str,
    details: dict[str, Any],
    queued: str,
) -> None:
    answer = (await log(post, kind, **details)).json()

    assert await sent(transactions, settings) == [(queued, answer["reference"])]
    assert answer["acknowledged"] == ("sms" if queued.endswith("sms") else "email")


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"contact": "ask for me at the shop"},
        {"contact": "01632 960123", "phone_number": "+441632960123"},
        PHONE | EMAIL | {"safe_contact": "quiet"},
        PHONE | EMAIL | {"safe_contact": "none"},
    ],
)
async def test_no_message_leaves_where_none_is_safe_or_possible(
    post: Post, transactions: Transactions, settings: Settings, details: dict[str, Any]
) -> None:
    answer = await log(post, **details)

    assert answer.json()["acknowledged"] is None
    assert await sent(transactions, settings) == []


async def test_messages_to_an_enquirer_hold_nothing_of_what_was_told(
    post: Post, transactions: Transactions
) -> None:
    told = {"children": [{"name": "Amir Example"}], "name": "Jo Example"}
    await log(post, **told, **EMAIL, copy=True)
    await log(post, **told, **PHONE)

    async with transactions.begin() as work:
        rows = await work.session.scalars(
            select(Notification).where(Notification.enquiry_id.is_not(None))
        )
        words = [" ".join(work.outbox.words_of(row).values()) for row in rows]

    assert len(words) == 2
    for each in words:
        assert not any(secret in each for secret in ("Amir", "Jo", "hungry", "child", "boys"))


async def test_a_call_back_with_a_slot_confirms_the_slot(
    post: Post, service: httpx.AsyncClient, transactions: Transactions
) -> None:
    slot = (await service.get("/api/callback-slots")).json()["slots"][0]
    times = {name: slot[name] for name in ("starts_at", "ends_at")}

    await log(post, "callback", slot=times)

    async with transactions.begin() as work:
        row = (
            await work.session.scalars(
                select(Notification).where(Notification.enquiry_id.is_not(None))
            )
        ).one()
        assert row.template == "callback_arranged_sms"
        assert work.outbox.words_of(row)["slot"] == slot["words"]


@pytest.mark.parametrize("starts_at", ["2026-11-22T09:00:00Z", "2026-11-23T10:30:00Z"])
async def test_a_time_that_cannot_be_promised_is_kept_as_what_they_asked_for(
    post: Post, transactions: Transactions, settings: Settings, starts_at: str
) -> None:
    slot = {"starts_at": starts_at, "ends_at": "2026-11-23T12:30:00Z"}

    answer = (await log(post, "callback", slot=slot)).json()

    assert await sent(transactions, settings) == [("acknowledgement_sms", answer["reference"])]
    async with transactions.begin() as work:
        (enquiry,) = await work.enquiries.found_by("phone_number", "+447700900123")
    assert "not checked" in (enquiry.details.words()["When to ring"] or "")


async def test_details_that_were_left_count_towards_the_five_as_well(
    post: Post, transactions: Transactions
) -> None:
    for number in range(5):
        await log(post, "concern", worry=f"worry number {number}", **PHONE)

    async with transactions.begin() as work:
        _, view = await work.conversations.start(())
        left = await work.enquiries.log(
            EnquiryKind.QUESTION,
            QuestionDetails(about="school meals", phone_number="+447700900123"),
            conversation_id=view.id,
            idempotency_key=str(uuid.uuid4()),
            reason=HandoffReason.DETAILS_LEFT,
        )

    assert left.acknowledged is None


async def test_one_recipient_gets_five_acknowledgements_a_day(
    post: Post, transactions: Transactions, settings: Settings, clock: MovedClock
) -> None:
    answers = [
        (await log(post, worry=f"worry number {number}", **PHONE)).json() for number in range(7)
    ]
    other = (await log(post, worry="another", phone_number="+447700900124")).json()
    clock.pass_by(timedelta(days=1, minutes=1))
    next_day = (await log(post, worry="the next day", **PHONE)).json()

    assert [answer["acknowledged"] for answer in answers] == ["sms"] * 5 + [None] * 2
    assert (other["acknowledged"], next_day["acknowledged"]) == ("sms", "sms")


async def test_a_data_rights_request_starts_the_one_month_clock(
    post: Post, transactions: Transactions
) -> None:
    await log(post, "data_rights_request")
    await log(post, "service_complaint")

    assert [enquiry.due_on for enquiry in await enquiries(transactions)] == [
        date(2026, 12, 23),
        None,
    ]


async def test_the_same_concern_sent_twice_is_linked_and_not_merged(
    post: Post, transactions: Transactions
) -> None:
    await log(post)
    await log(post, worry="the boys next door are always very hungry")
    await log(post, worry="he shouts at them at night")
    await log(post, "service_complaint")

    first, again, other, complaint = await enquiries(transactions)
    assert again.linked_to == first.id
    assert (first.linked_to, other.linked_to, complaint.linked_to) == (None, None, None)


async def test_the_same_concern_from_another_chat_is_linked_by_its_contact(
    post: Post, transactions: Transactions
) -> None:
    elsewhere, stranger = await started(transactions), await started(transactions)

    await log(post, **PHONE)
    for conversation, contact in ((elsewhere, PHONE), (stranger, EMAIL)):
        await post(
            "/api/enquiries",
            conversation=conversation,
            kind="concern",
            details={**OF_EACH_KIND["concern"], **contact},
        )

    first, again, unrelated = await enquiries(transactions)
    assert again.linked_to == first.id
    assert unrelated.linked_to is None


async def test_what_was_told_long_ago_is_not_linked(
    post: Post, transactions: Transactions, clock: MovedClock
) -> None:
    await log(post)
    clock.pass_by(timedelta(days=31))
    await log(post)

    assert [enquiry.linked_to for enquiry in await enquiries(transactions)] == [None, None]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("phone_number", "+447700900123"),
        ("email_address", "JO@example.com"),
        ("postcode", "CH65 0BA"),
        ("postcode_born_on", "CH65 0BA 2019-04-03"),
    ],
)
async def test_an_enquiry_is_found_by_what_was_given_exactly(
    post: Post, transactions: Transactions, settings: Settings, column: str, value: str
) -> None:
    given = {"children": [{"name": "Amir", "born_on": "2019-04-03"}], "about": "Mill Lane ch650ba"}
    await log(post, **given, **PHONE, email_address="jo@example.com")
    await log(post, "question")

    async with transactions.begin() as work:
        found = await work.enquiries.found_by(column, value)

    assert [enquiry.details.words()["Child 1"] for enquiry in found] == ["Amir, born 3 April 2019"]


async def test_a_concern_with_bad_answers_is_logged_and_keeps_them(
    post: Post, transactions: Transactions
) -> None:
    children = [{"name": f"Child {n}", "born_on": "2031-01-01"} for n in range(40)]

    answer = await log(post, children=children, postcode="no idea", factors=["odd"])

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "gossip", "details": {}}, 400, "invalid-request"),
        ({"kind": "concern", "details": {}}, 422, "invalid-details"),
        ({"kind": "concern", "details": {"worry": "x", "safe_contact": "no"}}, 422, None),
        ({"kind": "callback", "details": {"topic": "x"}}, 422, "invalid-details"),
        ({"kind": "data_rights_request", "details": {"right": "all"}}, 422, "invalid-details"),
    ],
)
async def test_what_does_not_fit_is_refused_by_name(
    post: Post, body: dict[str, Any], status: int, code: str | None
) -> None:
    answer = await post("/api/enquiries", **body)

    assert answer.status_code == status
    assert answer.json()["code"] == (code or "invalid-details")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/enquiries"),
        ("POST", "/api/status"),
        ("POST", "/api/drafts"),
        ("POST", "/api/drafts/code"),
        ("POST", "/api/drafts/open"),
        ("GET", "/api/callback-slots"),
        ("GET", "/api/hours"),
    ],
)
async def test_without_the_token_nothing_is_there(
    service: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await service.request(method, path, headers={"Authorization": "Bearer x"})

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/api/status", "/api/drafts", "/api/drafts/open"])
async def test_a_conversation_that_is_not_known_is_not_found(post: Post, path: str) -> None:
    fields = {
        "/api/status": {"reference": "SF-2222-2222", "proof": "x"},
        "/api/drafts": {"task": "raise_concern", "answers": {}, "contact": "07700 900123"},
        "/api/drafts/open": {"reference": "x", "code": "x"},
    }[path]

    answer = await post(path, conversation=str(uuid.uuid4()), **fields)

    assert (answer.status_code, answer.json()["code"]) == (404, "conversation-not-found")


async def test_call_back_slots_are_real_ones_in_opening_hours(
    service: httpx.AsyncClient, clock: MovedClock
) -> None:
    clock.set(MONDAY.replace(month=12, day=24))

    slots = (await service.get("/api/callback-slots?count=4")).json()["slots"]

    assert [slot["words"] for slot in slots] == [
        "Thursday 24 December, 11am to 1pm",
        "Thursday 24 December, 1pm to 3pm",
        "Thursday 24 December, 3pm to 5pm",
        "Tuesday 29 December, 9am to 11am",
    ]
    hours = Organisation.read().opening_hours
    for slot in slots:
        found = CallbackDetails.model_validate(
            {"contact": "x", "slot": {name: slot[name] for name in ("starts_at", "ends_at")}}
        ).slot
        assert found is not None
        assert found.words == slot["words"]
        assert hours.is_open(found.starts_at)


@pytest.mark.parametrize("count", ["0", "21", "-1", "x", "²"])
async def test_a_count_that_is_none_is_refused(service: httpx.AsyncClient, count: str) -> None:
    answer = await service.get("/api/callback-slots", params={"count": count})

    assert answer.status_code == 400


async def test_hours_say_whether_somebody_is_there(
    service: httpx.AsyncClient, post: Post, clock: MovedClock
) -> None:
    now_open = (await service.get("/api/hours")).json()
    clock.set(SUNDAY)
    now_closed = (await service.get("/api/hours")).json()
    handoff = (await post("/api/handoffs", reason="asked_for_person")).json()

    assert (now_open["open"], now_open["words_next"]) == (True, "today before 5pm")
    assert now_closed["open"] is False
    assert now_closed["words_next"] == "on Monday 23 November from 8:30am"
    assert handoff == {"opened": True, **now_closed}


async def test_logging_is_told_in_the_audit_trail_without_words(
    post: Post, transactions: Transactions
) -> None:
    await log(post, **PHONE)

    async with transactions.begin() as work:
        event = (
            await work.session.scalars(
                select(AuditEvent).where(AuditEvent.action == "enquiry.logged")
            )
        ).one()

    assert event.details == {"kind": "concern", "acknowledged": "sms", "linked_to": None}
