"""How a task begins: what was said before it is not asked again."""

from typing import Any

import pytest

from actions.draft import Draft
from actions.start import ActionStartTask
from tests.actions.drafts import WORRY, concern
from tests.actions.turn_of_one import Turn, typed


def starts(topic: str, text: str = "", **more: Any) -> dict[str, Any]:
    message = typed(text, "start_task", is_typed=bool(text))
    return {**message, "entities": [{"entity": "task", "value": topic}], **more}


async def started(
    message: dict[str, Any],
    slots: dict[str, Any] | None = None,
    history: list[dict[str, Any]] | None = None,
) -> tuple[Draft, Turn]:
    turn = await Turn(ActionStartTask(), slots or {}, message, history or []).run()
    draft = Draft.of(turn.changed["draft"])
    assert draft is not None
    return draft, turn


async def test_the_words_that_start_the_task_become_the_worry() -> None:
    told = "I'm worried, the boy next door has bruises"

    draft, turn = await started(starts("raise_concern", told))

    assert draft.value("concern_worry") == told
    assert turn.responses == ["utter_start_raise_concern", "utter_task_told"]


@pytest.mark.parametrize("bare", ["", "I want to report a concern"])
async def test_a_choice_or_a_bare_wish_is_not_taken_for_a_worry(bare: str) -> None:
    draft, turn = await started(starts("raise_concern", bare))

    assert draft == concern()
    assert turn.responses == ["utter_start_raise_concern"]


async def test_what_was_said_when_the_safety_text_was_shown_is_kept() -> None:
    said = {"task_said": "my neighbour hits his son"}

    draft, turn = await started(starts("raise_concern", "yes"), said)

    assert draft.value("concern_worry") == "my neighbour hits his son"
    assert turn.changed["task_said"] is None


async def test_words_that_were_not_understood_are_the_worry_once_the_task_is_chosen() -> None:
    draft, _ = await started(starts("raise_concern"), history=said_before("unclear"))

    assert draft.value("concern_worry") == "bruises on the boy downstairs"


async def test_an_earlier_question_is_not_the_worry() -> None:
    draft, _ = await started(starts("raise_concern"), history=said_before("ask"))

    assert draft.answers == {}


def said_before(intent: str) -> list[dict[str, Any]]:
    pairs = (("bruises on the boy downstairs", intent), ("", "start_task"))
    return [
        {"event": "user", "text": text, "parse_data": {"intent": {"name": name}}}
        for text, name in pairs
    ]


async def test_who_writes_is_taken_from_a_bare_wish() -> None:
    draft, _ = await started(
        starts("raise_concern", "I'm a teacher, I want to report a concern. 07700 900123")
    )

    assert draft.answer("concern_worry") is None
    assert draft.value("concern_writer") == "professional"
    assert draft.value("concern_contact") == "07700 900123"


async def test_a_topic_may_answer_a_question_by_itself() -> None:
    draft, _ = await started(starts("erase_my_data"))

    assert draft.value("rights_right") == "erase"


@pytest.mark.parametrize(
    ("wanted", "response"),
    [
        ("raise_concern", "utter_task_already_open"),
        ("request_callback", "utter_task_other_open"),
    ],
)
async def test_a_task_that_is_open_goes_on(wanted: str, response: str) -> None:
    slots = {"draft": concern(worry=WORRY).as_slot()}

    turn = await Turn(ActionStartTask(), slots, starts(wanted), is_in_form=True).run()

    assert turn.responses == [response]
    assert "draft" not in turn.changed
