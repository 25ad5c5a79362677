"""What advisers see of each kind of enquiry."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from logger.enquiries.kind import EnquiryKind
from logger.enquiries.models import Enquiry
from logger.enquiries.schemas import parse_details
from logger.handoffs.models import Handoff
from logger.staff.members import Member, Role
from logger.unit_of_work import Transactions
from tests.logger.console.conftest import Browser, use_session_of
from tests.logger.staff.people import add_member


@pytest.fixture
async def sam(browser: Browser, transactions: Transactions) -> Member:
    """A supervisor, who may look into every queue."""
    member = await add_member(transactions, role=Role.SUPERVISOR)
    await use_session_of(browser, transactions, member)
    return member


async def logged(transactions: Transactions, kind: EnquiryKind, **details: Any) -> tuple[str, str]:
    """Its reference, and the address of its page."""
    async with transactions.begin() as work:
        _, view = await work.conversations.start(())
        enquiry = await work.enquiries.log(
            kind,
            parse_details(kind, details, date(2026, 11, 23)),
            conversation_id=view.id,
            idempotency_key=str(uuid.uuid4()),
        )
        found = await work.session.execute(
            select(Handoff.id).where(Handoff.enquiry_id == enquiry.id)
        )
        return str(enquiry.reference), f"/console/handoffs/{found.scalar_one()}"


async def test_children_what_was_typed_and_what_is_unchecked_are_on_the_page(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    _, url = await logged(
        transactions,
        EnquiryKind.CONCERN,
        worry="<b>hungry</b>",
        children=[{"name": "Amir Example", "born_on": "2019-04-03"}, {"name": "Bea"}],
        typed={"children.1.born_on": "3/4/19", "children.2.name": "Bea or Bee"},
        unchecked=["children.2.name"],
        safe_contact="quiet",
    )

    page = (await browser.get(url)).text

    assert "&lt;b&gt;hungry&lt;/b&gt;" in page
    assert "Amir Example, born 3 April 2019" in page
    assert "They typed: born on 3/4/19" in page
    assert page.count("Not checked") == 1
    assert "Before you get in touch:" in page
    assert "Leave no message" in page


async def test_a_data_rights_request_shows_the_day_of_the_law_in_queue_and_page(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    _, url = await logged(transactions, EnquiryKind.DATA_RIGHTS_REQUEST, right="access")
    async with transactions.begin() as work:
        await work.session.execute(update(Enquiry).values(due_on=date(2026, 12, 23)))

    page = (await browser.get(url)).text
    queue = (await browser.get("/console?queue=data_protection")).text

    assert "<strong>23 December 2026</strong>" in page
    assert "A person decides what we answer." in page
    assert "Answer by 23 December 2026" in queue
    assert "Data rights request" in queue


async def test_a_change_of_details_reminds_to_make_sure_who_is_asking(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    _, url = await logged(transactions, EnquiryKind.DETAILS_UPDATE, what_changed="a new number")

    assert "Make sure who is asking before you change anything." in (await browser.get(url)).text


async def test_a_concern_sent_twice_is_linked_on_both_pages(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    told = {"worry": "the boys next door are always hungry", "phone_number": "+447700900123"}
    first, first_url = await logged(transactions, EnquiryKind.CONCERN, **told)
    second, second_url = await logged(transactions, EnquiryKind.CONCERN, **told)

    pages = [(await browser.get(url)).text for url in (first_url, second_url)]

    assert f'<a class="govuk-link" href="{second_url}">{second}</a>' in pages[0]
    assert f'<a class="govuk-link" href="{first_url}">{first}</a>' in pages[1]


@pytest.mark.parametrize(
    ("kind", "details", "shown"),
    [
        (EnquiryKind.SUPPORT_REQUEST, {"needs": "money", "areas": ["housing"]}, "Housing"),
        (
            EnquiryKind.CALLBACK,
            {"contact": "07700 900123", "may_leave_message": False},
            "Leave no message",
        ),
        (EnquiryKind.SERVICE_COMPLAINT, {"what_happened": "nobody rang"}, "nobody rang"),
        (EnquiryKind.DATA_BREACH, {"what": "x", "still_exposed": "yes"}, "it can still be seen"),
        (EnquiryKind.QUESTION, {"about": "school meals"}, "school meals"),
    ],
)
async def test_every_kind_has_its_page(
    browser: Browser,
    sam: Member,
    transactions: Transactions,
    kind: EnquiryKind,
    details: dict[str, Any],
    shown: str,
) -> None:
    reference, url = await logged(transactions, kind, **details)

    page = (await browser.get(url)).text

    assert reference in page
    assert shown in page
