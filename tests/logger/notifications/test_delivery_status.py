import pytest

from logger.notifications.delivery_status import FINAL, is_known, moves_on


@pytest.mark.parametrize("known", sorted(FINAL - {"sent"}))
@pytest.mark.parametrize("told", ["created", "sending", "pending", "sent", *sorted(FINAL)])
def test_a_final_status_is_never_left(known: str, told: str) -> None:
    assert not moves_on(known, told)


def test_a_status_moves_on_and_never_goes_back() -> None:
    way = ["created", "sending", "pending", "sent", "delivered"]

    for place, known in enumerate(way):
        assert [moves_on(known, told) for told in way] == [step > place for step in range(len(way))]


def test_a_message_of_which_nothing_is_known_takes_any_status() -> None:
    assert moves_on(None, "created")
    assert moves_on("a-word-of-next-year", "delivered")


def test_a_word_that_notify_never_used_is_not_known() -> None:
    assert not is_known("eaten-by-a-dog")
