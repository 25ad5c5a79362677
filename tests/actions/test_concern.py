import pytest

from actions.concern import (
    ActionAskConcernIsConfirmed,
    ActionCancelConcern,
    ActionChangeConcern,
    ActionGoBackInConcern,
    ActionLogConcern,
    ActionStartConcern,
    ValidateConcernForm,
)
from actions.enquiry_client import Concern, EnquiryLoggerUnavailable, Origin
from actions.slots import CONCERN_SLOTS
from tests.actions.turn_of_one import CONVERSATION, MESSAGE_ID, FakeEnquiryClient, Turn, answered

WORRY = "the kids next door are always hungry"
ANSWERS = {
    "concern_worry": WORRY,
    "concern_about": "12 Mill Lane",
    "concern_name": "Jo Bloggs",
    "concern_contact": "ring 07700 900123 after six",
    "concern_is_confirmed": True,
}
FORM = ValidateConcernForm()


async def test_a_concern_is_logged_once_under_its_own_message() -> None:
    enquiries = FakeEnquiryClient()

    turn = await Turn(ActionLogConcern(enquiries), ANSWERS).run()

    ((concern, origin),) = enquiries.concerns
    assert concern == Concern(
        worry=WORRY,
        about="12 Mill Lane",
        name="Jo Bloggs",
        contact="ring 07700 900123 after six",
        phone_number="+447700900123",
        email_address=None,
    )
    assert origin == Origin(CONVERSATION, MESSAGE_ID)
    assert turn.responses == ["utter_concern_logged"]
    assert turn.said[0]["reference"] == "SF-7K3M-9Q2X"


async def test_a_logged_concern_leaves_no_answer_behind() -> None:
    turn = await Turn(ActionLogConcern(FakeEnquiryClient()), ANSWERS).run()

    assert turn.changed == dict.fromkeys(CONCERN_SLOTS)


async def test_what_was_not_given_is_sent_as_nothing() -> None:
    enquiries = FakeEnquiryClient()
    silent = {**ANSWERS, "concern_about": "", "concern_name": "", "concern_contact": ""}

    turn = await Turn(ActionLogConcern(enquiries), silent).run()

    ((concern, _),) = enquiries.concerns
    assert concern == Concern(WORRY, None, None, None, None, None)
    assert turn.responses == ["utter_concern_logged_without_contact"]


async def test_no_reference_is_promised_while_the_logger_is_down() -> None:
    turn = Turn(ActionLogConcern(FakeEnquiryClient(offline=True)), ANSWERS)

    with pytest.raises(EnquiryLoggerUnavailable):
        await turn.run()

    assert turn.said == []


async def test_the_words_that_start_the_task_become_the_worry() -> None:
    message = {"text": "I'm worried, the boy next door has bruises", "intent_ranking": []}

    turn = await Turn(ActionStartConcern(), message=message).run()

    assert turn.changed["concern_worry"] == "I'm worried, the boy next door has bruises"
    assert turn.responses == ["utter_concern_start_with_words"]


async def test_a_choice_is_not_taken_for_a_worry() -> None:
    turn = await Turn(ActionStartConcern(), message={"text": "raise_concern"}).run()

    assert turn.changed["concern_worry"] is None
    assert turn.responses == ["utter_concern_start"]


async def test_what_was_said_before_the_task_is_kept() -> None:
    said = {"concern_said": "my neighbour hits his son"}

    turn = await Turn(ActionStartConcern(), said, {"text": "yes", "intent_ranking": []}).run()

    assert turn.changed["concern_worry"] == "my neighbour hits his son"
    assert turn.changed["concern_said"] is None


async def test_words_that_were_not_understood_are_the_worry_once_the_task_is_chosen() -> None:
    history = [
        {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}
        for text, intent in (("bruises on the boy downstairs", "unclear"), ("", "raise_concern"))
    ]

    turn = await Turn(ActionStartConcern(), history=history).run()

    assert turn.changed["concern_worry"] == "bruises on the boy downstairs"


async def test_an_earlier_question_is_not_the_worry() -> None:
    history = [
        {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}
        for text, intent in (("do you tell the police", "ask"), ("", "raise_concern"))
    ]

    turn = await Turn(ActionStartConcern(), history=history).run()

    assert turn.changed["concern_worry"] is None


async def test_the_form_asks_its_questions_in_order() -> None:
    given: dict[str, object] = {}
    asked = []

    for slot, value in ANSWERS.items():
        turn = await Turn(FORM, given).run()
        asked.append(turn.changed["requested_slot"])
        given[slot] = value

    assert asked == list(ANSWERS)
    assert (await Turn(FORM, given).run()).changed == {"requested_slot": None}


@pytest.mark.parametrize("nothing", ["", "abuse", "?", "   "])
async def test_a_worry_needs_a_few_words(nothing: str) -> None:
    turn = await answered(FORM, "concern_worry", nothing)

    assert turn.changed["concern_worry"] is None
    assert turn.responses == ["utter_concern_worry_needed"]


