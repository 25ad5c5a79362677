"""What advisers see of urgency: queues, due times, the safety check; and how a grade changes."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from logger.clock import Clock
from logger.database import Database
from logger.handoffs.grade import Grade, HandoffReason
from logger.house import House
from logger.settings import Settings
from logger.staff.members import Member, Role
from logger.unit_of_work import Transactions
from tests.logger.console.conftest import Browser, use_session_of
from tests.logger.handoffs.cases import (
    Case,
    concern,
    conversation,
    danger,
    only_handoff,
    stored,
)
from tests.logger.staff.people import add_member


@pytest.fixture
async def sam(browser: Browser, transactions: Transactions) -> Member:
    """Signed in in the first browser."""
    member = await add_member(transactions)
    await use_session_of(browser, transactions, member)
    return member


@pytest.fixture
async def case(transactions: Transactions) -> Case:
    return await concern(transactions, "there is a boy")


def url(case: Case) -> str:
    return f"/console/handoffs/{case.handoff_id}"


async def opened(transactions: Transactions, reason: HandoffReason) -> uuid.UUID:
    conversation_id = await conversation(transactions)
    async with transactions.begin() as work:
        return (await work.handoffs.open_for_conversation(conversation_id, reason)).id


async def test_a_grade_is_changed_on_the_page_with_a_reason(
    browser: Browser, sam: Member, case: Case, transactions: Transactions, settings: Settings
) -> None:
    answer = await browser.fill_in(
        f"{url(case)}/grade", version="1", grade="urgent", grade_reason="The school <rang>"
    )
    page = (await browser.get(answer.headers["location"])).text

    assert "The grade is changed." in page
    assert "Grade changed, because:" in page
    assert "The school &lt;rang&gt;" in page
    assert "from same day to urgent" in page
    assert (await stored(transactions, settings, case.handoff_id)).grade == Grade.URGENT


async def test_without_a_reason_the_form_comes_back_with_what_was_chosen(
    browser: Browser, sam: Member, case: Case, transactions: Transactions, settings: Settings
) -> None:
    answer = await browser.fill_in(f"{url(case)}/grade", version="1", grade="urgent")

    assert answer.status_code == 422
    assert "Say why you change the grade." in answer.text
    assert 'value="urgent" checked' in answer.text
    assert (await stored(transactions, settings, case.handoff_id)).grade == Grade.SAME_DAY


async def test_a_grade_that_somebody_else_changed_meanwhile_is_looked_at_again(
    browser: Browser, sam: Member, case: Case
) -> None:
    await browser.fill_in(f"{url(case)}/grade", version="1", grade="urgent", grade_reason="Why")

    late = await browser.fill_in(
        f"{url(case)}/grade", version="1", grade="routine", grade_reason="Why"
    )

    assert late.status_code == 409
    assert "Look again, then decide." in late.text


async def test_the_page_says_who_found_the_danger_and_in_which_version(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    handoff_id = await only_handoff(transactions, await danger(transactions))

    page = (await browser.get(f"/console/handoffs/{handoff_id}")).text

    assert "Found by patterns 1 (rules: hitting)" in page


async def test_what_has_no_enquiry_has_a_reference_to_quote(
    browser: Browser, sam: Member, transactions: Transactions, settings: Settings
) -> None:
    handoff_id = await opened(transactions, HandoffReason.ASKED_FOR_PERSON)

    reference = (await stored(transactions, settings, handoff_id)).reference

    assert reference is not None
    assert reference.startswith("SF-")
    assert reference in (await browser.get("/console")).text
    assert reference in (await browser.get(f"/console/handoffs/{handoff_id}")).text


async def test_what_came_from_the_same_person_is_linked(
    browser: Browser, sam: Member, case: Case, transactions: Transactions
) -> None:
    async with transactions.begin() as work:
        other = await work.handoffs.open_for_conversation(
            case.conversation_id, HandoffReason.ASKED_FOR_PERSON
        )

    assert f'href="/console/handoffs/{other.id}"' in (await browser.get(url(case))).text


async def test_a_queue_shows_only_what_belongs_to_it(
    browser: Browser, sam: Member, case: Case, transactions: Transactions
) -> None:
    complaint = await opened(transactions, HandoffReason.COMPLAINT)

    front_door = (await browser.get("/console")).text
    complaints = (await browser.get("/console?queue=complaints")).text

    assert url(case) in front_door
    assert str(complaint) not in front_door
    assert str(complaint) in complaints
    assert url(case) not in complaints
    assert "Complaints (1 waiting)" in front_door


async def test_an_adviser_is_offered_no_data_protection_queue(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    breach = await opened(transactions, HandoffReason.BREACH)

    page = (await browser.get("/console?queue=data_protection")).text

    assert "Data protection (" not in page
    assert str(breach) not in page
    assert (await browser.get(f"/console/handoffs/{breach}")).status_code == 404


async def test_the_data_protection_team_starts_with_its_own_queue(
    browser: Browser, transactions: Transactions
) -> None:
    breach = await opened(transactions, HandoffReason.BREACH)
    dana = await add_member(transactions, "dana@example.com", Role.DATA_PROTECTION)
    await use_session_of(browser, transactions, dana)

    page = (await browser.get("/console")).text
    claimed = await browser.fill_in(f"/console/handoffs/{breach}/claim", version="1")

    assert str(breach) in page
    assert claimed.headers["location"].endswith("?done=claimed")


class TestAnHourAgo:
    """The handoff came an hour ago, which is longer than immediate danger may wait."""

    @pytest.fixture
    def past(self, database: Database, settings: Settings) -> Transactions:
        return Transactions(database, settings, Clock(timedelta(hours=-1)))

    async def test_what_is_late_is_marked_in_the_queue_and_on_its_page(
        self, browser: Browser, sam: Member, house: House, past: Transactions
    ) -> None:
        handoff_id = await only_handoff(past, await danger(past))

        assert "Overdue" in (await browser.get("/console")).text
        assert "Overdue" in (await browser.get(f"/console/handoffs/{handoff_id}")).text

    async def test_what_is_in_time_is_not(
        self, browser: Browser, sam: Member, transactions: Transactions
    ) -> None:
        await danger(transactions)

        assert "Overdue" not in (await browser.get("/console")).text
