"""Every page renders from what its comment asks for, and holds nothing the policy forbids."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from logger import pages
from logger.enquiries.details import Answer
from logger.handoffs.views import EnquiryOnCase, LinkedEnquiry

NOW = datetime(2026, 7, 1, 13, 5, tzinfo=UTC)
MEMBER = SimpleNamespace(name="Asha Example", email="asha@example.com", role="supervisor")
LEFT = {
    "reference": "SF-7K3M-9Q2X",
    "may_reply": False,
    "read_by": "today before 5pm",
    "closed": "Our office is closed now.",
}
STAFF = {"member": MEMBER, "csrf_token": "token"}


def turn(seq: int, sender: str, text: str = "Hello.", **given: Any) -> SimpleNamespace:
    defaults: dict[str, Any] = {
        "choices": [],
        "clauses": [],
        "topic": None,
        "confidence": None,
        "safety": None,
        "asking": None,
        "reference": None,
    }
    return SimpleNamespace(seq=seq, sender=sender, at=NOW, text=text, **{**defaults, **given})


def choice(title: str, value: str) -> SimpleNamespace:
    return SimpleNamespace(title=title, value=value, topic="raise_concern")


def handoff(**given: Any) -> SimpleNamespace:
    defaults: dict[str, Any] = {
        "url": "/console/handoffs/1",
        "reference": "SF-7K3M-9Q2X",
        "kind": "concern",
        "reason": "task_finished",
        "grade": "same day",
        "state": "waiting",
        "version": 4,
        "queue": "Front door",
        "opened_at": NOW,
        "due_at": NOW,
        "is_overdue": True,
        "escalated": 1,
        "may_regrade": True,
        "claimed_by": None,
        "claimed_at": None,
        "is_mine": False,
        "closed_by": None,
        "closed_at": None,
        "outcome": None,
        "outcome_reason": None,
        "may": set(),
        "answer_by": "23 December 2026",
    }
    return SimpleNamespace(**{**defaults, **given})


def chat(*turns: SimpleNamespace, **given: Any) -> str:
    context = {"state": "assistant", "message_id": "m-1", "draft": "", "error": None, **given}
    return pages.render("webchat/chat.html", turns=list(turns), **context)


def handoff_page(shown: SimpleNamespace, **given: Any) -> str:
    context: dict[str, Any] = {
        "enquiry": EnquiryOnCase(
            answers=(
                Answer("Worry", "He shouts"),
                Answer("Child 1", "Amir, born 3 April 2019", "born on 3/4/19", is_unchecked=True),
                Answer("Name", None),
            ),
            contact_warning="Do not ring",
            linked=(LinkedEnquiry("SF-22GM-9Q2X", uuid.UUID(int=2)),),
        ),
        "turns": [turn(1, "enquirer", "help", safety=None)],
        "safety": [_finding()],
        "others": [handoff(url="/console/handoffs/2", reference="SF-22GM-9Q2X")],
        "grades": [SimpleNamespace(value="urgent", label="Urgent")],
        "messages": [
            SimpleNamespace(
                id=uuid.UUID(int=5),
                what="Email to the enquirer",
                state="permanent-failure",
                at=NOW,
                may_be_repeated=True,
                try_number=1,
            )
        ],
        "unreached": ("email",),
        "notes": [SimpleNamespace(at=NOW, by="Ben Example", text="Rang.", purpose="note")],
        "may_note": True,
        "history": [SimpleNamespace(at=NOW, action="handoff.opened", by="System", detail=None)],
        "outcomes": [SimpleNamespace(value="early_help", label="Early help")],
        "values": dict.fromkeys(
            ("note", "outcome", "outcome_reason", "release_reason", "grade", "grade_reason"), ""
        ),
        "errors": {},
        "now": NOW,
    }
    return pages.render("console/handoff.html", handoff=shown, **{**STAFF, **context, **given})


def _finding() -> SimpleNamespace:
    return SimpleNamespace(
        at=NOW,
        label="danger_now",
        said="help",
        shown="Call 999.",
        is_child=True,
        checked_by=("patterns 1: danger now",),
    )


def queue_page(*handoffs: SimpleNamespace, state: str = "waiting") -> str:
    counts = SimpleNamespace(waiting=1, claimed=0, closed=0)
    numbers = SimpleNamespace(number=1, count=1, previous=None, next=None)
    return pages.render(
        "console/queue.html",
        handoffs=list(handoffs),
        queue="front_door",
        queues=[
            SimpleNamespace(value="front_door", label="Front door", waiting=1),
            SimpleNamespace(value="complaints", label="Complaints", waiting=0),
        ],
        state=state,
        counts=counts,
        pages=numbers,
        now=NOW,
        **STAFF,
    )


def every_page() -> dict[str, str]:
    empty = SimpleNamespace(about="", name="", contact="")
    clause = SimpleNamespace(id="rights", heading="Your rights", paragraphs=["One"], points=["Two"])
    block = SimpleNamespace(text="One", clause="b")
    section = SimpleNamespace(
        heading="Rights", clause="a", items=[block], groups=[("paragraph", [block])]
    )
    said = turn(2, "assistant", choices=[choice("Yes", "yes")], clauses=[])
    return {
        "start": chat(state=None),
        "chat": chat(turn(1, "enquirer"), said),
        "chat with an error": chat(turn(1, "enquirer"), error="Write something first."),
        "ended chat": chat(turn(1, "enquirer"), state="ended"),
        "notice": pages.render("webchat/notice.html", clauses=[clause], published=None),
        "exact wording": pages.render(
            "webchat/published_notice.html", sections=[section], clause_ids={"a"}, in_use_since=NOW
        ),
        "leave details": pages.render(
            "webchat/leave_details.html", message_id="m", values=empty, errors={"about": "Say it."}
        ),
        "left": pages.render("webchat/left.html", **LEFT),
        "ended": pages.render("webchat/ended.html"),
        "leaving": pages.render("webchat/leaving.html"),
        "error": pages.render("error.html", title="Sorry", detail="Not now.\n\nCall 999."),
        "sign in": pages.render(
            "console/sign_in.html", member=None, csrf_token="t", email="", error="No."
        ),
        "change password": pages.render(
            "console/change_password.html", is_first=True, errors={"password": "Longer."}, **STAFF
        ),
        "queue": queue_page(handoff()),
        "empty queue": queue_page(state="closed"),
        "waiting handoff": handoff_page(handoff(may={"claim"})),
        "my handoff": handoff_page(
            handoff(
                state="claimed",
                claimed_by="Asha Example",
                claimed_at=NOW,
                is_mine=True,
                may={"close", "release"},
            ),
            errors={"outcome": "Choose one."},
        ),
        "closed handoff": handoff_page(
            handoff(state="closed", closed_by="Asha", closed_at=NOW, outcome="Early help")
        ),
        "not found": pages.render("console/not_found.html", **STAFF),
        "refused": pages.render(
            "console/refused.html", title="Taken", detail="Ben has it.", **STAFF
        ),
    }


class Tags(HTMLParser):
    """The start tags of a page, and the text of its title."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("name", every_page())
