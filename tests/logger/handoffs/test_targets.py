"""By when a handoff is due: by the clock, or in opening time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from logger.handoffs.grade import Grade
from logger.handoffs.targets import Targets
from logger.organisation import Organisation

MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MONDAY_AFTERNOON = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CHRISTMAS_EVE_EVENING = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)
TARGETS = Targets(
    within={
        Grade.IMMEDIATE: timedelta(minutes=30),
        Grade.URGENT: timedelta(hours=2),
        Grade.SAME_DAY: timedelta(hours=4),
        Grade.ROUTINE: timedelta(hours=17),
    },
    unclaimed={Grade.IMMEDIATE: timedelta(minutes=10), Grade.URGENT: timedelta(minutes=30)},
    hours=Organisation.read().opening_hours,
)


@pytest.mark.parametrize(
    ("grade", "at", "due"),
    [
        (Grade.IMMEDIATE, CHRISTMAS_EVE_EVENING, datetime(2026, 12, 24, 18, 30, tzinfo=UTC)),
        (Grade.URGENT, CHRISTMAS_EVE_EVENING, datetime(2026, 12, 24, 20, 0, tzinfo=UTC)),
        (Grade.SAME_DAY, MONDAY_MORNING, datetime(2026, 11, 23, 13, 0, tzinfo=UTC)),
        (Grade.SAME_DAY, MONDAY_AFTERNOON, datetime(2026, 11, 23, 17, 0, tzinfo=UTC)),
        (Grade.SAME_DAY, CHRISTMAS_EVE_EVENING, datetime(2026, 12, 29, 12, 30, tzinfo=UTC)),
        (Grade.ROUTINE, MONDAY_AFTERNOON, datetime(2026, 11, 25, 15, 0, tzinfo=UTC)),
    ],
)
def test_the_milder_grades_are_due_in_opening_time_the_others_by_the_clock(
    grade: Grade, at: datetime, due: datetime
) -> None:
    assert TARGETS.due_at(grade, at) == due


def test_what_is_due_on_the_same_day_is_due_before_its_reader_promised_it() -> None:
    promised = TARGETS.hours.reading_words(MONDAY_AFTERNOON)

    assert promised == "today before 5pm"
    assert TARGETS.due_at(Grade.SAME_DAY, MONDAY_AFTERNOON) <= datetime(
        2026, 11, 23, 17, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("grade", [Grade.SAME_DAY, Grade.ROUTINE])
def test_what_can_wait_its_turn_is_not_escalated(grade: Grade) -> None:
    assert TARGETS.escalates_at(grade, MONDAY_MORNING) is None


def test_danger_is_escalated_sooner_than_what_is_urgent() -> None:
    danger = TARGETS.escalates_at(Grade.IMMEDIATE, MONDAY_MORNING)
    urgent = TARGETS.escalates_at(Grade.URGENT, MONDAY_MORNING)

    assert danger is not None
    assert urgent is not None
    assert danger < urgent
