"""Any process may be killed at any moment: nothing acknowledged is lost, nothing happens twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.faults.concern import (
    MESSAGES_ARE_FINE,
    SEND,
    SKIP,
    Answers,
    answer_up_to_the_check,
    answer_up_to_the_contact,
    answer_up_to_the_name,
    check_that_all_happened_once,
)
from tests.records import Records

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]

PROCESSES: Final = ("web", "bot", "actions", "dispatcher", "database", "notify")
FROZEN_FOR: Final = 0.7  # seconds: long enough for the message to be on its way


@contextmanager
def killed_in_flight(stack: Stack, process: str) -> Iterator[None]:
    """Freeze the process, so that what is sent now waits for it, and then kill it."""
    stack.pause(process)
    killing = threading.Timer(FROZEN_FOR, stack.kill, [process])
    killing.start()
    try:
        yield
    finally:
        killing.join()


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_killed_before_the_last_answer_loses_nothing(
    process: str, stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_contact(enquirer, answers)

    stack.kill(process)
    enquirer.choose(MESSAGES_ARE_FINE)
    enquirer.wait_until_asked("task_is_confirmed")
    enquirer.choose(SEND)

    check_that_all_happened_once(stack, enquirer, records, answers)


@pytest.mark.parametrize("process", ["bot", "actions", "database"])
def test_a_process_killed_half_way_through_the_questions_loses_nothing(
    process: str, stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_name(enquirer, answers)

    stack.kill(process)
    enquirer.say(answers.name)
    enquirer.wait_until_asked("concern_relationship")
    enquirer.choose(SKIP)
    enquirer.wait_until_asked("concern_contact")
    enquirer.say(answers.contact)
    enquirer.wait_until_asked("concern_safe_contact")
    enquirer.choose(MESSAGES_ARE_FINE)
    enquirer.wait_until_asked("task_is_confirmed")
    enquirer.choose(SEND)

    check_that_all_happened_once(stack, enquirer, records, answers)


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_killed_while_the_concern_is_sent_loses_nothing(
    process: str, stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_check(enquirer, answers)

    with killed_in_flight(stack, process):
        enquirer.choose(SEND)

    check_that_all_happened_once(stack, enquirer, records, answers)


@pytest.mark.parametrize(
    ("process", "milliseconds"),
    [("actions", 25), ("database", 15), ("database", 40)],
)
def test_a_process_killed_in_the_middle_of_its_work_loses_nothing(
    process: str, milliseconds: int, stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_check(enquirer, answers)

    killing = threading.Timer(milliseconds / 1000, stack.kill, [process])
    killing.start()
    enquirer.choose(SEND)
    killing.join()

    check_that_all_happened_once(stack, enquirer, records, answers)
