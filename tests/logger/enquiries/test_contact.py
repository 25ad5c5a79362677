import pytest

from logger.enquiries.contact import understood


@pytest.mark.parametrize(
    ("typed", "phone_number"),
    [
        ("07700 900123", "+447700900123"),
        ("ring me on 07700900123 after 6", "+447700900123"),
        ("+44 7700 900 123", "+447700900123"),
        ("077009001", None),
        ("I would rather not", None),
    ],
)
def test_a_phone_number_is_found_in_what_was_typed(typed: str, phone_number: str | None) -> None:
    assert understood(typed).phone_number == phone_number


@pytest.mark.parametrize(
    ("typed", "email_address"),
    [
        ("jo@example.com", "jo@example.com"),
        ("it's jo@EXAMPLE.com.", "jo@example.com"),
        ("jo at example", None),
        ("@", None),
    ],
)
def test_an_email_address_is_found_in_what_was_typed(typed: str, email_address: str | None) -> None:
    assert understood(typed).email_address == email_address
