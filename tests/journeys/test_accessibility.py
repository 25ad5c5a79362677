"""The pages for people who do not see, or enlarge what they see."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.journeys import questions, words
from tests.journeys.chat import Chat
from tests.journeys.conftest import Opens, Works

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

NARROW = 320  # CSS pixels: a window of 1,280 at 400 %


def check_accessible(page: Page) -> None:
    results = Axe().run(page)
    found = [
        f"{violation['id']}: {node['html']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == []


def test_axe_finds_nothing_wrong_with_the_pages_of_an_enquirer(chat: Chat, stack: Stack) -> None:
    page = chat.page
    chat.open()
    check_accessible(page)
    chat.say("hello")
    chat.sees("I am the assistant")
    expect(chat.choice("Tell us about a worry")).to_be_enabled()
    check_accessible(page)
    chat.say(words.DANGER)
    chat.sees("I can pass it on to our team now.")
    check_accessible(page)
    page.get_by_text("End this chat").first.click()
    page.get_by_role("button", name="End this chat").click()
    expect(page.get_by_role("heading", name="You have ended the chat")).to_be_visible()
    check_accessible(page)

    for path in ("/notice", "/leave-details"):
        page.goto(f"{stack.url}{path}")
        check_accessible(page)
    page.get_by_role("button", name="Send to our team").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_accessible(page)
    page.get_by_label("What is it about?").fill(words.QUESTION)
    page.get_by_role("button", name="Send to our team").click()
    expect(page.get_by_role("heading", name="We have your details")).to_be_visible()
    check_accessible(page)


def test_axe_finds_nothing_wrong_with_the_pages_of_an_adviser(
    page: Page, stack: Stack, enquirer: Enquirer, works: Works
) -> None:
    enquirer.start()
    enquirer.choose("raise_concern")
    enquirer.say(words.DANGER)
    enquirer.choose("finish")
    enquirer.choose("affirm")
    reference = enquirer.wait_for_reference()

    page.goto(stack.console_url)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    check_accessible(page)
    adviser = works(page, "sam@example.com")
    check_accessible(page)
    page.goto(f"{stack.console_url}/change-password")
    check_accessible(page)
    adviser.opens(reference)
    check_accessible(page)
    adviser.claims()
    adviser.is_told("You have this now.")
    check_accessible(page)


def test_axe_finds_nothing_wrong_with_the_questions_of_the_tasks(chat: Chat) -> None:
    chat.open()
    answer_up_to_the_factors(chat)
    check_accessible(chat.page)
    chat.choose("Neglect")
    chat.chooses_for(questions.FACTORS, "That is all")
    chat.chooses_for(questions.CASE_NUMBER, questions.SEND_WHAT_THERE_IS)
    chat.is_asked(questions.CHECK)
    chat.sees("Neglect")
    check_accessible(chat.page)
    chat.choose("Change an answer")
    chat.is_asked(questions.CHANGE)
    check_accessible(chat.page)


def answer_up_to_the_factors(chat: Chat) -> None:
    """The question with the most choices, which only professionals are asked."""
    chat.say(words.WORRY)
    chat.skips(questions.HAPPENED, questions.CHILDREN)
    chat.answers_to(questions.ABOUT, words.ABOUT)
    chat.skips(questions.HOUSEHOLD, questions.FAMILY_AWARE)
    chat.chooses_for(questions.WRITER, "It is part of my work")
    chat.skips(questions.JOB_ROLE, questions.ORGANISATION)
    chat.is_asked(questions.FACTORS)
    expect(chat.choice("Behaviour")).to_be_enabled()


def test_what_only_moves_the_form_stands_apart_from_the_answers(
    chat: Chat, opens: Opens, stack: Stack
) -> None:
    plain = Chat(opens(java_script_enabled=False), stack.url)
    for each in (chat, plain):
        each.open()
        each.say(words.WORRY)
        each.skips(questions.HAPPENED, questions.CHILDREN)
        each.answers_to(questions.ABOUT, words.ABOUT)
        each.skips(questions.HOUSEHOLD)
        each.is_asked(questions.FAMILY_AWARE)

        answers = each.page.get_by_role("group", name="Choose an answer, or write your own")
        ways_on = each.page.get_by_role("group", name="Other ways to go on")

        expect(answers.get_by_role("button")).to_have_text(
            [
                "They know and agree",
                "They know, but have not agreed",
                "They do not know",
                "I do not know",
            ]
        )
        expect(ways_on.get_by_role("button")).to_have_text(
            [
                questions.SKIP,
                "Go back",
                questions.SEND_WHAT_THERE_IS,
                questions.SAVE,
                questions.STOP,
            ]
        )


def test_on_a_phone_the_focus_is_never_hidden_behind_the_999_line(
    opens: Opens, stack: Stack
) -> None:
    chat = Chat(opens(viewport={"width": NARROW, "height": 640}, is_mobile=True), stack.url)
    chat.open()
    chat.say("hello")
    chat.choose("Tell us about a worry")
    chat.is_asked(questions.WORRY)
    check_focus_in_sight(chat.page)
    chat.choose(questions.STOP)
    chat.sees("I have stopped.")
    check_focus_in_sight(chat.page)
    answer_up_to_the_factors(chat)
    chat.choose("Neglect")
    chat.is_asked(questions.FACTORS)
    check_focus_in_sight(chat.page)
    assert width_of(chat.page) <= NARROW


def check_focus_in_sight(page: Page) -> None:
    focused = page.locator("li.fd-message:focus")
    expect(focused).to_be_in_viewport()
    place = focused.bounding_box()
    banner = page.get_by_role("region", name="Emergency").bounding_box()
    assert place is not None
    assert banner is not None
    assert place["y"] >= banner["y"] + banner["height"]


def test_nothing_has_to_be_scrolled_sideways_at_400_per_cent(opens: Opens, stack: Stack) -> None:
    page = opens(viewport={"width": NARROW, "height": 640})
    chat = Chat(page, stack.url)
    chat.open()
    assert width_of(page) <= NARROW
    chat.say("hello")
    chat.sees("I am the assistant")
    assert width_of(page) <= NARROW
    chat.say("a-word-that-does-not-end-" * 12)
    expect(chat.own).to_have_count(2)
    assert width_of(page) <= NARROW
    for path in ("/notice", "/leave-details"):
        page.goto(f"{stack.url}{path}")
        assert width_of(page) <= NARROW


def width_of(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width
