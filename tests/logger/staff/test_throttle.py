from datetime import UTC, datetime, timedelta

import pytest

from logger.staff.throttle import Failures, wait_of_account, wait_of_network, wait_of_pair

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (99, 900)],
)
def test_from_the_fifth_failure_the_wait_doubles_up_to_a_quarter_of_an_hour(
    count: int, seconds: int
) -> None:
    assert wait_of_pair(Failures(count, NOW), NOW) == timedelta(seconds=seconds)


def test_time_that_has_passed_since_the_last_try_counts() -> None:
    failures = Failures(5, NOW - timedelta(seconds=29))

    assert wait_of_pair(failures, NOW) == timedelta(seconds=1)
    assert wait_of_pair(failures, NOW + timedelta(seconds=1)) == timedelta(0)


def test_an_account_under_attack_takes_one_try_a_minute_from_strangers() -> None:
    assert wait_of_account(Failures(19, NOW), NOW) == timedelta(0)
    assert wait_of_account(Failures(20, NOW), NOW) == timedelta(minutes=1)


def test_a_network_that_tries_many_accounts_is_slowed() -> None:
    assert wait_of_network(Failures(49, NOW), NOW) == timedelta(0)
    assert wait_of_network(Failures(50, NOW), NOW) == timedelta(minutes=1)
