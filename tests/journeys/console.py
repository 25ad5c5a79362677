"""The console as an adviser uses it."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Locator, Page, expect

GRADES: Final = ("Immediate", "Urgent", "Same day", "Routine")


class Adviser:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto(self.url)
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def must_choose_a_password(self) -> str:
        """Nothing else opens before; the password that was chosen."""
        expect(self.page.get_by_role("heading", name="Choose a password")).to_be_visible()
        self.page.goto(self.url)
        expect(self.page.get_by_role("heading", name="Choose a password")).to_be_visible()
        password = "lantern gravel teaspoon orbit"
        self.page.get_by_label("New password", exact=True).fill(password)
        self.page.get_by_label("New password again").fill(password)
        self.page.get_by_role("button", name="Save password").click()
        self.is_told("Your new password is saved.")
        return password

    def finds(self, link: Locator) -> None:
        """Turn the pages of the queue until this link stands on one."""
        self.page.goto(self.url)
        while not link.count():
            self.page.get_by_role("link", name="Next page").click()

    def grades(self) -> list[str]:
        """The grades of the rows on this page, from the top."""
        return self.page.locator(".fd-queue tbody tr td:first-child").all_inner_texts()

    def opens(self, reference: str) -> None:
        link = self.page.get_by_role("link", name=reference)
        self.finds(link)
        link.click()
        expect(self.page.get_by_role("heading", name=reference)).to_be_visible()

    def section(self, heading: str) -> Locator:
        return self.page.get_by_role("region", name=heading, exact=True)

    def claims(self) -> None:
        self.page.get_by_role("button", name="Claim").click()

    def adds_note(self, words: str) -> None:
        self.page.get_by_label("Add a note").fill(words)
        self.page.get_by_role("button", name="Add note").click()
        self.is_told("Your note has been added.")

    def closes(self, outcome: str, why: str) -> None:
        self.page.get_by_label(outcome).check()
        self.page.get_by_label("Why", exact=True).fill(why)
        self.page.get_by_role("button", name="Close this handoff").click()
        self.is_told("This is closed.")

    def is_told(self, sentence: str) -> None:
        expect(self.page.get_by_role("alert")).to_contain_text(sentence)


def worst_first(grades: list[str]) -> list[str]:
    return sorted(grades, key=GRADES.index)
