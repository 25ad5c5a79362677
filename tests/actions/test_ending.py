"""What is done with the answers of a finished task."""

import pytest

from actions.draft import Answer, Draft
from actions.ending import ActionEndTask
from actions.enquiry_client import EnquiryLoggerUnavailable, OpenedDraft, Origin, Status
from actions.records import details_of
from tests.actions.drafts import WORRY, concern, whole_concern
from tests.actions.turn_of_one import (
    CONVERSATION,
    MESSAGE_ID,
    READ_BY,
    FakeEnquiryClient,
    Turn,
)


async def ended(draft: Draft, enquiries: FakeEnquiryClient) -> Turn:
    return await Turn(ActionEndTask(enquiries), {"draft": draft.as_slot()}).run()


async def test_a_concern_is_logged_once_under_its_own_message_and_leaves_nothing() -> None:
    enquiries = FakeEnquiryClient()
    enquiries.acknowledged = "sms"

    turn = await ended(whole_concern(), enquiries)

    assert enquiries.logged == [
        ("concern", details_of(whole_concern()), Origin(CONVERSATION, MESSAGE_ID))
    ]
    (said,) = turn.said
    assert said["response"] == "utter_sent_raise_concern"
    assert (said["reference"], said["read_by"]) == ("SF-7K3M-9Q2X", READ_BY)
    assert "mobile phone" in said["copy"]
    assert turn.changed == {"draft": None}


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (whole_concern(safe_contact="quiet"), "We will not send you a message."),
        (concern(worry=WORRY, contact=Answer("", None)), "did not leave a way to reach you"),
    ],
)
async def test_no_message_is_promised_that_does_not_leave(draft: Draft, words: str) -> None:
    turn = await ended(draft, FakeEnquiryClient())

    assert words in turn.said[0]["copy"]


async def test_no_reference_is_promised_while_the_logger_is_down() -> None:
    turn = Turn(
        ActionEndTask(FakeEnquiryClient(offline=True)), {"draft": whole_concern().as_slot()}
    )

    with pytest.raises(EnquiryLoggerUnavailable):
        await turn.run()

    assert turn.said == []


@pytest.mark.parametrize(
    ("told", "response"),
    [
        (Status("An adviser is working on it.", None), "utter_status_found"),
        (Status(None, 4), "utter_status_not_found"),
        (Status(None, 0), "utter_status_no_tries"),
    ],
)
async def test_a_status_is_told_in_one_of_three_ways(told: Status, response: str) -> None:
    enquiries = FakeEnquiryClient()
    enquiries.told_status = told
    draft = Draft("check_status")
    for slot, value in (("status_reference", "SF-7K3M-9Q2X"), ("status_proof", "07700 900123")):
        draft = draft.put(slot, Answer(value, value))

    turn = await ended(draft, enquiries)

    assert turn.responses == [response]
    assert turn.changed == {"draft": None}


async def test_a_mistyped_reference_is_asked_for_again_and_the_proof_is_kept() -> None:
    enquiries = FakeEnquiryClient()
    enquiries.told_status = Status(None, 4, is_mistyped=True)
    draft = Draft("check_status").put("status_reference", Answer("SF-7K3M-9Q2Y", "SF-7K3M-9Q2Y"))
    draft = draft.put("status_proof", Answer("07700 900123", "07700 900123"))

    turn = await ended(draft, enquiries)

    assert turn.responses == ["utter_status_mistyped"]
    assert turn.changed == {"draft": draft.without("status_reference").as_slot()}
    assert turn.events[-1]["name"] == "task_form"


def resuming() -> Draft:
    draft = Draft("resume_draft").put("resume_reference", Answer("DR-7K3M-9Q2X", "DR-7K3M-9Q2X"))
    return draft.put("resume_code", Answer("123456", "123456"))


async def test_a_saved_draft_goes_on_where_it_was_left() -> None:
    enquiries = FakeEnquiryClient()
    enquiries.opened = OpenedDraft("raise_concern", concern(worry=WORRY).as_slot())

    turn = await ended(resuming(), enquiries)

    assert turn.responses == ["utter_draft_opened"]
    assert turn.changed == {"draft": concern(worry=WORRY).as_slot()}
    assert turn.events[-1]["name"] == "task_form"


@pytest.mark.parametrize("opened", [None, OpenedDraft("a_task_that_was", {})])
async def test_what_cannot_be_opened_is_said(opened: OpenedDraft | None) -> None:
    enquiries = FakeEnquiryClient()
    enquiries.opened = opened

    turn = await ended(resuming(), enquiries)

    assert turn.responses == ["utter_draft_not_opened"]
    assert turn.changed == {"draft": None}
