import pytest

from logger.handoffs.outcomes import Outcome
from logger.handoffs.schemas import Closing, FormIncomplete, Regrading, parse_note, tidy


def test_every_outcome_has_a_label() -> None:
    labels = [outcome.label for outcome in Outcome]

    assert len(set(labels)) == len(labels) == 9


def test_a_closing_has_an_outcome_and_a_reason() -> None:
    closing = Closing.parse(outcome="early_help", outcome_reason="  Rang them.\r\nAgreed.  ")

    assert closing == Closing(Outcome.EARLY_HELP, "Rang them.\nAgreed.")


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(FormIncomplete) as problem:
        Closing.parse(outcome="made_up", outcome_reason=" \n ")

    assert set(problem.value.errors) == {"outcome", "outcome_reason"}


@pytest.mark.parametrize("note", ["", " \x00 ", "x" * 5001])
def test_a_note_has_words_and_ends(note: str) -> None:
    with pytest.raises(FormIncomplete) as problem:
        parse_note(note)

    assert set(problem.value.errors) == {"note"}


def test_control_characters_are_left_out_and_lines_stay() -> None:
    assert tidy("one\x00\x1b[2J\r\ntwo\t3") == "one[2J\ntwo\t3"


@pytest.mark.parametrize("grade", ["", "worst", "Immediate", "1"])
def test_a_grade_that_does_not_exist_is_refused_beside_its_field(grade: str) -> None:
    with pytest.raises(FormIncomplete) as problem:
        Regrading.parse(grade=grade, reason="They rang.")

    assert problem.value.errors == {"grade": "Choose a grade."}


def test_a_grade_is_not_changed_without_a_reason() -> None:
    with pytest.raises(FormIncomplete) as problem:
        Regrading.parse(grade="same_day", reason=" \n ")

    assert problem.value.errors == {"grade_reason": "Say why you change the grade."}
