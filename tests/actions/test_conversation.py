import pytest

from actions.conversation import ActionOfferTopics, ActionSayAgain
from actions.enquiry_client import EnquiryLoggerUnavailable, Origin
from actions.person import ActionAskForPerson
from tests.actions.turn_of_one import (
    CONVERSATION,
    MESSAGE_ID,
    READ_BY,
    FakeEnquiryClient,
    Turn,
)


async def test_the_three_likeliest_topics_are_offered_with_a_way_out() -> None:
    names = ["unclear", "ask/contact_dpo", "out_of_scope", "raise_concern", "greet", "help_menu"]
    ranking = [{"name": name, "confidence": 0.1} for name in [*names, "ask/retention_send"]]

    turn = await Turn(ActionOfferTopics(), message={"intent_ranking": ranking}).run()

    (said,) = turn.said
    assert [button["payload"] for button in said["buttons"]] == [
        "contact_dpo",
        "raise_concern",
        "help_menu",
        "none_of_these",
    ]
    assert all(button["title"] and button["topic"] for button in said["buttons"])


async def test_without_a_ranking_the_tasks_and_a_person_are_offered() -> None:
    turn = await Turn(ActionOfferTopics()).run()

    offered = [button["payload"] for button in turn.said[0]["buttons"]]
    assert offered == ["speak_to_person", "raise_concern", "help_menu", "none_of_these"]


async def test_what_is_not_understood_twice_in_a_row_offers_a_person_first() -> None:
    unclear = {"event": "user", "text": "hm", "parse_data": {"intent": {"name": "unclear"}}}
    ranking = [{"name": name, "confidence": 0.1} for name in ("ask/consent", "ask/purposes")]

    turn = await Turn(
        ActionOfferTopics(), message={"intent_ranking": ranking}, history=[unclear, unclear]
    ).run()

    assert turn.responses == ["utter_unclear_again"]
    offered = [button["payload"] for button in turn.said[0]["buttons"]]
    assert offered == ["speak_to_person", "consent", "purposes", "none_of_these"]


async def test_the_replies_of_the_turn_before_are_said_again() -> None:
    def bot(text: str) -> dict[str, object]:
        data = {"buttons": None, "custom": {"topic": "greet", "clauses": ["sources"]}}
        return {"event": "bot", "text": text, "data": data}

    history = [{"event": "user"}, bot("older"), {"event": "user"}, bot("one"), bot("two")]

    turn = await Turn(ActionSayAgain(), history=[*history, {"event": "user"}]).run()

    assert [said["text"] for said in turn.said] == ["one", "two"]
    assert turn.said[0]["custom"] == {"topic": "repeat", "clauses": ["sources"]}


async def test_at_the_beginning_there_is_nothing_to_say_again() -> None:
    turn = await Turn(ActionSayAgain(), history=[{"event": "user"}]).run()

    assert turn.responses == ["utter_nothing_to_repeat"]


@pytest.mark.parametrize(
    ("is_open", "is_in_form", "response"),
    [
        (True, False, "utter_person_asked"),
        (True, True, "utter_person_asked"),
        (False, False, "utter_person_closed"),
        (False, True, "utter_person_closed_in_task"),
    ],
)
async def test_a_person_is_asked_for_under_the_message_that_asked(
    is_open: bool, is_in_form: bool, response: str
) -> None:
    enquiries = FakeEnquiryClient()
    enquiries.is_open = is_open

    turn = await Turn(ActionAskForPerson(enquiries), is_in_form=is_in_form).run()

    assert enquiries.asked_for_person == [Origin(CONVERSATION, MESSAGE_ID)]
    assert turn.responses == [response]
    assert turn.said[0]["when"] == READ_BY


async def test_no_person_is_promised_while_the_logger_is_down() -> None:
    turn = Turn(ActionAskForPerson(FakeEnquiryClient(offline=True)))

    with pytest.raises(EnquiryLoggerUnavailable):
        await turn.run()

    assert turn.said == []
