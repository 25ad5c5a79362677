"""The table of NOTIFY.md section 6, row by row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logger.notifications.outcome import Broke, Failure, OutcomeKind, classify


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (Failure(400, "ValidationError", "x"), OutcomeKind.REJECTED),
        (Failure(400, "BadRequestError", "Template not found"), OutcomeKind.REJECTED),
        (Failure(400), OutcomeKind.NOT_ACCEPTED),
        (Failure(404), OutcomeKind.NOT_ACCEPTED),
        (Failure(404, "NoResultFound", "No result found"), OutcomeKind.NOT_ACCEPTED),
        (Failure(401, "AuthError", "Unauthorized"), OutcomeKind.MISCONFIGURED),
        (Failure(403, "AuthError", "Invalid token: API key revoked"), OutcomeKind.MISCONFIGURED),
        (Failure(403), OutcomeKind.NOT_ACCEPTED),
        (
            Failure(
                403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds"
            ),
            OutcomeKind.CLOCK_WRONG,
        ),
        (Failure(429, "RateLimitError", "x"), OutcomeKind.RATE_LIMITED),
        (Failure(429, "TooManyRequestsError", "x"), OutcomeKind.DAY_LIMITED),
        (Failure(500, "Exception", "Internal server error"), OutcomeKind.UNKNOWN),
        (Failure(502), OutcomeKind.UNKNOWN),
        (Failure(503), OutcomeKind.UNKNOWN),
        (Failure(504, "EventletTimeout", "Timeout serving request"), OutcomeKind.UNKNOWN),
        (Failure(201), OutcomeKind.UNKNOWN),
        (Failure(302), OutcomeKind.UNKNOWN),
        (Failure(broke=Broke.BEFORE_CONNECTING), OutcomeKind.NOT_ACCEPTED),
        (Failure(broke=Broke.LATER), OutcomeKind.UNKNOWN),
        (Failure(broke=Broke.NO_ADDRESS), OutcomeKind.MISCONFIGURED),
    ],
)
def test_each_failure_means_what_the_table_says(failure: Failure, kind: OutcomeKind) -> None:
    assert classify(failure).kind is kind


@given(st.text(min_size=12))
def test_a_value_that_notify_repeats_never_reaches_the_record(value: str) -> None:
    failure = Failure(400, "ValidationError", f"reference {value} is too long")

    assert classify(failure).problem == "ValidationError"


@pytest.mark.parametrize(
    "message",
    [
        "email_address Not a valid email address",
        "phone_number Not enough digits",
        "Missing personalisation: reference, console_link",
        "Can’t send to this recipient using a team-only API key",
        "Your message is too long. Emails cannot be longer than 2000000 bytes.",
    ],
)
def test_a_reason_that_holds_no_value_is_kept_for_staff(message: str) -> None:
    assert classify(Failure(400, "BadRequestError", message)).problem == (
        f"BadRequestError: {message}"
    )
