"""The pure rules of the sandbox: texts, placeholders, recipients, Markdown."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logger.notifications.api_key import ApiKeyInvalid, NotifyApiKey
from logger.notifications.templates import load_templates
from logger.notify_sandbox import recipients, schemas, text_message
from logger.notify_sandbox.markdown import blocks
from logger.notify_sandbox.placeholders import Personalisation, names_in
from logger.notify_sandbox.refusals import ValidationError
from logger.notify_sandbox.sanitising import sanitised


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Łukasz 😀 “q”", 'Lukasz ? "q"'),
        ("Siân a Ŵyn", "Siân a Ŵyn"),
        ("naïve façade", "naïve facade"),
        ("wait…  then – go", "wait...  then - go"),
        ("zero\u200bwidth", "zerowidth"),
        ("stop .", "stop."),
        ("a\n\n\n\nb", "a\n\nb"),
        ("Привет", "??????"),
    ],
)
def test_a_text_message_holds_what_the_networks_carry(typed: str, sent: str) -> None:
    assert text_message.as_sent(typed) == sent


@given(st.text())
def test_a_text_message_changes_no_more_once_it_was_made_sendable(text: str) -> None:
    once = text_message.as_sent(text)

    assert text_message.as_sent(once) == once


@pytest.mark.parametrize(
    ("text", "parts"), [("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("ŵ" * 70, 1), ("ŵ" * 71, 2)]
)
def test_parts_are_counted_as_they_are_paid_for(text: str, parts: int) -> None:
    assert text_message.parts(text) == parts


@pytest.mark.parametrize(
    "name", ["acknowledgement_sms", "callback_arranged_sms", "resume_code_sms"]
)
def test_a_text_message_to_an_enquirer_is_one_part_whatever_is_put_into_it(name: str) -> None:
    longest = {
        "reference": "SF-WWWW-WWWW",
        "read_by": "on Wednesday 23 September from 10:30am",
        "slot": "Wednesday 23 September, 10:30am to 12:30pm",
        "code": "999999",
    }

    filled = Personalisation(longest).fill(load_templates()[name].body, bullets=False)

    assert text_message.as_sent(filled) == filled
    assert text_message.parts(filled) == 1


def test_the_message_to_the_team_asks_for_no_personal_data() -> None:
    template = load_templates()["handoff_email"]

    assert set(names_in(template.subject, template.body)) == {
        "reference",
        "kind",
        "urgency",
        "console_link",
    }


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        (5, "Dear 5"),
        (True, "Dear True"),
        ("", "Dear "),
        (["a", None, 3], "Dear \n\n* a\n* 3"),
        ([], "Dear "),
        ("((name))", "Dear ((name))"),
    ],
)
def test_a_placeholder_takes_the_value_as_notify_writes_it(value: object, filled: str) -> None:
    assert Personalisation({"N A_M-E": value}).fill("Dear ((name))", bullets=True) == filled


@pytest.mark.parametrize(("value", "filled"), [("yes", "Hello you"), ("no", "Hello ")])
def test_conditional_words_are_shown_only_for_a_yes(value: str, filled: str) -> None:
    assert Personalisation({"known": value}).fill("Hello ((known??you))", bullets=True) == filled


@given(st.text(), st.text())
def test_a_value_is_never_expanded(name: str, other: str) -> None:
    values = Personalisation({"a": f"(({name}))", "b": other})

    assert values.fill("((a))", bullets=False) == f"(({name}))"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("07700 900123", "447700900123"),
        ("+44 7700 900 111", "447700900111"),
        ("0044 7700 900111", "447700900111"),
        ("(07700) 900-123", "447700900123"),
        ("+0000 7700 900123", "447700900123"),
        ("+33 6 12 34 56 78", "33612345678"),
    ],
)
def test_a_number_is_understood_however_it_is_written(typed: str, digits: str) -> None:
    assert recipients.digits(recipients.phone_number(typed)) == digits


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("123", "Not enough digits"),
        ("", "Not enough digits"),
        ("0770090012345", "Too many digits"),
        ("077009abc23", "Must not contain letters or symbols"),
        ("07700;900123", "Must not contain letters or symbols"),
    ],
)
def test_a_number_that_is_none_is_refused_in_notifys_words(typed: str, problem: str) -> None:
    with pytest.raises(recipients.NotReachable, match=problem):
        recipients.phone_number(typed)


@pytest.mark.parametrize(
    "address",
    ["a@b", "a@b..com", ".@example", "a b@example.com", "ä@example.com", "a@-x.com", "a@x.c"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(recipients.NotReachable, match="Not a valid email address"):
        recipients.email_address(address)


@given(st.emails(domains=st.just("example.com")))
def test_an_address_is_either_kept_or_refused_in_notifys_words(address: str) -> None:
    try:
        outcome = recipients.email_address(address)
    except recipients.NotReachable as refusal:
        outcome = str(refusal)

    assert outcome in (address.lower(), "Not a valid email address")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from(["email", "sms", "letter"]), st.dictionaries(st.text(), _JSON) | _JSON)
def test_any_body_is_accepted_or_refused_in_words(channel: str, body: object) -> None:
    messages: tuple[str, ...] = ("accepted",)
    try:
        schemas.check(body, schemas.SEND[channel])
    except ValidationError as refusal:
        messages = refusal.messages

    assert messages
    assert all(messages)


@pytest.mark.parametrize(
    ("typed", "harmless"),
    [
        ("see www.evil.com", "see www\\. evil\\. com"),
        ("a.b[c]", "a\\.b\\[c\\]"),
        ("[x](https://evil.link)", "\\[x\\]\\(\\)"),
        ("Ann", "Ann"),
    ],
)
def test_a_strangers_words_hold_no_link(typed: str, harmless: str) -> None:
    assert sanitised(typed) == harmless


@given(st.text())
def test_nothing_a_stranger_writes_becomes_a_link_once_it_is_sanitised(text: str) -> None:
    pieces = [p for block in blocks(sanitised(text)) for line in block.lines for p in line]

    assert [piece.href for piece in pieces if piece.href] == []


def test_an_email_is_read_block_by_block() -> None:
    body = "# Next\nHello\nthere\n\n* one\n* two\n\n---\nSee [this](https://example.com/a)."

    found = blocks(body)

    assert [block.kind for block in found] == [
        "heading",
        "paragraph",
        "bullets",
        "rule",
        "paragraph",
    ]
    assert found[-1].lines[0][1].href == "https://example.com/a"


def test_a_key_is_read_with_white_space_around_it() -> None:
    key = NotifyApiKey.parse(
        "our-key-11111111-2222-4333-8444-555555555555-99999999-8888-4777-8666-555555555555\n"
    )

    assert key.name == "our-key"
    assert key.service_id == UUID("11111111-2222-4333-8444-555555555555")
    assert key.secret not in repr(key)


@pytest.mark.parametrize(
    "text", ["", "x", "11111111-2222-4333-8444-555555555555", "a-b-99999999-8888-4777-8666-5555"]
)
def test_a_key_notify_cannot_have_issued_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ApiKeyInvalid) as refusal:
        NotifyApiKey.parse(text)

    assert text == "" or text not in str(refusal.value).split()
