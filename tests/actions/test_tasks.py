"""The tables of the tasks are read whole, and a bad one fails at once."""

import pytest

from actions.tasks import Question, Reads, Task, _question, _task, task_of, tasks


def test_every_task_of_the_issue_is_there() -> None:
    assert {task.name for task in tasks()} == {
        *("raise_concern", "request_support", "request_callback", "data_rights"),
        *("service_complaint", "update_details", "data_breach", "check_status", "resume_draft"),
    }


def test_no_two_questions_share_a_slot() -> None:
    slots = [question.slot for task in tasks() for question in task.questions]

    assert len(set(slots)) == len(slots)


def test_no_topic_starts_two_tasks() -> None:
    topics = [topic for task in tasks() for topic in task.opened_by]

    assert len(set(topics)) == len(topics)


def test_what_a_table_names_is_there() -> None:
    for task in tasks():
        assert not task.told or task.question(task.told), task.name
        for topic, answers in task.opened_by.items():
            assert task_of(topic) is task
            assert all(_accepts(task, slot, value) for slot, value in answers.items()), topic
        for question in task.questions:
            earlier = [*(question.when or {}), *([question.needs] if question.needs else [])]
            assert all(task.question(slot) for slot in earlier), question.slot
            for slot, values in (question.when or {}).items():
                assert all(_accepts(task, slot, value) for value in values), question.slot


def _accepts(task: Task, slot: str, value: str) -> bool:
    question = task.question(slot)
    return question is not None and value in (question.choices or {})


def test_choices_go_with_the_questions_that_take_them() -> None:
    for task in tasks():
        for question in task.questions:
            takes_choices = question.reads in (Reads.CHOICE, Reads.CHOICES)
            assert bool(question.choices) == takes_choices, question.slot


def test_every_logged_answer_has_its_field_and_every_mandatory_one_is_always_asked() -> None:
    for task in tasks():
        for question in task.questions:
            assert question.field or not task.has_check, question.slot
            assert not (question.is_mandatory and question.when), question.slot


def test_a_concern_demands_no_more_than_the_worry_and_asks_twice_who_it_is_about() -> None:
    concern = task_of("raise_concern")
    assert concern is not None

    assert [q.slot for q in concern.questions if q.is_mandatory] == ["concern_worry"]
    assert [q.slot for q in concern.questions if q.is_asked_twice] == ["concern_about"]


@pytest.mark.parametrize(
    "row",
    [
        {"slot": "a"},
        {"slot": "a", "reads": "thoughts"},
        {"slot": "a", "reads": "words", "colour": "red"},
        {"reads": "words"},
        {"slot": "a", "reads": "choice", "choices": "no_such_list"},
    ],
)
def test_a_bad_row_fails_at_once(row: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError, TypeError)):
        _question(row, {})


@pytest.mark.parametrize(
    "table",
    [
        {"task": "a", "questions": []},
        {"opened_by": {}, "questions": []},
        {"task": "a", "opened_by": {}},
        {"task": "a", "opened_by": {}, "questions": [], "ending": "shrug"},
    ],
)
def test_a_bad_table_fails_at_once(table: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        _task(table, {})


def test_an_answer_is_meant_only_when_it_is_the_only_one_named() -> None:
    concern = task_of("raise_concern")
    assert concern is not None

    named = concern.named_in("change my name")
    assert named is not None
    assert named.slot == "concern_name"
    assert concern.named_in("change my name and my number") is None
    assert concern.named_in("change it") is None


def test_the_first_choice_that_fits_counts_and_the_apostrophe_may_be_curly() -> None:
    question = Question("a", Reads.CHOICE, choices={"no": "don't", "yes": "do"})

    assert question.choice_in("I don\u2019t") == "no"
    assert question.choice_in("I do") == "yes"
    assert question.choice_in("maybe") is None
