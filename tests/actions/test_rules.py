"""The pure rules: what is a worry, and what is a contact."""

import pytest

from actions.contact import Contact, read_contact
from actions.worry import holds_worry, is_enough


@pytest.mark.parametrize(
    "text",
    [
        "I want to report a concern",
        "I'm worried about a child",
        "I need to make a referral",
        "where is the referral form",
        "how do I report a family?",
        "do I need mum's agreement before I refer the family?",
        "report a concern please",
        "hi, can I tell you about someone",
        "I would like to raise a concern about my neighbours",
        "raise_concern",
        "",
    ],
)
def test_a_bare_beginning_holds_no_worry(text: str) -> None:
    assert not holds_worry(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm worried about the kids next door, they are always hungry",
        "my neighbour screams at her children all day long",
        "there is no food in that house",
        "I've seen bruises on a toddler at playgroup",
        "can I report my neighbour? "
        + "he shouts and breaks things and the little one cries. " * 3,
    ],
)
def test_a_beginning_that_tells_something_is_the_worry(text: str) -> None:
    assert holds_worry(text)


def test_two_words_are_enough_of_an_answer() -> None:
    assert is_enough("always hungry")
    assert not is_enough("hungry")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07700 900123", Contact("+447700900123", None)),
        ("07700900999", Contact("+447700900999", None)),
        ("+44 7700 900 456", Contact("+447700900456", None)),
        ("ring me on 07700 900123, after six", Contact("+447700900123", None)),
        ("Jo@Example.com", Contact(None, "Jo@example.com")),
        ("it's jo@example.com.", Contact(None, "jo@example.com")),
        ("jo@example.com or 07700 900123", Contact("+447700900123", "jo@example.com")),
        ("jo.07700900123@example.com", Contact(None, "jo.07700900123@example.com")),
        ("07700 90012", Contact(None, None)),
        ("07701 9001234567", Contact(None, None)),
        ("01632 960123", Contact("+441632960123", None)),
        ("jo at example dot com", Contact(None, "jo@example.com")),
        ("jo@example", Contact(None, None)),
        ("jo @ example.com", Contact(None, None)),
        ("@@@", Contact(None, None)),
        ("leave a note", Contact(None, None)),
        ("", Contact(None, None)),
    ],
)
def test_a_contact_is_read_out_of_what_was_typed(text: str, expected: Contact) -> None:
    assert read_contact(text) == expected
