from __future__ import annotations

import asyncio
import re
import uuid

import pytest
from sqlalchemy import select

from logger.conversations.turns import Speech
from logger.handoffs.grade import HandoffReason
from logger.notice import Notice
from logger.notifications.models import Notification
from logger.settings import Settings
from logger.staff.members import Member, Role
from logger.unit_of_work import Transactions
from tests.logger.console.conftest import Browser, use_session_of
from tests.logger.handoffs.cases import Case, concern, danger, only_handoff, stored
from tests.logger.staff.people import add_member


@pytest.fixture
async def sam(browser: Browser, transactions: Transactions) -> Member:
    """Signed in in the first browser."""
    member = await add_member(transactions)
    await use_session_of(browser, transactions, member)
    return member


@pytest.fixture
async def case(transactions: Transactions) -> Case:
    return await concern(transactions, "<img src=x onerror=alert(2)> there is a boy")


def url(case: Case) -> str:
    return f"/console/handoffs/{case.handoff_id}"


async def test_the_queue_shows_what_waits_and_links_to_it(
    browser: Browser, sam: Member, case: Case
) -> None:
    page = (await browser.get("/console")).text

    assert url(case) in page
    assert case.reference in page
    assert "Waiting (1)" in page
    assert case.reference not in (await browser.get("/console?state=closed")).text


@pytest.mark.parametrize(
    "query", ["state=<script>", "state=", "page=0", "page=-1", "page=x", "page=99999999", "page=²"]
)
async def test_an_odd_filter_shows_the_queue(browser: Browser, sam: Member, query: str) -> None:
    answer = await browser.get(f"/console?{query}")

    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace('<script src="', "").replace("<script type", "")


async def test_a_claim_a_note_and_a_closing_are_seen_on_the_page(
    browser: Browser, sam: Member, case: Case, transactions: Transactions, settings: Settings
) -> None:
    claimed = await browser.fill_in(f"{url(case)}/claim", version="1")
    noted = await browser.fill_in(f"{url(case)}/notes", version="2", note="Rang <b>twice</b>")
    page = (await browser.get(noted.headers["location"])).text
    closed = await browser.fill_in(
        f"{url(case)}/close", version="2", outcome="police", outcome_reason="Rang 101"
    )
    after = (await browser.get(closed.headers["location"])).text

    assert claimed.headers["location"] == f"{url(case)}?done=claimed"
    assert "Your note has been added." in page
    assert "Rang &lt;b&gt;twice&lt;/b&gt;" in page
    assert "You have this" in page
    assert "This is closed." in after
    assert "Passed to the police" in after
    assert "Rang 101" in after
    assert (await stored(transactions, settings, case.handoff_id)).outcome == "police"


async def test_what_a_person_wrote_is_shown_as_words_and_never_as_html(
    browser: Browser, sam: Member, case: Case
) -> None:
    page = (await browser.get(url(case))).text

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page


async def test_the_page_tells_what_became_of_the_email_to_the_team(
    browser: Browser, sam: Member, case: Case
) -> None:
    page = (await browser.get(url(case))).text

    assert "Email to the team" in page
    assert "waiting to be sent" in page


