"""What a person is answered when the gate fires, at every hour and in both voices."""

from __future__ import annotations

import copy
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from logger.notice import organisation
from logger.organisation import Organisation
from logger.safety.replies import REPLIES, RepliesInvalid, SafetyReplies
from logger.safety.verdict import URGENCY, SafetyLabel, Verdict

OPEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NIGHT_OF_A_BANK_HOLIDAY = datetime(2026, 12, 28, 23, 0, tzinfo=UTC)
EVERY = [(label, is_child) for label in URGENCY for is_child in (False, True)]
NUMBERS = {
    SafetyLabel.DANGER_NOW: ("999", "101", "18000", "press 55"),
    SafetyLabel.SELF_HARM: ("999", "116 123", "85258", "NHS 111", "0800 1111"),
    SafetyLabel.ABUSE_DISCLOSURE: ("999", "press 55", "0808 2000 247", "0808 800 5000"),
}


@pytest.fixture(scope="module")
def replies() -> SafetyReplies:
    document = copy.deepcopy(organisation())
    document["teams"]["emergency_duty_team"] |= {
        "phone_number": "01632 960999",
        "checked_on": date(2026, 11, 22),
    }
    return SafetyReplies(Organisation.read(document))


def verdict(label: SafetyLabel, *, is_child: bool = False) -> Verdict:
    return Verdict(label, "patterns", "1", is_child=is_child)


@pytest.mark.parametrize(("label", "is_child"), EVERY)
def test_every_number_for_such_a_message_is_named(
    replies: SafetyReplies, label: SafetyLabel, is_child: bool
) -> None:
    advice = replies.advice(verdict(label, is_child=is_child)) or ""

    for number in (*NUMBERS[label], *(("0800 1111",) if is_child else ())):
        assert number in advice


@pytest.mark.parametrize(("label", "is_child"), EVERY)
def test_nothing_is_asked(replies: SafetyReplies, label: SafetyLabel, is_child: bool) -> None:
    reply = replies.reply(verdict(label, is_child=is_child), NIGHT_OF_A_BANK_HOLIDAY)

    assert reply is not None
    assert "?" not in reply


@pytest.mark.parametrize("label", URGENCY)
def test_a_child_is_told_of_childline_before_any_other_helpline(
    replies: SafetyReplies, label: SafetyLabel
) -> None:
    advice = replies.advice(verdict(label, is_child=True)) or ""

    others = ("116 123", "85258", "NHS 111", "0808", "101 ", "on 101")
    first_of_others = min(advice.find(each) for each in others if each in advice)
    assert advice.index("Childline on 0800 1111") < first_of_others


def test_danger_begins_with_999_for_a_child_too(replies: SafetyReplies) -> None:
    for is_child in (False, True):
        advice = replies.advice(verdict(SafetyLabel.DANGER_NOW, is_child=is_child)) or ""

        assert "ring 999" in advice.split(".")[0]


@pytest.mark.parametrize(("label", "is_child"), EVERY)
def test_the_words_for_a_child_are_short(
    replies: SafetyReplies, label: SafetyLabel, is_child: bool
) -> None:
    advice = replies.advice(verdict(label, is_child=is_child)) or ""

    if is_child:
        words = [word.strip(".,") for word in advice.split()]
        assert sum(len(word) for word in words) / len(words) < 4.2
        assert all(len(sentence.split()) <= 24 for sentence in re.split(r"[.!?]\s+", advice))


def test_advice_promises_nothing_and_the_reply_says_that_staff_know(
    replies: SafetyReplies,
) -> None:
    found = verdict(SafetyLabel.DANGER_NOW)

    advice, reply = replies.advice(found), replies.reply(found, OPEN)

    assert advice is not None
    assert reply is not None
    assert "told our team" not in advice
    assert reply.startswith(advice)
    assert "told our team" in reply


@pytest.mark.parametrize(("label", "is_child"), EVERY)
def test_at_eleven_at_night_on_a_bank_holiday_it_says_who_reads_it_when_and_whom_to_ring(
    replies: SafetyReplies, label: SafetyLabel, is_child: bool
) -> None:
    reply = replies.reply(verdict(label, is_child=is_child), NIGHT_OF_A_BANK_HOLIDAY) or ""

    assert "on Tuesday 29 December from 8:30am" in reply
    assert "emergency duty team on 01632 960999" in reply


def test_in_opening_hours_our_own_team_reads_it(replies: SafetyReplies) -> None:
    reply = replies.reply(verdict(SafetyLabel.SELF_HARM), OPEN) or ""

    assert "at work" in reply
    assert "emergency duty team" not in reply


def test_what_says_nothing_of_danger_gets_no_reply(replies: SafetyReplies) -> None:
    assert replies.reply(verdict(SafetyLabel.NONE), OPEN) is None
    assert replies.reply(verdict(SafetyLabel.UNREAD), OPEN) is None


def test_a_reply_that_is_missing_is_named(tmp_path: Path) -> None:
    document = yaml.safe_load(REPLIES.read_text(encoding="utf-8"))
    del document["replies"]["self_harm"]["child"]
    path = tmp_path / "replies.yml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")

    with pytest.raises(RepliesInvalid, match=r"self_harm\.child"):
        SafetyReplies(Organisation.read(), path)
