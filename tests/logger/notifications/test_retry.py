from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logger.notifications.circuit import Circuit
from logger.notifications.outcome import Outcome, OutcomeKind
from logger.notifications.retry import Timings, next_attempt

NOW = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
TIMINGS = Timings()


def wait(kind: OutcomeKind, attempts: int = 1, seed: int = 0) -> timedelta:
    due = next_attempt(kind, attempts=attempts, now=NOW, timings=TIMINGS, random=Random(seed))
    return due - NOW


def test_a_message_notify_may_have_waits_until_notify_has_given_up_on_it() -> None:
    assert wait(OutcomeKind.UNKNOWN) >= timedelta(seconds=45)


def test_the_day_limit_holds_a_message_until_midnight_utc() -> None:
    assert timedelta(hours=1) < wait(OutcomeKind.DAY_LIMITED) < timedelta(hours=1, minutes=1)


@given(st.integers(min_value=1, max_value=10_000), st.integers())
def test_a_failing_message_is_never_left_alone_for_more_than_a_minute(
    attempts: int, seed: int
) -> None:
    waited = wait(OutcomeKind.NOT_ACCEPTED, attempts, seed)

    assert timedelta(0) < waited <= timedelta(seconds=60)


@pytest.mark.parametrize("attempts", [1, 4])
def test_what_failed_together_does_not_come_back_together(attempts: int) -> None:
    waits = {wait(OutcomeKind.NOT_ACCEPTED, attempts, seed) for seed in range(20)}

    assert len(waits) == 20


def test_a_lease_outlasts_the_longest_call() -> None:
    assert TIMINGS.lease > TIMINGS.longest_call


def test_a_refused_key_stops_everything_and_lets_one_message_ask_now_and_then() -> None:
    circuit = Circuit(timedelta(seconds=30))
    circuit.note(Outcome(OutcomeKind.MISCONFIGURED, "key-refused"), seconds=0)

    allowed = [circuit.may_send(8, seconds=moment) for moment in (1, 29, 30, 31, 60)]

    assert allowed == [0, 0, 1, 0, 1]
    assert circuit.problem == "key-refused"


def test_one_accepted_message_closes_the_circuit() -> None:
    circuit = Circuit(timedelta(seconds=30))
    circuit.note(Outcome(OutcomeKind.MISCONFIGURED, "key-refused"), seconds=0)

    circuit.note(Outcome(OutcomeKind.ACCEPTED), seconds=30)

    assert circuit.may_send(8, seconds=30) == 8
    assert circuit.problem is None


def test_what_we_could_not_even_try_says_nothing_about_notify() -> None:
    circuit = Circuit(timedelta(seconds=30))

    for moment in range(9):
        circuit.note(Outcome(OutcomeKind.NOT_TRIED, "seal-broken"), seconds=moment)

    assert circuit.may_send(8, seconds=9) == 8
    assert circuit.problem is None


def test_a_single_failure_stops_nothing_and_three_in_a_row_do() -> None:
    circuit = Circuit(timedelta(seconds=30))

    allowed = []
    for moment in range(3):
        circuit.note(Outcome(OutcomeKind.UNKNOWN, "answer-503"), seconds=moment)
        allowed.append(circuit.may_send(8, seconds=moment))

    assert allowed == [8, 8, 0]
