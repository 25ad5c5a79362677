import pytest

from actions.emails import find_emails
from actions.phones import find_phones
from actions.postcodes import find_postcodes


def phones(text: str) -> list[tuple[str, object]]:
    return [(each.text, each.value) for each in find_phones(text)]


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "07700900123",
        "07700-900-123",
        "+44 7700 900123",
        "0044 7700 900123",
        "+44 (0)7700 900 123",
        "077 00 900 123",
    ],
)
def test_a_number_is_understood_however_it_is_grouped(typed: str) -> None:
    assert phones(f"ring me on {typed}.") == [(typed, "+447700900123")]


@pytest.mark.parametrize(
    "typed", ["01632 960123", "020 7946 0123", "0151 496 0123", "0808 157 0123"]
)
def test_numbers_kept_for_drama_are_taken(typed: str) -> None:
    assert [words for words, _ in phones(typed)] == [typed]


@pytest.mark.parametrize(
    "text", ["07700 9OO123", "0770 900", "12345678", "07700 900 12345", "SF-7K3M-9Q2X", "3/4/2019"]
)
def test_what_nobody_could_ring_is_no_number(text: str) -> None:
    assert phones(text) == []


def test_two_kisses_are_no_extension() -> None:
    assert phones("07700 900123 x 2") == [("07700 900123", "+447700900123")]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("it's jo@example.com.", "jo@example.com", "jo@example.com"),
        ("(jo.smith+kids@EXAMPLE.com)", "jo.smith+kids@EXAMPLE.com", "jo.smith+kids@example.com"),
        ("jo at example dot com", "jo at example dot com", "jo@example.com"),
        (
            "jo dot smith at example dot com",
            "jo dot smith at example dot com",
            "jo.smith@example.com",
        ),
    ],
)
def test_an_email_address_is_found_without_the_signs_around_it(
    text: str, words: str, value: str
) -> None:
    assert [(each.text, each.value) for each in find_emails(text)] == [(words, value)]


@pytest.mark.parametrize("text", ["jo@", "@jo", "jo@example", "jo@@example.com", "look at me"])
def test_half_an_email_address_is_none(text: str) -> None:
    assert list(find_emails(text)) == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("CH65 0BA", "CH65 0BA"),
        ("ch650ba", "CH65 0BA"),
        ("ch65 oba", "CH65 0BA"),
        ("M1  1AE", "M1 1AE"),
        ("ec1a 1bb", "EC1A 1BB"),
    ],
)
def test_a_postcode_is_written_as_royal_mail_does(typed: str, value: str) -> None:
    [found] = find_postcodes(f"we live in {typed}, by the park")

    assert (found.text, found.value) == (typed, value)


@pytest.mark.parametrize("text", ["QQ1 1AA", "CH65", "SF-7K3M-9Q2X", "A1 1OO", "4U2 nothing"])
def test_what_has_no_area_or_unit_is_no_postcode(text: str) -> None:
    assert list(find_postcodes(text)) == []