def test_no_page_has_an_inline_script_or_style(name: str) -> None:
    tags = Tags(every_page()[name])

    attributes = {attribute for _, given in tags.found for attribute in given}
    assert all(script.get("src") for script in tags.named("script"))
    assert tags.named("style") == []
    assert "style" not in attributes
    assert not any(attribute.startswith("on") for attribute in attributes)


@pytest.mark.parametrize("name", every_page())
def test_every_page_says_its_language_and_its_title(name: str) -> None:
    page = every_page()[name]

    assert Tags(page).named("html")[0]["lang"] == "en"
    assert re.search(r"<title>[^<]*\w[^<]*</title>", page)


@pytest.mark.parametrize("name", every_page())
def test_no_id_stands_twice_on_a_page(name: str) -> None:
    identifiers = [given["id"] for _, given in Tags(every_page()[name]).found if "id" in given]

    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("name", ["start", "chat", "ended chat", "notice", "left", "error"])
def test_every_page_of_an_enquirer_shows_the_999_line_and_the_way_out(name: str) -> None:
    page = every_page()[name]

    assert 'href="tel:999"' in page
    assert 'action="/leave"' in page
    assert "govuk-exit-this-page__button" in page


@pytest.mark.parametrize("name", ["waiting handoff", "my handoff"])
def test_every_form_of_a_handoff_carries_the_csrf_token_and_the_version(name: str) -> None:
    page = every_page()[name]

    forms = [form for form in page.split("<form")[1:] if "/console/handoffs/1/" in form]
    assert len(forms) == (4 if name == "waiting handoff" else 5)
    assert all('name="csrf_token" value="token"' in form for form in forms)
    assert all('name="version" value="4"' in form for form in forms)