async def test_not_knowing_the_family_is_asked_about_once() -> None:
    first = await answered(FORM, "concern_about", "", concern_worry=WORRY)
    second = await answered(FORM, "concern_about", "", concern_worry=WORRY, concern_about_tries=1)

    assert first.changed["concern_about"] is None
    assert first.responses == ["utter_concern_about_unknown"]
    assert second.changed["concern_about"] == ""
    assert second.changed["requested_slot"] == "concern_name"


async def test_a_story_is_not_a_name() -> None:
    turn = await answered(FORM, "concern_name", "my name is " * 40)

    assert turn.changed["concern_name"] is None
    assert turn.responses == ["utter_concern_name_too_long"]


@pytest.mark.parametrize("given", ["07700 900123", "jo@example.com", ""])
async def test_a_contact_we_understand_or_a_skip_is_taken_at_once(given: str) -> None:
    turn = await answered(FORM, "concern_contact", given)

    assert turn.changed["concern_contact"] == given
    assert turn.responses == []


async def test_a_contact_we_cannot_read_is_taken_the_third_time() -> None:
    tries = [
        await answered(FORM, "concern_contact", "0770", concern_contact_tries=tried)
        for tried in (None, 1, 2)
    ]

    assert [turn.responses for turn in tries] == [
        ["utter_concern_contact_unclear"],
        ["utter_concern_contact_example"],
        ["utter_concern_contact_as_typed"],
    ]
    assert [turn.changed["concern_contact"] for turn in tries] == [None, None, "0770"]


async def test_no_to_the_check_asks_which_answer_to_change() -> None:
    turn = await answered(FORM, "concern_is_confirmed", False, **_without_check())

    assert turn.changed["requested_slot"] == "concern_change_field"


async def test_words_at_the_check_are_no_confirmation() -> None:
    turn = await answered(FORM, "concern_is_confirmed", "maybe", **_without_check())

    assert turn.changed["concern_is_confirmed"] is None
    assert turn.responses == ["utter_concern_choose"]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("concern_name", "concern_name"),
        ("my name", "concern_name"),
        ("the phone number", "concern_contact"),
        ("what I'm worried about", "concern_worry"),
        ("which child", "concern_about"),
        ("the child's name", "concern_about"),
        ("the e-mail", "concern_contact"),
    ],
)
async def test_the_answer_to_change_is_asked_again(given: str, asked: str) -> None:
    changing = {**_without_check(), "concern_is_confirmed": False}

    turn = await answered(FORM, "concern_change_field", given, **changing)

    assert turn.changed["requested_slot"] == asked
    assert turn.changed[asked] is None
    assert turn.changed["concern_is_confirmed"] is None


async def test_an_answer_nobody_can_name_is_asked_for_again() -> None:
    changing = {**_without_check(), "concern_is_confirmed": False}

    turn = await answered(FORM, "concern_change_field", "banana", **changing)

    assert turn.responses == ["utter_concern_change_unclear"]
    assert turn.changed["requested_slot"] == "concern_change_field"


async def test_the_check_shows_every_answer() -> None:
    turn = await Turn(ActionAskConcernIsConfirmed(), ANSWERS).run()

    (said,) = turn.said
    assert (said["worry"], said["about"]) == (WORRY, "12 Mill Lane")
    assert (said["name"], said["contact"]) == ("Jo Bloggs", "ring 07700 900123 after six")


async def test_the_check_says_what_was_not_given() -> None:
    turn = await Turn(ActionAskConcernIsConfirmed(), {"concern_worry": WORRY}).run()

    (said,) = turn.said
    assert said["name"] == "you would rather not say"
    assert said["about"] == "you do not know"


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        ("concern_about", "concern_worry"),
        ("concern_name", "concern_about"),
        ("concern_contact", "concern_name"),
        ("concern_is_confirmed", "concern_contact"),
    ],
)
async def test_going_back_empties_the_answer_before(asked: str, before: str) -> None:
    turn = await Turn(ActionGoBackInConcern(), {**ANSWERS, "requested_slot": asked}).run()

    assert turn.changed[before] is None
    assert set(turn.changed) & set(ANSWERS) <= {before, "concern_is_confirmed"}


async def test_there_is_nothing_before_the_first_question() -> None:
    turn = await Turn(ActionGoBackInConcern(), {"requested_slot": "concern_worry"}).run()

    assert turn.responses == ["utter_concern_first_question"]
    assert turn.events == []


async def test_an_answer_named_in_words_is_changed_without_asking_which() -> None:
    message = {"text": "change my phone number", "intent_ranking": []}

    turn = await Turn(ActionChangeConcern(), ANSWERS, message).run()

    assert turn.changed["concern_contact"] is None


async def test_a_change_without_a_name_asks_which() -> None:
    message = {"text": "change my answer", "intent_ranking": []}

    turn = await Turn(ActionChangeConcern(), ANSWERS, message).run()

    assert turn.changed["concern_is_confirmed"] is False


async def test_a_cancel_forgets_every_answer() -> None:
    turn = await Turn(ActionCancelConcern(), ANSWERS).run()

    assert turn.responses == ["utter_concern_cancelled"]
    assert turn.changed == dict.fromkeys(CONCERN_SLOTS)


def _without_check() -> dict[str, object]:
    return {name: value for name, value in ANSWERS.items() if name != "concern_is_confirmed"}
