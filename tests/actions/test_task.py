"""The form of the tasks: one message, what it answers, and what is asked next."""

from dataclasses import replace
from typing import Any

import pytest

from actions.draft import Answer, Draft
from actions.task import ValidateTaskForm
from tests.actions.drafts import WORRY, concern, whole_concern
from tests.actions.turn_of_one import FakeEnquiryClient, Turn, just_said, pressed, typed


async def answered(
    draft: Draft, message: dict[str, Any], asking: str, enquiries: FakeEnquiryClient | None = None
) -> tuple[Draft, Turn]:
    """The draft after a message at this question, and the turn."""
    slots = {"draft": draft.as_slot(), "requested_slot": asking}
    form = ValidateTaskForm(enquiries or FakeEnquiryClient())
    turn = await Turn(form, slots, message, just_said(), is_in_form=True).run()
    after = Draft.of(turn.changed["draft"])
    assert after is not None
    return after, turn


def asks(turn: Turn) -> str | None:
    slot: str | None = turn.changed["requested_slot"]
    return slot


async def test_a_concern_asks_every_question_in_order() -> None:
    given = whole_concern(family_aware="not_aware", not_aware_reason="it would be worse")
    draft, asked = Draft("raise_concern"), []

    for slot in given.task.questions:
        turn = await Turn(ValidateTaskForm(FakeEnquiryClient()), {"draft": draft.as_slot()}).run()
        asked.append(asks(turn))
        if asked[-1] == "task_is_confirmed":
            break
        draft = draft.put(str(asked[-1]), given.answers[str(asked[-1])])
        assert slot

    assert asked == [
        "concern_worry",
        "concern_happened",
        "concern_children",
        "concern_about",
        "concern_household",
        "concern_family_aware",
        "concern_not_aware_reason",
        "concern_writer",
        "concern_name",
        "concern_relationship",
        "concern_contact",
        "concern_safe_contact",
        "task_is_confirmed",
    ]


async def test_a_professional_is_asked_about_the_work_and_not_how_they_know_them() -> None:
    draft, asked = whole_concern(writer="professional"), set()
    draft = replace(draft, answers={k: v for k, v in draft.answers.items() if "relat" not in k})

    for _ in range(6):
        turn = await Turn(ValidateTaskForm(FakeEnquiryClient()), {"draft": draft.as_slot()}).run()
        asked.add(asks(turn))
        draft = draft.put(str(asks(turn)), Answer("x", "x"))

    assert asked == {
        "concern_job_role",
        "concern_organisation",
        "concern_factors",
        "concern_case_number",
        "task_is_confirmed",
    }


async def test_what_is_no_answer_is_left_to_the_rules() -> None:
    slots = {"draft": concern().as_slot(), "requested_slot": "concern_worry"}

    turn = await Turn(
        ValidateTaskForm(FakeEnquiryClient()), slots, typed("help", "help_menu"), just_said()
    ).run()

    assert (turn.events, turn.said) == ([], [])


async def test_coming_back_from_a_rule_asks_the_question_again_and_reads_nothing() -> None:
    slots = {"draft": concern(worry=WORRY).as_slot(), "requested_slot": "concern_happened"}

    turn = await Turn(ValidateTaskForm(FakeEnquiryClient()), slots, typed("who are you?")).run()

    assert asks(turn) == "concern_happened"
    assert turn.changed["draft"] == concern(worry=WORRY).as_slot()


@pytest.mark.parametrize("nothing", ["abuse", "?", "..."])
async def test_a_worry_needs_a_few_words(nothing: str) -> None:
    draft, turn = await answered(concern(), typed(nothing), "concern_worry")

    assert turn.responses == ["utter_unread_concern_worry", "utter_question_concern_worry"]
    assert draft.answer("concern_worry") is None


async def test_the_worry_cannot_be_skipped() -> None:
    _, turn = await answered(concern(), pressed("skip", "skip"), "concern_worry")

    assert turn.responses == ["utter_needed_concern_worry", "utter_question_concern_worry"]


async def test_not_knowing_the_family_is_asked_about_once_more() -> None:
    known = {"worry": WORRY, "happened": "today", "children": [{"name": "Tom"}]}

    once, first = await answered(concern(**known), typed("no idea", "skip"), "concern_about")
    twice, second = await answered(once, typed("no idea", "skip"), "concern_about")

    assert first.responses == ["utter_unknown_concern_about", "utter_question_concern_about"]
    assert second.responses[0] == "utter_still_unknown_concern_about"
    assert twice.answers["concern_about"] == Answer("", None)
    assert asks(second) == "concern_household"


