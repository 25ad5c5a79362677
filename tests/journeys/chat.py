"""The chat as a person uses it: by what is written on the page."""

from __future__ import annotations

import re
from typing import Final

from playwright.sync_api import Locator, Page, expect

from tests.journeys import questions

REFERENCE: Final = re.compile(r"SF-[0-9A-Z]{4}-[0-9A-Z]{4}")


class Chat:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.messages = page.locator("#messages > li")
        self.own = page.locator("li.fd-message--enquirer")
        self.answers = page.locator("li.fd-message--assistant")
        self.box = page.get_by_role("textbox", name="Your message")

    def open(self) -> None:
        self.page.goto(self.url)
        expect(self.page.get_by_role("heading", name="Chat with us")).to_be_visible()

    def say(self, words: str) -> None:
        """Type it, send it, and see it stand there."""
        known = self.own.count()
        self.box.fill(words)
        self.page.get_by_role("button", name="Send", exact=True).last.click()
        expect(self.own).to_have_count(known + 1)
        expect(self.own.last).to_contain_text(words.splitlines()[0])

    def answers_to(self, question: str, words: str) -> None:
        """Type it, once this is asked."""
        self.is_asked(question)
        self.say(words)

    def chooses_for(self, question: str, title: str) -> None:
        """Press it, once this is asked."""
        self.is_asked(question)
        self.choose(title)

    def skips(self, *asked: str) -> None:
        for question in asked:
            self.chooses_for(question, questions.SKIP)

    def is_asked(self, question: str) -> None:
        """What was said last has its answer, and the newest message asks this."""
        expect(self.own.last.locator("xpath=following-sibling::li").first).to_be_visible()
        self.sees(question)

    def choose(self, title: str) -> None:
        known = self.own.count()
        self.choice(title).click()
        expect(self.own).to_have_count(known + 1)

    def choice(self, title: str) -> Locator:
        return self.page.locator(".fd-choices").get_by_role("button", name=title, exact=True)

    def sees(self, words: str) -> None:
        """The newest answer says this."""
        expect(self.answers.last).to_contain_text(words)

    def token(self) -> str:
        """What the cookie of this conversation holds."""
        cookies = self.page.context.cookies(self.url)
        return next(cookie["value"] for cookie in cookies if cookie["name"].endswith("chat"))

    def reference(self) -> str:
        self.sees("Your reference")
        found = REFERENCE.search(self.answers.last.inner_text())
        assert found is not None
        return found.group()
