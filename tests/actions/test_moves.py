"""What a person may do inside a task besides answering."""

from dataclasses import replace

import pytest

from actions.draft import Draft
from actions.moves import ActionCancelTask, ActionChangeTask, ActionGoBackInTask, ActionPauseTask
from tests.actions.drafts import CONTACT, WORRY, concern, whole_concern
from tests.actions.turn_of_one import FakeEnquiryClient, Turn, pressed, typed


def draft_after(turn: Turn) -> Draft:
    draft = Draft.of(turn.changed["draft"])
    assert draft is not None
    return draft


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        ("concern_happened", "concern_worry"),
        ("concern_writer", "concern_family_aware"),
        ("concern_contact", "concern_relationship"),
        ("task_is_confirmed", "concern_safe_contact"),
    ],
)
async def test_going_back_asks_the_answer_before_and_keeps_the_others(
    asked: str, before: str
) -> None:
    slots = {"draft": whole_concern().as_slot(), "requested_slot": asked}

    turn = await Turn(ActionGoBackInTask(), slots).run()

    draft = draft_after(turn)
    assert set(whole_concern().answers) - set(draft.answers) == {before}
    assert draft.next_question is not None
    assert draft.next_question.slot == before


async def test_there_is_nothing_before_the_first_question() -> None:
    slots = {"draft": concern().as_slot(), "requested_slot": "concern_worry"}

    turn = await Turn(ActionGoBackInTask(), slots).run()

    assert turn.responses == ["utter_task_first_question"]


@pytest.mark.parametrize("question", ["is_changing", "is_saving"])
async def test_going_back_from_a_question_besides_keeps_every_answer(question: str) -> None:
    draft = replace(whole_concern(), **{question: True})
    slots = {"draft": draft.as_slot(), "requested_slot": "task_change"}

    turn = await Turn(ActionGoBackInTask(), slots).run()

    assert draft_after(turn) == whole_concern()


async def test_an_answer_named_in_words_is_changed_without_asking_which() -> None:
    slots = {"draft": whole_concern().as_slot()}

    turn = await Turn(ActionChangeTask(), slots, typed("change my phone number")).run()

    assert "concern_contact" not in draft_after(turn).answers


async def test_a_choice_says_which_answer() -> None:
    slots = {"draft": whole_concern().as_slot()}

    turn = await Turn(ActionChangeTask(), slots, pressed("concern_name")).run()

    assert "concern_name" not in draft_after(turn).answers


async def test_a_new_number_is_taken_at_once() -> None:
    slots = {"draft": whole_concern().as_slot()}

    turn = await Turn(
        ActionChangeTask(), slots, typed("change my number to 07700 900456 please")
    ).run()

    assert draft_after(turn).value("concern_contact") == "07700 900456"
    assert turn.responses == ["utter_task_changed"]


async def test_a_change_without_a_name_asks_which() -> None:
    slots = {"draft": whole_concern().as_slot()}

    turn = await Turn(ActionChangeTask(), slots, typed("change my answer")).run()

    assert draft_after(turn).is_changing


async def test_a_cancel_forgets_every_answer_and_offers_to_start_again() -> None:
    turn = await Turn(ActionCancelTask(), {"draft": whole_concern().as_slot()}).run()

    assert turn.responses == ["utter_task_cancelled"]
    assert turn.changed == {"draft": None}
    assert [button["payload"] for button in turn.said[0]["buttons"]] == ["start_task:raise_concern"]


async def test_a_pause_saves_at_once_where_there_is_a_way_to_send_the_code() -> None:
    enquiries = FakeEnquiryClient()

    turn = await Turn(ActionPauseTask(enquiries), {"draft": whole_concern().as_slot()}).run()

    assert turn.responses == ["utter_task_saved"]
    assert enquiries.drafts == [("raise_concern", whole_concern().as_slot(), CONTACT)]
    assert draft_after(turn) == whole_concern()


async def test_a_pause_asks_for_a_way_to_send_the_code() -> None:
    enquiries = FakeEnquiryClient()

    turn = await Turn(ActionPauseTask(enquiries), {"draft": concern(worry=WORRY).as_slot()}).run()

    assert enquiries.drafts == []
    assert draft_after(turn).is_saving
