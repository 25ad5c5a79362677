import pytest

from logger.handoffs.states import (
    TRANSITIONS,
    Change,
    HandoffState,
    Standing,
    possible,
    standings,
    transition,
)


def test_every_change_is_declared_once() -> None:
    assert [known.change for known in TRANSITIONS] == list(Change)
    assert all(transition(change).change == change for change in Change)


def test_nothing_leads_out_of_closed_and_everything_else_leads_there() -> None:
    assert all(known.source != HandoffState.CLOSED for known in TRANSITIONS)

    reached = {HandoffState.WAITING}
    for _ in HandoffState:
        reached |= {known.target for known in TRANSITIONS if known.source in reached}
    assert reached == set(HandoffState)


@pytest.mark.parametrize(
    ("state", "works_queue", "is_supervisor", "is_holder", "may"),
    [
        (HandoffState.WAITING, True, False, False, {Change.CLAIM}),
        (HandoffState.WAITING, False, False, False, set()),
        (HandoffState.CLAIMED, True, False, True, {Change.RELEASE, Change.CLOSE}),
        (HandoffState.CLAIMED, True, False, False, set()),
        (HandoffState.CLAIMED, True, True, False, {Change.TAKE_BACK}),
        (HandoffState.CLAIMED, True, True, True, {Change.RELEASE, Change.CLOSE}),
        (HandoffState.CLAIMED, False, False, True, set()),
        (HandoffState.CLOSED, True, True, True, set()),
    ],
)
def test_who_may_do_what(
    state: HandoffState,
    works_queue: bool,
    is_supervisor: bool,
    is_holder: bool,
    may: set[Change],
) -> None:
    mine = standings(works_queue=works_queue, is_supervisor=is_supervisor, is_holder=is_holder)

    assert possible(state, mine) == may


def test_who_reads_only_has_no_standing() -> None:
    assert (
        standings(works_queue=False, is_supervisor=False, is_holder=False) == frozenset[Standing]()
    )
