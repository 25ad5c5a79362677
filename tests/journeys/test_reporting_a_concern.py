"""A neighbour tells us of a worry, and an adviser works it to its end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from launch.stack import Stack
from logger.enquiries.concern import ConcernDetails, Writer
from tests.enquirer import Enquirer
from tests.journeys import questions, words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens, Works
from tests.journeys.console import Adviser, worst_first
from tests.records import TEAM, Records, eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]


def test_a_concern_goes_from_the_neighbours_first_words_to_the_advisers_outcome(
    chat: Chat, opens: Opens, stack: Stack, works: Works
) -> None:
    reference = report_with_a_question_and_a_change_of_mind(chat)

    check_what_was_sent(opens(), stack, reference)

    first, second = works(opens(), "alex@example.com"), works(opens(), "sam@example.com")
    check_the_queue(first)
    first.opens(reference)
    second.opens(reference)
    check_what_an_adviser_reads(first)
    first.claims()
    first.is_told("You have this now.")
    second.claims()
    second.is_told("Alex Adviser")
    expect(second.page.locator(".fd-held")).to_contain_text("Alex Adviser has had this since")
    expect(second.page.get_by_role("button", name="Close this handoff")).to_have_count(0)

    first.adds_note(words.NOTE)
    expect(first.section("Notes")).to_contain_text(words.NOTE)
    first.closes("Passed to early help", words.WHY)

    check_that_it_is_closed(first, reference)


def report_with_a_question_and_a_change_of_mind(chat: Chat) -> str:
    chat.open()
    chat.say(words.WORRY)
    chat.answers_to(questions.HAPPENED, words.HAPPENED)
    chat.skips(questions.CHILDREN)
    chat.answers_to(questions.ABOUT, words.ABOUT)
    chat.skips(questions.HOUSEHOLD)
    chat.chooses_for(questions.FAMILY_AWARE, "They do not know")
    chat.answers_to("Is there a reason why they should not know?", words.NOT_AWARE_REASON)
    chat.chooses_for(questions.WRITER, "I am a neighbour, relative or friend")
    chat.answers_to(questions.NAME, words.QUESTION_IN_BETWEEN)
    chat.is_asked(questions.NAME)
    answer = chat.answers.filter(has_text="police and probation")
    expect(answer.get_by_role("link")).not_to_have_count(0)
    chat.say(words.NAME)
    chat.skips(questions.RELATIONSHIP)
    chat.answers_to(questions.CONTACT, words.CONTACT)
    chat.chooses_for(questions.SAFE_CONTACT, "Calls and messages are fine")
    chat.is_asked(questions.CHECK)
    for answered in (words.WORRY, words.HAPPENED, words.ABOUT, words.NAME, words.CONTACT):
        chat.sees(answered)
    chat.choose("Change an answer")
    chat.chooses_for(questions.CHANGE, "Your name")
    chat.answers_to(questions.NAME, words.CORRECTED_NAME)
    chat.is_asked(questions.CHECK)
    chat.sees(f"Your name: {words.CORRECTED_NAME}")
    chat.choose(questions.SEND)
    return chat.reference()


def check_what_was_sent(page: Page, stack: Stack, reference: str) -> None:
    page.goto(stack.sandbox_url)
    sent = page.get_by_role("article").filter(has_text=reference)
    expect(sent).to_have_count(2)
    email = sent.filter(has_text=TEAM)
    link = email.get_by_role("link")
    assert (link.get_attribute("href") or "").startswith(f"{stack.console_url}/handoffs/")
    said = email.inner_text()
    for typed in (words.WORRY, words.ABOUT, words.CORRECTED_NAME, words.CONTACT, words.MOBILE):
        assert typed not in said
    expect(sent.filter(has_text=words.MOBILE)).to_contain_text("text message")


def check_the_queue(adviser: Adviser) -> None:
    grades = adviser.grades()
    assert grades == worst_first(grades)
    opened = [
        (grade, row.locator("time").first.get_attribute("datetime"))
        for grade, row in zip(grades, adviser.page.locator(".fd-queue tbody tr").all(), strict=True)
    ]
    for grade in set(grades):
        times = [at for its_grade, at in opened if its_grade == grade]
        assert times == sorted(times), "the oldest stands first"


def check_what_an_adviser_reads(adviser: Adviser) -> None:
    details = adviser.section("Details")
    for given in (words.WORRY, words.ABOUT, words.CORRECTED_NAME, words.CONTACT, words.MOBILE):
        expect(details).to_contain_text(given)
    for given in (words.HAPPENED, words.NOT_AWARE_REASON, "The family does not know"):
        expect(details).to_contain_text(given)
    expect(details).not_to_contain_text(words.NAME)
    transcript = adviser.section("What was said")
    for said in (words.WORRY, words.QUESTION_IN_BETWEEN, words.NAME, "police and probation"):
        expect(transcript).to_contain_text(said)


def check_that_it_is_closed(adviser: Adviser, reference: str) -> None:
    details = adviser.section("Details")
    expect(details).to_contain_text("Passed to early help")
    expect(details).to_contain_text(words.WHY)
    history = adviser.section("History").get_by_role("listitem")
    for what in ("Enquiry logged", "Handoff opened", "Claimed", "Note added", "Closed"):
        expect(history.filter(has_text=what)).to_have_count(1)
    for reader in ("Alex Adviser", "Sam Second"):
        viewed = history.filter(has_text="Viewed").filter(has_text=reader)
        expect(viewed).not_to_have_count(0)
    adviser.page.goto(f"{adviser.url}?state=closed")
    expect(adviser.page.get_by_role("link", name=reference)).to_be_visible()


def test_who_stops_in_the_middle_of_a_concern_has_logged_nothing(
    chat: Chat, records: Records, stack: Stack
) -> None:
    chat.open()
    chat.say(words.WORRY)
    chat.answers_to(questions.HAPPENED, words.HAPPENED)
    chat.is_asked(questions.CHILDREN)

    chat.choose(questions.STOP)

    chat.sees("I have stopped. Nothing was sent to our team.")
    assert records.enquiries(chat.token()) == []
    assert records.handoffs(chat.token()) == []


def test_what_is_told_in_one_breath_is_not_asked_again(chat: Chat, records: Records) -> None:
    chat.open()
    chat.say(words.IN_ONE_BREATH)
    chat.is_asked(questions.HAPPENED)
    chat.sees(questions.HAPPENED)

    chat.choose(questions.SEND_WHAT_THERE_IS)
    chat.is_asked(questions.CHECK)
    for told in ("Jo Sample", "teacher", "St Mary's", words.TEACHERS_CONTACT, "12 Mill Lane"):
        chat.sees(told)
    chat.choose(questions.SEND)
    chat.reference()

    (enquiry,) = records.enquiries(chat.token())
    details = enquiry.details
    assert isinstance(details, ConcernDetails)
    assert (details.name, details.job_role) == ("Jo Sample", "teacher")
    assert details.writer == Writer.PROFESSIONAL
    assert (details.organisation, details.about) == ("St Mary's", "12 Mill Lane")
    assert details.contact == words.TEACHERS_CONTACT
    assert details.worry == words.IN_ONE_BREATH


def test_the_word_cancel_stops_a_concern_as_the_button_does(
    enquirer: Enquirer, records: Records
) -> None:
    enquirer.start()
    enquirer.choose("raise_concern")
    enquirer.say(words.WORRY)

    replies = enquirer.say("cancel")

    assert replies[-1]["topic"] == "cancel"
    assert replies[-1]["asking"] is None
    assert records.enquiries(enquirer.token) == []


def test_a_request_for_a_person_reaches_the_queue(
    chat: Chat, records: Records, opens: Opens, works: Works
) -> None:
    chat.open()
    chat.say("can i talk to a real person please")
    chat.sees("We are open now. An adviser will read this chat")
    expect(chat.page.get_by_text("You are waiting for an adviser.")).to_be_visible()

    eventually(lambda: bool(records.handoffs(chat.token())), "a handoff is open")

    adviser = works(opens(), "alex@example.com")
    ((handoff_id, reason),) = records.handoffs(chat.token())
    assert reason == "asked_for_person"
    adviser.finds(adviser.page.locator(f"a[href$='{handoff_id}']"))
