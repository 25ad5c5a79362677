"""When the contact centre is open, over bank holidays, weekends and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from logger.opening_hours import OpeningHours, OpeningHoursInvalid, Slot
from logger.organisation import Organisation

HOURS = Organisation.read().opening_hours
DAY = {"opens": "08:30", "closes": "17:00"}
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BOXING_DAY_MOVED = datetime(2026, 12, 28, 23, 0, tzinfo=UTC)  # the 26th is a Saturday
SUMMER_MORNING = datetime(2026, 7, 1, 7, 45, tzinfo=UTC)


def test_it_is_open_by_local_time_in_summer_too() -> None:
    assert HOURS.is_open(SUMMER_MORNING)
    assert not HOURS.is_open(SUMMER_MORNING - timedelta(minutes=16))


def test_closing_time_is_not_open_any_more() -> None:
    friday = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)

    assert HOURS.is_open(friday - timedelta(seconds=1))
    assert not HOURS.is_open(friday)


def test_at_eleven_at_night_on_a_bank_holiday_it_opens_the_next_morning() -> None:
    assert not HOURS.is_open(BOXING_DAY_MOVED)
    assert HOURS.opening_words(BOXING_DAY_MOVED) == "on Tuesday 29 December from 8:30am"


def test_on_christmas_eve_in_the_evening_four_days_are_skipped() -> None:
    christmas_eve = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)

    assert HOURS.next_opening(christmas_eve) == datetime(2026, 12, 29, 8, 30, tzinfo=UTC)


def test_before_we_open_it_is_read_today() -> None:
    early = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

    assert HOURS.reading_words(early) == "today from 8:30am"


def test_while_we_are_open_it_is_read_before_we_close() -> None:
    assert HOURS.reading_words(MONDAY_NOON) == "today before 5pm"


def test_shortly_before_closing_nothing_is_promised_for_today() -> None:
    late = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)

    assert HOURS.reading_words(late) == "on Monday 30 November from 8:30am"


def test_opening_time_is_counted_over_night_and_weekend() -> None:
    friday_afternoon = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)

    due = HOURS.after(friday_afternoon, timedelta(hours=2))

    assert due == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def test_opening_time_that_ends_with_the_day_is_due_that_day() -> None:
    assert HOURS.after(MONDAY_NOON, timedelta(hours=5)) == MONDAY_NOON + timedelta(hours=5)


@pytest.mark.parametrize(
    ("friday", "monday_opening"),
    [
        (datetime(2026, 3, 27, 18, 0, tzinfo=UTC), datetime(2026, 3, 30, 7, 30, tzinfo=UTC)),
        (datetime(2026, 10, 23, 18, 0, tzinfo=UTC), datetime(2026, 10, 26, 8, 30, tzinfo=UTC)),
    ],
)
def test_after_a_change_of_the_clocks_it_opens_at_the_same_local_time(
    friday: datetime, monday_opening: datetime
) -> None:
    assert HOURS.next_opening(friday) == monday_opening
    assert HOURS.opening_words(friday).endswith("from 8:30am")


def test_slots_are_whole_stretches_inside_opening_hours() -> None:
    slots = HOURS.slots(MONDAY_NOON, 4)

    assert [HOURS.slot_words(slot) for slot in slots] == [
        "Monday 23 November, 1pm to 3pm",
        "Monday 23 November, 3pm to 5pm",
        "Tuesday 24 November, 9am to 11am",
        "Tuesday 24 November, 11am to 1pm",
    ]


def test_a_friday_that_ends_early_has_one_slot_less() -> None:
    thursday_evening = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)

    slots = HOURS.slots(thursday_evening, 4)

    assert {HOURS.local_day(slot.starts_at) for slot in slots[:3]} == {date(2026, 11, 27)}
    assert HOURS.slot_words(slots[3]) == "Monday 30 November, 9am to 11am"


def test_slots_skip_bank_holidays() -> None:
    christmas_eve = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)

    (slot,) = HOURS.slots(christmas_eve, 1)

    assert HOURS.slot_words(slot) == "Tuesday 29 December, 9am to 11am"


def test_only_a_slot_that_can_still_be_offered_is_taken() -> None:
    slot = HOURS.slots(MONDAY_NOON, 1)[0]
    night = Slot(slot.starts_at + timedelta(hours=12), slot.ends_at + timedelta(hours=12))

    assert HOURS.offers(slot, MONDAY_NOON)
    assert not HOURS.offers(slot, slot.starts_at)
    assert not HOURS.offers(night, MONDAY_NOON)


def test_an_extra_closed_day_is_no_working_day() -> None:
    hours = OpeningHours.parse(
        {"timezone": "Europe/London", "monday": DAY, "tuesday": DAY},
        frozenset({date(2026, 11, 23)}),
    )

    assert not hours.is_open(MONDAY_NOON)
    assert hours.next_working_day(date(2026, 11, 22)) == date(2026, 11, 24)


@pytest.mark.parametrize(
    "written",
    [
        {"timezone": "Mars/Olympus", "monday": DAY},
        {"timezone": "Europe/London"},
        {"timezone": "Europe/London", "monday": {"opens": "17:00", "closes": "08:30"}},
        {"timezone": "Europe/London", "monday": {"opens": 510, "closes": "17:00"}},
    ],
)
def test_hours_that_make_no_sense_are_refused(written: dict[str, object]) -> None:
    with pytest.raises(OpeningHoursInvalid):
        OpeningHours.parse(written, frozenset())