async def test_a_number_with_letters_is_explained_shown_and_then_taken_as_typed() -> None:
    draft = whole_concern()
    draft = draft.without("concern_contact")
    turns = []

    for _ in range(3):
        draft, turn = await answered(draft, typed("O77OO 9OO1Z3"), "concern_contact")
        turns.append(turn)

    assert [turn.responses[0] for turn in turns] == [
        "utter_unread_contact",
        "utter_example_contact",
        "utter_task_as_typed",
    ]
    assert draft.answers["concern_contact"] == Answer("O77OO 9OO1Z3", "O77OO 9OO1Z3", False)
    assert asks(turns[2]) == "task_is_confirmed"


@pytest.mark.parametrize(
    ("birthday", "fault"),
    [
        ("Tom, born 31 April 2019", "impossible"),
        ("Tom 31/04/2019", "impossible"),
        ("Tom, born 3 May 2089", "in_future"),
        ("Tom 3/5/2089", "in_future"),
    ],
)
async def test_a_birthday_that_cannot_be_is_explained_shown_and_then_kept(
    birthday: str, fault: str
) -> None:
    draft, turns = concern(worry=WORRY, happened="today"), []

    for _ in range(3):
        draft, turn = await answered(draft, typed(birthday), "concern_children")
        turns.append(turn)

    assert [turn.responses[0] for turn in turns] == [
        f"utter_unread_date_{fault}",
        f"utter_example_date_{fault}",
        "utter_task_as_typed",
    ]
    kept = draft.answers["concern_children"]
    assert (kept.typed, kept.is_checked) == (birthday, False)


async def test_a_choice_by_button_and_in_words_are_the_same() -> None:
    draft = concern(worry=WORRY, happened="a", children=[{"name": "Tom"}], about="b", household="c")

    by_button, _ = await answered(draft, pressed("not_aware"), "concern_family_aware")
    in_words, turn = await answered(draft, typed("they don't know"), "concern_family_aware")

    assert by_button.value("concern_family_aware") == "not_aware"
    assert in_words.answers["concern_family_aware"] == Answer("they don't know", "not_aware")
    assert asks(turn) == "concern_not_aware_reason"


async def test_i_do_not_know_is_a_choice_where_it_is_one_and_a_skip_elsewhere() -> None:
    draft = concern(worry=WORRY, happened="a", children=[{"name": "Tom"}], about="b", household="c")

    unknown, _ = await answered(draft, typed("I don't know", "skip"), "concern_family_aware")
    skipped, _ = await answered(draft, typed("rather not say", "skip"), "concern_family_aware")

    assert unknown.value("concern_family_aware") == "unknown"
    assert skipped.answers["concern_family_aware"] == Answer("", None)


async def test_several_factors_are_picked_until_that_is_all() -> None:
    draft = whole_concern(writer="professional", job_role="nurse", organisation="St Mary's")

    draft, first = await answered(draft, pressed("neglect"), "concern_factors")
    draft, second = await answered(draft, pressed("housing"), "concern_factors")
    draft, done = await answered(draft, pressed("skip", "skip"), "concern_factors")

    assert asks(first) == asks(second) == "concern_factors"
    offered = [button["title"] for button in second.said[-1]["buttons"]]
    assert "Neglect" not in offered
    assert "That is all" in offered
    assert asks(done) == "concern_case_number"
    assert draft.value("concern_factors") == ["neglect", "housing"]


async def test_send_what_i_have_leaves_out_the_rest_but_not_what_is_needed() -> None:
    finish = pressed("finish", "finish")

    _, done = await answered(concern(worry=WORRY), finish, "concern_happened")
    _, needed = await answered(concern(), finish, "concern_worry")

    assert asks(done) == "task_is_confirmed"
    assert asks(needed) == "concern_worry"


@pytest.mark.parametrize(
    ("asking", "missing"),
    [
        ("concern_children", ["children"]),
        ("concern_family_aware", ["family_aware"]),
        ("concern_name", ["name"]),
        ("concern_contact", ["contact", "safe_contact"]),
        ("task_is_confirmed", []),
        ("task_change", []),
    ],
)
async def test_danger_told_at_another_question_joins_the_worry_and_is_asked_again(
    asking: str, missing: list[str]
) -> None:
    draft = whole_concern()
    for name in missing:
        draft = draft.without(f"concern_{name}")
    draft = replace(draft, is_changing=asking == "task_change", reopened="")
    told = typed("stop he is hitting her right now", safety="danger_now")

    after, turn = await answered(draft, told, asking)

    assert asks(turn) == asking
    assert turn.responses[0] == "utter_task_told"
    assert after.value("concern_worry") == f"{WORRY}\n\nstop he is hitting her right now"
    others = {slot: answer for slot, answer in after.answers.items() if slot != "concern_worry"}
    assert others == {s: a for s, a in draft.answers.items() if s != "concern_worry"}


