from __future__ import annotations

from datetime import date

import pytest

from logger.enquiries.one_month import due_on
from logger.organisation import Organisation

HOURS = Organisation.read().opening_hours


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-09-03", "2026-10-05"),  # the 3rd is a Saturday
        ("2026-11-23", "2026-12-23"),
        ("2026-11-25", "2026-12-29"),  # Christmas, Boxing Day on a Saturday, its substitute
        ("2026-01-31", "2026-03-02"),  # no 31 February; the 28th is a Saturday
        ("2028-01-30", "2028-02-29"),  # a leap year
        ("2026-12-15", "2027-01-15"),
        ("2026-11-22", "2026-12-22"),  # it came on a Sunday
    ],
)
def test_an_answer_is_due_after_one_month(received: str, due: str) -> None:
    found = due_on(date.fromisoformat(received), HOURS.is_working_day)

    assert found == date.fromisoformat(due)
