"""What is the same for every task: straight, changed, interrupted, in danger, saved, stopped."""

import pytest

from tests.bot.parts import DRAFT_REFERENCE, REFERENCE, RIGHT_CODE, Conversation, ServiceApi
from tests.bot.task_examples import EXAMPLES, TaskExample, answer, logged

every_task = pytest.mark.parametrize("task", EXAMPLES, ids=lambda task: task.topic)


@every_task
def test_it_goes_straight_through(
    task: TaskExample, conversation: Conversation, service_api: ServiceApi
) -> None:
    asked = [task.start(conversation).asking]
    asked += [answer(conversation, words).asking for _, words in task.answers]
    sent = conversation.choose("affirm")

    assert asked == [*(slot for slot, _ in task.answers), "task_is_confirmed"]
    assert sent.asking is None
    assert sent.body["replies"][0]["reference"] == REFERENCE
    assert sent.topics == [task.topic]
    (enquiry,) = service_api.enquiries_of(conversation.id)
    assert enquiry["kind"] == task.kind
    assert enquiry["details"] == task.details


@every_task
def test_a_double_click_sends_once(
    task: TaskExample, conversation: Conversation, service_api: ServiceApi
) -> None:
    task.reach_the_check(conversation)

    press = conversation.message(choice="affirm")
    first, second = conversation.bot.post(press), conversation.bot.post(press)

    assert first.texts == second.texts
    assert logged(service_api, conversation) == task.details


@every_task
def test_stopped_at_any_question_it_sends_nothing(
    task: TaskExample, conversation: Conversation, service_api: ServiceApi
) -> None:
    for slot in dict.fromkeys(slot for slot, _ in task.answers):
        task.answer_until(conversation, slot)
        stopped = conversation.choose("cancel")
        assert stopped.asking is None, slot
        assert stopped.topics == ["cancel"], slot

    assert service_api.enquiries_of(conversation.id) == []


@every_task
def test_a_question_in_between_is_answered_and_asked_on(
    task: TaskExample, conversation: Conversation
) -> None:
    slot = task.answers[1][0]
    task.answer_until(conversation, slot)

    answered = conversation.say("do you share my information with the police?")

    assert answered.topics == ["sharing_police", task.topic]
    assert answered.asking == slot


@every_task
def test_danger_told_in_the_middle_throws_nothing_away(
    task: TaskExample, conversation: Conversation, service_api: ServiceApi
) -> None:
    slot = task.answers[-1][0]
    task.answer_until(conversation, slot)

    told = conversation.say("he is banging on the door right now", safety="danger_now")
    for question, words in task.answers:
        if question == slot and told.asking == slot:
            answer(conversation, words)
    conversation.choose("affirm")

    sent = logged(service_api, conversation)
    assert "he is banging on the door right now" in str(sent)
    untouched = {name for name, value in task.details.items() if sent.get(name) == value}
    assert len(untouched) >= len(task.details) - 2


@every_task
def test_what_may_be_skipped_is_left_out_of_the_record(
    task: TaskExample, conversation: Conversation, service_api: ServiceApi
) -> None:
    asked = task.start(conversation)
    for _ in range(3 * len(task.answers)):
        if asked.asking == "task_is_confirmed":
            break
        slot = asked.asking
        asked = conversation.say("I'd rather not say")
        if asked.asking == slot and slot == task.answers[0][0]:
            asked = answer(conversation, task.answers[0][1])
    conversation.choose("affirm")

    sent = logged(service_api, conversation)
    kept = {name: value for name, value in sent.items() if name not in ("typed", "unchecked")}
    assert kept.items() <= task.details.items()
    assert len(kept) <= 3
    assert sent["unchecked"] == []


@every_task
def test_an_answer_is_changed_from_the_check(
    task: TaskExample, conversation: Conversation, service_api: ServiceApi
) -> None:
    task.reach_the_check(conversation)
    which = conversation.choose("change_answer")
    name = next(slot for slot, _ in task.answers if slot.endswith("_name"))

    again = conversation.choose(f"change_answer:{name}")
    check = conversation.say("Maria Nowak")
    conversation.choose("affirm")

    assert f"change_answer:{name}" in which.choices.values()
    assert again.asking == name
    assert check.asking == "task_is_confirmed"
    assert logged(service_api, conversation) == {**task.details, "name": "Maria Nowak"}


@every_task
def test_going_back_asks_the_question_before(task: TaskExample, conversation: Conversation) -> None:
    task.answer_until(conversation, task.answers[1][0])

    assert conversation.say("go back").asking == task.answers[0][0]


@every_task
def test_saved_it_is_opened_again_and_ends_in_the_same_record(
    task: TaskExample, conversation: Conversation, service_api: ServiceApi
) -> None:
    slot = task.answers[-1][0]
    task.answer_until(conversation, slot)
    saved = conversation.say("save it for later please")
    if saved.asking == "task_save_contact":
        saved = conversation.say("jo@example.com")
    elsewhere = Conversation(conversation.bot)

    elsewhere.choose("resume_draft")
    elsewhere.say(DRAFT_REFERENCE)
    opened = elsewhere.say(RIGHT_CODE)
    for question, words in task.answers:
        if question == slot:
            answer(elsewhere, words)
    elsewhere.choose("affirm")

    assert any(DRAFT_REFERENCE in text for text in saved.texts)
    assert opened.asking == slot
    assert logged(service_api, elsewhere) == task.details
