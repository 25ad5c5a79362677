"""The real client over HTTP against the sandbox: what each failure is taken for."""

from __future__ import annotations

import logging
import uuid
from typing import Any

import httpx
import pytest

from logger.notifications.outcome import Outcome, OutcomeKind
from logger.notifications.sender import Accepted, Envelope, NotThere
from logger.settings import Settings


def envelope(to: str = "someone@example.com", **changes: Any) -> Envelope:
    values = {
        "reference": uuid.uuid4(),
        "channel": "email",
        "template": "acknowledgement_email",
        "personalisation": {
            "reference": "SF-7K3M-9Q2X",
            "what_happens_next": "We read it.",
            "read_by": "today before 5pm",
        },
        **changes,
    }
    return Envelope(to=to, **values)


async def test_an_accepted_message_brings_back_notifys_id(make_sender: Any) -> None:
    sent = envelope()
    sender = make_sender()

    accepted = await sender.send(sent)

    assert isinstance(accepted, Accepted)
    assert await sender.look_up(sent.reference) == accepted


async def test_a_text_message_is_sent_as_one(make_sender: Any, levers: httpx.AsyncClient) -> None:
    sent = envelope("+447700900123", channel="sms", template="acknowledgement_sms")

    await make_sender().send(sent)

    (message,) = (await levers.get("/messages")).json()
    assert message["type"] == "sms"
    assert message["phone_number"] == "+447700900123"


async def test_notify_is_asked_for_a_message_it_does_not_have(make_sender: Any) -> None:
    assert await make_sender().look_up(uuid.uuid4()) == NotThere()


@pytest.mark.parametrize(
    ("wish", "outcome"),
    [
        ({"fault": "refuse"}, Outcome(OutcomeKind.UNKNOWN, "connection-broke")),
        ({"fault": "accept-then-hang"}, Outcome(OutcomeKind.UNKNOWN, "connection-broke")),
        ({"fault": "accept-then-drop"}, Outcome(OutcomeKind.UNKNOWN, "connection-broke")),
        ({"fault": "accept-then-truncate"}, Outcome(OutcomeKind.UNKNOWN, "connection-broke")),
        ({"fault": "accept-then-html"}, Outcome(OutcomeKind.UNKNOWN, "answer-201")),
        ({"fault": "error-after-accepting"}, Outcome(OutcomeKind.UNKNOWN, "answer-500")),
        ({"fault": "error-before-accepting"}, Outcome(OutcomeKind.UNKNOWN, "answer-503")),
        ({"fault": "not-notify"}, Outcome(OutcomeKind.NOT_ACCEPTED, "not-notify-404")),
        (
            {"fault": "not-notify", "status": 400},
            Outcome(OutcomeKind.NOT_ACCEPTED, "not-notify-400"),
        ),
        ({"fault": "rate-limit"}, Outcome(OutcomeKind.RATE_LIMITED, "rate-limited")),
        ({"fault": "day-limit"}, Outcome(OutcomeKind.DAY_LIMITED, "day-limited")),
        ({"fault": "forbidden"}, Outcome(OutcomeKind.MISCONFIGURED, "key-refused")),
    ],
)
async def test_each_fault_is_taken_for_what_it_is(
    make_sender: Any, levers: httpx.AsyncClient, wish: dict[str, Any], outcome: Outcome
) -> None:
    await levers.post("/faults", json=wish)

    assert await make_sender().send(envelope()) == outcome


async def test_a_refused_connection_is_known_not_to_have_arrived(
    make_sender: Any, free_tcp_port: int
) -> None:
    sender = make_sender(url=f"http://127.0.0.1:{free_tcp_port}")

    assert await sender.send(envelope()) == Outcome(OutcomeKind.NOT_ACCEPTED, "not-connected")


async def test_an_address_that_is_none_is_a_matter_of_settings(make_sender: Any) -> None:
    outcome = await make_sender(url="notify").send(envelope())

    assert outcome == Outcome(OutcomeKind.MISCONFIGURED, "no-address")


async def test_a_doubted_clock_is_asked_once_more_with_a_fresh_token(
    make_sender: Any, levers: httpx.AsyncClient
) -> None:
    await levers.post("/faults", json={"fault": "clock", "times": 1})

    assert isinstance(await make_sender().send(envelope()), Accepted)


async def test_a_clock_doubted_twice_is_reported(
    make_sender: Any, levers: httpx.AsyncClient
) -> None:
    await levers.post("/faults", json={"fault": "clock", "times": 2})

    outcome = await make_sender().send(envelope())

    assert outcome == Outcome(OutcomeKind.CLOCK_WRONG, "clock-wrong")


async def test_a_wrong_secret_is_a_matter_of_settings(make_sender: Any, settings: Settings) -> None:
    key = f"{settings.notify_api_key[:-36]}{uuid.uuid4()}"

    outcome = await make_sender(key=key).send(envelope())

    assert outcome == Outcome(OutcomeKind.MISCONFIGURED, "key-refused")


async def test_a_recipient_notify_refuses_is_rejected_with_the_reason(make_sender: Any) -> None:
    outcome = await make_sender().send(envelope("nobody"))

    assert outcome == Outcome(
        OutcomeKind.REJECTED, "ValidationError: email_address Not a valid email address"
    )


async def test_a_template_nobody_wrote_is_rejected_without_asking(make_sender: Any) -> None:
    outcome = await make_sender().send(envelope(template="birthday_card"))

    assert outcome == Outcome(OutcomeKind.REJECTED, "no-template: birthday_card")


async def test_the_clients_warnings_hold_nothing_of_the_message(
    make_sender: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="notifications_python_client")
    secret = "Robin Redbreast " * 100

    await make_sender().send(envelope(reference=secret))

    assert "Notify answered 400 to a POST" in caplog.text
    assert "Robin" not in caplog.text