@pytest.mark.parametrize("asking", ["concern_worry", "concern_happened", "concern_household"])
async def test_danger_told_where_the_story_is_asked_for_is_the_answer(asking: str) -> None:
    draft = whole_concern().without(asking)

    after, turn = await answered(
        draft, typed("he is hitting her right now", safety="danger_now"), asking
    )

    assert after.value(asking) == "he is hitting her right now"
    assert asks(turn) == "task_is_confirmed"


async def test_a_number_given_in_danger_is_taken() -> None:
    draft = whole_concern().without("concern_contact").put("concern_safe_contact", Answer("", None))

    after, turn = await answered(
        draft, typed("07700 900123 quick he is back", safety="danger_now"), "concern_contact"
    )

    assert after.value("concern_contact") == "07700 900123 quick he is back"
    assert asks(turn) == "task_is_confirmed"


async def test_no_at_the_check_asks_which_answer_to_change() -> None:
    _, turn = await answered(whole_concern(), typed("no", "deny"), "task_is_confirmed")

    assert asks(turn) == "task_change"
    payloads = [button["payload"] for button in turn.said[-1]["buttons"]]
    assert payloads[:2] == ["change_answer:concern_worry", "change_answer:concern_happened"]
    assert payloads[-1] == "go_back"


async def test_a_correction_at_the_check_is_taken_in_one_go() -> None:
    draft, turn = await answered(
        whole_concern(), typed("actually my number is 07700 900456"), "task_is_confirmed"
    )

    assert draft.value("concern_contact") == "07700 900456"
    assert turn.responses == ["utter_task_changed", "utter_question_task_is_confirmed"]


async def test_words_at_the_check_confirm_nothing() -> None:
    _, turn = await answered(whole_concern(), typed("maybe"), "task_is_confirmed")

    assert turn.responses == ["utter_task_choose", "utter_question_task_is_confirmed"]


@pytest.mark.parametrize("yes", [typed("yes send it", "affirm"), pressed("affirm", "affirm")])
async def test_yes_at_the_check_ends_the_form(yes: dict[str, Any]) -> None:
    draft, turn = await answered(whole_concern(), yes, "task_is_confirmed")

    assert asks(turn) is None
    assert turn.said == []
    assert draft == whole_concern()


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("my name", "concern_name"),
        ("the phone number", "concern_contact"),
        ("what I'm worried about", "concern_worry"),
        ("the e-mail", "concern_contact"),
        ("the address", "concern_about"),
        ("when it happened", "concern_happened"),
    ],
)
async def test_the_answer_to_change_may_be_named_in_words(given: str, asked: str) -> None:
    changing = replace(whole_concern(), is_changing=True)

    draft, turn = await answered(changing, typed(given), "task_change")

    assert asks(turn) == asked
    assert asked not in draft.answers
    assert not draft.is_changing


async def test_an_answer_nobody_can_name_is_asked_for_again() -> None:
    changing = replace(whole_concern(), is_changing=True)

    _, turn = await answered(changing, typed("banana"), "task_change")

    assert turn.responses == ["utter_task_change_unclear", "utter_question_task_change"]


async def test_saving_takes_a_way_to_send_the_code_or_none() -> None:
    saving = replace(concern(worry=WORRY), is_saving=True)
    enquiries = FakeEnquiryClient()

    unread, again = await answered(saving, typed("0770"), "task_save_contact", enquiries)
    _, saved = await answered(saving, typed("jo@example.com"), "task_save_contact", enquiries)
    left, without = await answered(saving, pressed("skip", "skip"), "task_save_contact", enquiries)

    assert again.responses == ["utter_example_contact", "utter_question_task_save_contact"]
    assert unread.is_saving
    assert saved.responses[0] == "utter_task_saved"
    assert [(topic, contact) for topic, _, contact in enquiries.drafts] == [
        ("raise_concern", "jo@example.com")
    ]
    assert enquiries.drafts[0][1] == concern(worry=WORRY).as_slot()
    assert without.responses[0] == "utter_task_not_saved"
    assert not left.is_saving


async def test_the_check_lists_every_answer_with_what_was_not_checked() -> None:
    draft = whole_concern(name=Answer("", None), contact=Answer("0770", "0770", False))

    turn = await Turn(ValidateTaskForm(FakeEnquiryClient()), {"draft": draft.as_slot()}).run()

    answers = turn.said[-1]["answers"].split("\n\n")
    assert answers == [
        f"What worries you: {WORRY}",
        "What happened and when: I saw them in the bins last Tuesday",
        "Children: Tom, 7",
        "How to find them: 12 Mill Lane, CH65 0BA",
        "Who lives there: mum and two kids",
        "Does the family know: They know, but have not agreed",
        "Who is telling us: I am a neighbour, relative or friend",
        "Your name: you did not say",
        "How you know them: neighbour",
        "How to reach you: 0770 (as you typed it)",
        "What is safe: Calls and messages are fine",
    ]