async def test_what_the_safety_check_found_is_on_the_page(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    handoff_id = await only_handoff(transactions, await danger(transactions))

    page = (await browser.get(f"/console/handoffs/{handoff_id}")).text

    assert "hitting her now" in page
    assert "If someone is in danger now, call 999." in page
    assert "Immediate" in page


async def test_of_two_browsers_that_claim_at_once_one_is_told_who_has_it(
    browser: Browser, second_browser: Browser, sam: Member, transactions: Transactions
) -> None:
    kim = await add_member(transactions, "kim.bell@example.com")
    await use_session_of(second_browser, transactions, kim)
    tokens = [await browser.token(), await second_browser.token()]
    for _ in range(5):
        case = await concern(transactions)

        answers = await asyncio.gather(
            *(
                one.send(f"{url(case)}/claim", csrf_token=token, version="1")
                for one, token in zip((browser, second_browser), tokens, strict=True)
            )
        )

        assert sorted(answer.status_code for answer in answers) == [303, 409]
        lost = next(answer for answer in answers if answer.status_code == 409)
        winner = "Kim Bell" if lost is answers[0] else "Sam Ade"
        assert f"{winner} claimed this at" in lost.text
        assert f"{winner} has had this since" in lost.text


async def test_a_closing_without_outcome_or_reason_comes_back_with_what_was_typed(
    browser: Browser, sam: Member, case: Case
) -> None:
    await browser.fill_in(f"{url(case)}/claim", version="1")

    no_outcome = await browser.fill_in(
        f"{url(case)}/close", version="2", outcome_reason="I rang </textarea>them"
    )
    no_reason = await browser.fill_in(f"{url(case)}/close", version="2", outcome="police")

    assert (no_outcome.status_code, no_reason.status_code) == (422, 422)
    assert "Choose an outcome." in no_outcome.text
    assert "I rang &lt;/textarea&gt;them" in no_outcome.text
    assert "Say what you did and why." in no_reason.text
    assert re.search(r'value="police"[^>]*checked', no_reason.text)


async def test_an_empty_note_is_not_added(browser: Browser, sam: Member, case: Case) -> None:
    answer = await browser.fill_in(f"{url(case)}/notes", version="1", note=" ")

    assert answer.status_code == 422
    assert "Write the note before you add it." in answer.text
    assert "No notes yet." in answer.text


@pytest.mark.parametrize("form", ["claim", "release", "notes", "close"])
async def test_no_form_of_a_handoff_works_without_its_token(
    browser: Browser, sam: Member, case: Case, form: str
) -> None:
    answer = await browser.send(f"{url(case)}/{form}", version="1", note="A note")

    assert answer.status_code == 403


@pytest.mark.parametrize("form", ["claim", "release", "notes", "close"])
async def test_no_form_of_a_handoff_works_without_signing_in(
    browser: Browser, case: Case, form: str
) -> None:
    answer = await browser.send(f"{url(case)}/{form}", version="1", csrf_token="x")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/console/sign-in?next_path={url(case)}"


@pytest.mark.parametrize("version", ["", "x", "-1", "1" * 30, "1.0"])
async def test_a_version_that_is_no_number_is_refused(
    browser: Browser, sam: Member, case: Case, version: str
) -> None:
    answer = await browser.fill_in(f"{url(case)}/claim", version=version)

    assert answer.status_code == 400


async def test_a_get_changes_nothing(browser: Browser, sam: Member, case: Case) -> None:
    answer = await browser.get(f"{url(case)}/claim")

    assert answer.status_code == 405


async def test_an_unknown_handoff_is_a_page_that_says_so(browser: Browser, sam: Member) -> None:
    answer = await browser.get(f"/console/handoffs/{uuid.uuid4()}")

    assert answer.status_code == 404
    assert "We cannot find that" in answer.text


async def test_a_supervisor_can_take_it_back_on_the_page(
    browser: Browser,
    second_browser: Browser,
    sam: Member,
    case: Case,
    transactions: Transactions,
) -> None:
    lee = await add_member(transactions, "lee.cole@example.com", Role.SUPERVISOR)
    await use_session_of(second_browser, transactions, lee)
    await browser.fill_in(f"{url(case)}/claim", version="1")

    page = (await second_browser.get(url(case))).text
    empty = await second_browser.fill_in(f"{url(case)}/release", version="2")
    done = await second_browser.fill_in(
        f"{url(case)}/release", version="2", release_reason="Sam is off sick"
    )

    assert "Why you take it from Sam Ade" in page
    assert empty.status_code == 422
    assert "Say why you take it back." in empty.text
    assert "It is back in the queue." in (await second_browser.get(done.headers["location"])).text


async def test_the_data_protection_team_sees_no_forms_and_may_send_none(
    browser: Browser, transactions: Transactions, case: Case
) -> None:
    dana = await add_member(transactions, "dana@example.com", Role.DATA_PROTECTION)
    await use_session_of(browser, transactions, dana)

    page = await browser.get(url(case))
    claim = await browser.fill_in(f"{url(case)}/claim", version="1")

    assert page.status_code == 200
    assert f'action="{url(case)}' not in page.text
    assert claim.status_code == 403
    assert "Your role does not allow this" in claim.text


async def test_an_answer_from_the_notice_is_shown_with_the_heading_of_its_clause(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    async with transactions.begin() as work:
        _, chat = await work.conversations.start(
            [Speech("For 6 years.", clauses=("retention", "a-clause-of-last-year"))]
        )
        handoff = await work.handoffs.open_for_conversation(chat.id, HandoffReason.ASKED_FOR_PERSON)

    page = (await browser.get(f"/console/handoffs/{handoff.id}")).text

    heading = Notice().clause("retention").heading
    assert f"From the privacy notice: {heading}, a-clause-of-last-year" in page


async def test_what_could_not_be_delivered_is_shown_and_sent_again_from_the_page(
    browser: Browser, sam: Member, transactions: Transactions
) -> None:
    case = await concern(transactions, "there is a boy", email="jo@example.com")
    async with transactions.begin() as work:
        failed = await work.session.scalar(
            select(Notification).where(Notification.template == "acknowledgement_email")
        )
        assert failed is not None
        failed.state, failed.notify_status = "accepted", "permanent-failure"
        failed.failed_at = work.clock.now()
    before = (await browser.get(url(case))).text

    done = await browser.fill_in(f"{url(case)}/messages/{failed.id}/again")
    after = (await browser.get(done.headers["location"])).text
    twice = await browser.fill_in(f"{url(case)}/messages/{failed.id}/again")

    assert "They could not be reached by email:" in before
    assert f"{url(case)}/messages/{failed.id}/again" in before
    assert "The message will be sent again." in after
    assert "could not be reached" not in after
    assert "Email to the enquirer, try 2" in after
    assert "Message sent again by hand" in after
    assert twice.status_code == 409
