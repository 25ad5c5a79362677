"""A concern told up to its last step, and what must be true of it afterwards."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from launch.stack import Stack
from logger.enquiries.concern import ConcernDetails, Writer
from logger.enquiries.details import SafeContact
from tests.enquirer import Enquirer
from tests.records import Records, eventually

SEND: Final = "affirm"  # the value of the choice "Send to our team"
SKIP: Final = "skip"
NEIGHBOUR: Final = "answer:public"
MESSAGES_ARE_FINE: Final = "answer:any"


@dataclass(frozen=True)
class Answers:
    """The answers of one concern, unlike those of any other."""

    worry: str
    about: str
    name: str
    contact: str

    @classmethod
    def new(cls) -> Answers:
        number = secrets.randbelow(9_000) + 1_000
        return cls(
            worry=f"The children are left without a warm meal on most days, note {number}",
            about=f"The Sample family at {number} Test Row",
            name="Casey Sample",
            contact=f"07700 900{secrets.randbelow(1_000):03}",  # a number gets five texts a day
        )

    def as_logged(self) -> ConcernDetails:
        return ConcernDetails(
            worry=self.worry,
            about=self.about,
            name=self.name,
            contact=self.contact,
            phone_number=self.contact.replace(" ", "").replace("0", "+44", 1),
            safe_contact=SafeContact.ANY,
            writer=Writer.PUBLIC,
        )


def answer_up_to_the_name(enquirer: Enquirer, answers: Answers) -> None:
    enquirer.start()
    enquirer.choose("raise_concern")
    enquirer.wait_until_asked("concern_worry")
    enquirer.say(answers.worry)
    _skip(enquirer, "concern_happened", "concern_children")
    enquirer.wait_until_asked("concern_about")
    enquirer.say(answers.about)
    _skip(enquirer, "concern_household", "concern_family_aware")
    enquirer.wait_until_asked("concern_writer")
    enquirer.choose(NEIGHBOUR)
    enquirer.wait_until_asked("concern_name")


def answer_up_to_the_contact(enquirer: Enquirer, answers: Answers) -> None:
    answer_up_to_the_name(enquirer, answers)
    enquirer.say(answers.name)
    _skip(enquirer, "concern_relationship")
    enquirer.wait_until_asked("concern_contact")
    enquirer.say(answers.contact)
    enquirer.wait_until_asked("concern_safe_contact")


def answer_up_to_the_check(enquirer: Enquirer, answers: Answers) -> None:
    answer_up_to_the_contact(enquirer, answers)
    enquirer.choose(MESSAGES_ARE_FINE)
    enquirer.wait_until_asked("task_is_confirmed")


def _skip(enquirer: Enquirer, *slots: str) -> None:
    for slot in slots:
        enquirer.wait_until_asked(slot)
        enquirer.choose(SKIP)


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
