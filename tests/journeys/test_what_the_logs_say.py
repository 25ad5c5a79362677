"""The logs name events and ids: never a person, nor their words."""

from __future__ import annotations

import pytest

from launch.stack import Stack
from tests.enquirer import Enquirer
from tests.journeys import words

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240, func_only=True)]


def test_no_log_of_any_process_holds_what_a_person_typed(stack: Stack, enquirer: Enquirer) -> None:
    enquirer.start()
    enquirer.say(words.QUESTION)
    enquirer.say(words.WORRY)
    for answer in (words.HAPPENED, words.MARKUP, words.ABOUT, words.RIGHT_TO_LEFT):
        enquirer.say(answer)
    enquirer.choose("finish")
    enquirer.choose("affirm")
    reference = enquirer.wait_for_reference()
    enquirer.say(words.DANGER)

    logs = {path: path.read_text(errors="replace") for path in logs_of(stack)}

    assert {f"{process.name}.log" for process in stack.table} <= {path.name for path in logs}
    assert any(text.count("\n") > 10 for text in logs.values())
    secret = (*words.NEVER_IN_A_LOG, enquirer.token, reference)
    found = [
        f"{path.name}: {typed}" for path, text in logs.items() for typed in secret if typed in text
    ]
    assert found == []


def logs_of(stack: Stack) -> list:  # type: ignore[type-arg]
    return sorted(stack.machine.log_folder.glob("*.log*"))