def test_what_a_person_wrote_is_never_html() -> None:
    page = chat(turn(1, "enquirer", "<script>alert(1)</script>"), draft="</textarea><b>")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "</textarea><b>" not in page


def test_only_the_choices_after_the_last_message_can_be_chosen() -> None:
    page = chat(
        turn(1, "assistant", choices=[choice("Old", "old")]),
        turn(2, "enquirer"),
        turn(3, "assistant", choices=[choice("New", "new")]),
    )

    assert [button.get("value") for button in Tags(page).named("button") if "value" in button] == [
        "new"
    ]
    assert "You could choose: Old" in page


@pytest.mark.parametrize("state", ["adviser", "ended"])
def test_nothing_can_be_chosen_once_the_assistant_no_longer_listens(state: str) -> None:
    page = chat(turn(1, "assistant", choices=[choice("Yes", "yes")]), state=state)

    assert 'name="choice"' not in page


def test_an_answer_shows_its_clause_and_a_confirmation_its_reference() -> None:
    clause = SimpleNamespace(
        id="retention",
        heading="Retention",
        url="/notice#retention",
        wording_url="/notice/wording#retention",
    )

    page = chat(turn(1, "assistant", clauses=[clause], reference="SF-7K3M-9Q2X"))

    assert '<a class="govuk-link" href="/notice#retention"' in page
    assert '<a class="govuk-link" href="/notice/wording#retention"' in page
    assert "<strong>SF-7K3M-9Q2X</strong>" in page


def test_a_page_without_scripts_opens_at_the_first_reply() -> None:
    page = chat(turn(1, "assistant"), turn(2, "enquirer"), turn(3, "assistant"), turn(4, "system"))

    assert page.index('id="message-3"') < page.index('id="latest"') < page.index('id="message-4"')


def test_the_title_says_when_something_is_wrong() -> None:
    assert "<title>Error: Chat" in every_page()["chat with an error"]
    assert "<title>Error: Leave" in every_page()["leave details"]
    assert "<title>Chat" in every_page()["chat"]


def test_a_second_adviser_is_told_who_has_a_handoff_and_cannot_claim_it() -> None:
    page = handoff_page(handoff(state="claimed", claimed_by="Ben Example", claimed_at=NOW))

    assert "Ben Example has had this since 1 July 2026, 2:05pm" in page
    assert "/claim" not in page
    assert "/close" not in page


def test_a_code_without_a_name_is_shown_in_its_own_words() -> None:
    assert "Late reply" in queue_page(handoff(reason="late_reply"))


def test_what_a_route_forgot_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        pages.render("console/not_found.html")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 1, 31, 0, 5, tzinfo=UTC), "31 January 2026, 12:05am"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026, 12:30am"),
    ],
)
def test_times_are_those_of_the_clock_on_the_wall(at: datetime, said: str) -> None:
    assert pages.date_and_time(at) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "just now"), (1, "1 minute ago"), (119, "1 hour ago"), (2880, "2 days ago")],
)
def test_how_long_ago_is_said_in_its_largest_unit(minutes: int, said: str) -> None:
    at = datetime.fromtimestamp(NOW.timestamp() - 60 * minutes, UTC)

    assert pages.ago(at, NOW) == said


def test_paragraphs_are_parted_by_blank_lines_and_keep_their_lines() -> None:
    assert pages.paragraphs("One\ntwo\n \n\nthree\n") == ["One\ntwo", "three"]


def test_pages_are_not_served_before_the_assets_are_built(tmp_path: Path) -> None:
    with pytest.raises(pages.AssetsNotBuilt, match="make run"):
        pages.configure(assets=tmp_path, council={})
