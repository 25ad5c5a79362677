"""Any process may be killed at any moment: nothing acknowledged is lost, nothing happens twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from launch.stack import Stack
from logger.enquiries.schemas import ConcernDetails
from tests.enquirer import Enquirer
from tests.records import Records, eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240)]

PROCESSES = ("web", "bot", "actions", "dispatcher", "database", "notify")
NOT_READ_BY_THE_PERSON = ("dispatcher", "notify")


@dataclass(frozen=True)
class Answers:
    """The answers of one concern, unlike those of any other."""

    worry: str
    about: str
    name: str
    contact: str = "07700 900456"

    @classmethod
    def new(cls) -> Answers:
        mark = uuid.uuid4().hex[:8]
        return cls(
            worry=f"The children are left without a warm meal on most days {mark}",
            about=f"The Sample family at 3 Test Row {mark}",
            name=f"Casey {mark}",
        )

    def as_logged(self) -> ConcernDetails:
        return ConcernDetails(
            worry=self.worry,
            about=self.about,
            name=self.name,
            contact=self.contact,
            phone_number="+447700900456",
        )


@pytest.fixture
def enquirer(stack: Stack) -> Iterator[Enquirer]:
    with Enquirer(stack.url) as enquirer:
        yield enquirer


@pytest.fixture
def records(stack: Stack) -> Records:
    return Records(stack)


@pytest.fixture(autouse=True)
def _everything_works_again(stack: Stack) -> Iterator[None]:
    """Each test begins and ends with a system that is whole."""
    stack.wait_until_ready()
    yield
    stack.wait_until_ready()


def answer_up_to_the_name(enquirer: Enquirer, answers: Answers) -> None:
    enquirer.start()
    enquirer.choose("raise_concern")
    enquirer.wait_until_asked("concern_worry")
    enquirer.say(answers.worry)
    enquirer.wait_until_asked("concern_about")
    enquirer.say(answers.about)
    enquirer.wait_until_asked("concern_name")
    enquirer.say(answers.name)
    enquirer.wait_until_asked("concern_contact")


@contextmanager
def killed_in_flight(stack: Stack, process: str) -> Iterator[None]:
    """Freeze the process, so that what is sent now reaches it half done at most; then kill it."""
    stack.pause(process)
    killing = threading.Timer(0.7, stack.kill, [process])
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
    answer_up_to_the_name(enquirer, answers)

    stack.kill(process)
    enquirer.say(answers.contact)
    enquirer.wait_until_asked("concern_is_confirmed")
    enquirer.choose("affirm")
    reference = enquirer.wait_for_reference()

    check_that_all_happened_once(stack, enquirer, records, answers, reference)


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_killed_while_the_concern_is_sent_loses_nothing(
    process: str, stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_name(enquirer, answers)
    enquirer.say(answers.contact)
    enquirer.wait_until_asked("concern_is_confirmed")

    with killed_in_flight(stack, process):
        enquirer.choose("affirm")
    reference = enquirer.wait_for_reference()

    check_that_all_happened_once(stack, enquirer, records, answers, reference)


@pytest.mark.parametrize("process", ["web", "database", "actions"])
@pytest.mark.parametrize("milliseconds", [5, 15, 30, 60])
def test_a_process_killed_at_any_moment_of_the_sending_loses_nothing(
    process: str, milliseconds: int, stack: Stack, enquirer: Enquirer, records: Records
) -> None:
    answers = Answers.new()
    answer_up_to_the_name(enquirer, answers)
    enquirer.say(answers.contact)
    enquirer.wait_until_asked("concern_is_confirmed")

    killing = threading.Timer(milliseconds / 1000, stack.kill, [process])
    killing.start()
    enquirer.choose("affirm")
    killing.join()
    reference = enquirer.wait_for_reference()

    check_that_all_happened_once(stack, enquirer, records, answers, reference)


def check_that_all_happened_once(
    stack: Stack, enquirer: Enquirer, records: Records, answers: Answers, reference: str
) -> None:
    stack.wait_until_ready()
    transcript = enquirer.transcript()
    said = [message["text"] for message in transcript if message["from"] == "enquirer"]
    assert said == [acknowledged.words for acknowledged in enquirer.acknowledged]
    assert [message["seq"] for message in transcript] == list(range(1, len(transcript) + 1))
    assert [m["reference"] for m in transcript if m["reference"]] == [reference]

    for acknowledged in enquirer.acknowledged:
        assert all(reply in transcript for reply in acknowledged.replies)

    (enquiry,) = records.enquiries(enquirer.token)
    assert str(enquiry.reference) == reference
    assert enquiry.details == answers.as_logged()

    check_that_the_team_was_told_once(records, reference)


def check_that_the_team_was_told_once(records: Records, reference: str) -> None:
    def is_all_sent() -> bool:
        records.let_leases_of_the_outbox_end()
        return records.unsent() == 0

    eventually(is_all_sent, "every message of the outbox is settled", within=60)

    assert len(records.emails_to_the_team(reference)) == 1
    assert len(records.messages_about(reference)) == 2, "the team's e-mail and one text"
