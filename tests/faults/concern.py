"""A concern told up to its last step, and what must be true of it afterwards."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from launch.stack import Stack
from logger.enquiries.schemas import ConcernDetails
from tests.enquirer import Enquirer
from tests.records import Records, eventually

SEND: Final = "affirm"  # the value of the choice "Send to our team"


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


def answer_up_to_the_check(enquirer: Enquirer, answers: Answers) -> None:
    answer_up_to_the_name(enquirer, answers)
    enquirer.say(answers.contact)
    enquirer.wait_until_asked("concern_is_confirmed")


def check_that_all_happened_once(
    stack: Stack, enquirer: Enquirer, records: Records, answers: Answers
) -> None:
    """Every acknowledged word, one enquiry with the answers, one e-mail and one text about it."""
    reference = enquirer.wait_for_reference()
    check_the_transcript(enquirer, reference)

    (enquiry,) = records.enquiries(enquirer.token)
    assert str(enquiry.reference) == reference
    assert enquiry.details == answers.as_logged()

    stack.wait_until_ready()
    check_what_was_sent(records, reference)


def check_the_transcript(enquirer: Enquirer, reference: str) -> None:
    transcript = enquirer.transcript()
    said = [message["text"] for message in transcript if message["from"] == "enquirer"]
    assert said == [acknowledged.words for acknowledged in enquirer.acknowledged]
    assert [message["seq"] for message in transcript] == list(range(1, len(transcript) + 1))
    assert [m["reference"] for m in transcript if m["reference"]] == [reference]
    for acknowledged in enquirer.acknowledged:
        assert acknowledged.replies
        assert all(reply in transcript for reply in acknowledged.replies)


def check_what_was_sent(records: Records, reference: str) -> None:
    def is_all_sent() -> bool:
        records.let_leases_of_the_outbox_end()
        return records.unsent() == 0

    eventually(is_all_sent, "every message of the outbox is settled", within=60)

    assert len(records.emails_to_the_team(reference)) == 1
    assert len(records.messages_about(reference)) == 2, "the team's e-mail and one text"
