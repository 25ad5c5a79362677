"""The task raise_concern, through the channel, with the real model, action server and database."""

from typing import Any

import pytest

from tests.bot.parts import (
    DRAFT_REFERENCE,
    READ_BY,
    REFERENCE,
    RIGHT_CODE,
    Answer,
    Bot,
    Conversation,
    ServiceApi,
)

WORRY = "I'm worried about the kids next door, they are always hungry"
DANGER = "stop he is hitting her right now"

# A neighbour's answers, in the order in which they are asked; a choice is pressed.
PUBLIC: dict[str, str] = {
    "concern_worry": "They shout at the children all night, every night",
    "concern_happened": "I saw the little one outside in the rain last Tuesday",
    "concern_children": "Tom, 7, and Ellie, 4",
    "concern_about": "12 Mill Lane, CH65 0BA",
    "concern_household": "the mum and her boyfriend, they have a big dog",
    "concern_family_aware": "answer:not_aware",
    "concern_not_aware_reason": "it would only get worse for them",
    "concern_writer": "answer:public",
    "concern_name": "Jo Bloggs",
    "concern_relationship": "we live on the same street",
    "concern_contact": "jo@example.com",
    "concern_safe_contact": "answer:any",
}
PUBLIC_DETAILS: dict[str, Any] = {
    "worry": "They shout at the children all night, every night",
    "happened": "I saw the little one outside in the rain last Tuesday",
    "first_hand": "seen",
    "children": [{"name": "Tom", "age": "7"}, {"name": "Ellie", "age": "4"}],
    "about": "12 Mill Lane, CH65 0BA",
    "postcode": "CH65 0BA",
    "household": "the mum and her boyfriend, they have a big dog",
    "family_aware": "not_aware",
    "not_aware_reason": "it would only get worse for them",
    "writer": "public",
    "name": "Jo Bloggs",
    "relationship": "we live on the same street",
    "contact": "jo@example.com",
    "phone_number": None,
    "email_address": "jo@example.com",
    "safe_contact": "any",
    "typed": {"children": "Tom, 7, and Ellie, 4"},
    "unchecked": [],
}
PROFESSIONAL: dict[str, str] = {
    "concern_worry": "Two pupils come in without food or coats every morning",
    "concern_happened": "I noticed it on 3 November and their teacher told me about it before",
    "concern_children": "Ali Khan, born 3/4/2019",
    "concern_about": "40 Chester Road",
    "concern_household": "mum on her own with three children",
    "concern_family_aware": "answer:agreed",
    "concern_writer": "answer:professional",
    "concern_job_role": "deputy head",
    "concern_organisation": "Mill Road Primary",
    "concern_factors": "neglect and housing",
    "concern_case_number": "MR-1234",
    "concern_name": "Sam Okafor",
    "concern_contact": "01632 960123",
    "concern_safe_contact": "answer:quiet",
}
PROFESSIONAL_DETAILS: dict[str, Any] = {
    "worry": "Two pupils come in without food or coats every morning",
    "happened": "I noticed it on 3 November and their teacher told me about it before",
    "first_hand": "seen",
    "children": [{"name": "Ali Khan", "born_on": "2019-04-03"}],
    "about": "40 Chester Road",
    "household": "mum on her own with three children",
    "family_aware": "agreed",
    "writer": "professional",
    "job_role": "deputy head",
    "organisation": "Mill Road Primary",
    "factors": ["neglect", "housing"],
    "case_number": "MR-1234",
    "name": "Sam Okafor",
    "contact": "01632 960123",
    "phone_number": "+441632960123",
    "email_address": None,
    "safe_contact": "quiet",
    "typed": {"children": "Ali Khan, born 3/4/2019", "factors": "neglect and housing"},
    "unchecked": [],
}


def details(service_api: ServiceApi, conversation: Conversation) -> dict[str, Any]:
    (enquiry,) = service_api.enquiries_of(conversation.id)
    assert enquiry["kind"] == "concern"
    return dict(enquiry["details"])


def give(conversation: Conversation, answer: str) -> Answer:
    """Press a choice, or type."""
    is_choice = answer.startswith("answer:") or answer in {"skip", "finish"}
    return conversation.choose(answer) if is_choice else conversation.say(answer)


def reach(conversation: Conversation, slot: str, **instead: str) -> Answer:
    """Answer as a neighbour until this question is open."""
    answer = conversation.choose("raise_concern")
    for _ in PUBLIC:
        if answer.asking == slot:
            return answer
        asked = str(answer.asking)
        answer = give(conversation, instead.get(asked.removeprefix("concern_"), PUBLIC[asked]))
    assert answer.asking == slot, answer
    return answer


def reach_the_check(conversation: Conversation, **instead: str) -> Answer:
    return reach(conversation, "task_is_confirmed", **instead)


@pytest.mark.parametrize(
    ("answers", "expected"), [(PUBLIC, PUBLIC_DETAILS), (PROFESSIONAL, PROFESSIONAL_DETAILS)]
)
def test_a_concern_goes_straight_through(
    conversation: Conversation,
    service_api: ServiceApi,
    answers: dict[str, str],
    expected: dict[str, Any],
) -> None:
    asked = [conversation.choose("raise_concern").asking]
    for answer in answers.values():
        last = give(conversation, answer)
        asked.append(last.asking)
    sent = conversation.choose("affirm")

    assert asked == [*answers, "task_is_confirmed"]
    assert sent.asking is None
    assert sent.body["replies"][0]["reference"] == REFERENCE
    assert REFERENCE in sent.texts[0]
    assert READ_BY in sent.texts[0]
    assert details(service_api, conversation) == expected


def test_a_concern_in_one_breath_is_not_asked_for_what_was_said(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    breath = (
        "I'm Jo Smith from St Mary's, 07700 900123, worried about the kids at 12 Mill Lane, "
        "they are always hungry"
    )
    started = conversation.say(breath)
    asked = [started.asking]
    for answer in ("since October", "two little boys", "I don't know", "I don't know"):
        asked.append(conversation.say(answer).asking)
    professional = conversation.say("I teach them, it's my job")
    job = conversation.say("teacher")
    factors = give(conversation, "skip")
    case = give(conversation, "skip")
    check = give(conversation, "answer:any")
    conversation.say("yes send it")

    assert asked == [
        "concern_happened",
        "concern_children",
        "concern_household",
        "concern_family_aware",
        "concern_writer",
    ]
    assert professional.asking == "concern_job_role"
    assert (job.asking, factors.asking) == ("concern_factors", "concern_case_number")
    assert (case.asking, check.asking) == ("concern_safe_contact", "task_is_confirmed")
    assert details(service_api, conversation) == {
        "worry": breath,
        "happened": "since October",
        "children": [{"name": "two little boys"}],
        "about": "12 Mill Lane",
        "family_aware": "unknown",
        "writer": "professional",
        "job_role": "teacher",
        "organisation": "St Mary's",
        "name": "Jo Smith",
        "contact": "07700 900123",
        "phone_number": "+447700900123",
        "email_address": None,
        "safe_contact": "any",
        "typed": {
            "children": "two little boys",
            "family_aware": "I don't know",
            "writer": "I teach them, it's my job",
        },
        "unchecked": [],
    }


def test_every_reply_of_the_task_carries_its_topic_and_no_clause(
    conversation: Conversation,
) -> None:
    answers = [conversation.say(WORRY), conversation.say("last week"), conversation.say("Tom, 7")]

    replies = [reply for answer in answers for reply in answer.body["replies"]]
    assert {reply["topic"] for reply in replies} == {"raise_concern"}
    assert all(reply["clauses"] == [] for reply in replies)
    assert all(0 <= reply["confidence"] <= 1 for reply in replies)


def test_the_words_that_start_the_task_are_the_worry(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    started = conversation.say(WORRY)
    check = conversation.choose("finish")
    conversation.say("yes send it")

    assert started.asking == "concern_happened"
    assert WORRY in check.texts[-1]
    assert details(service_api, conversation) == {"worry": WORRY, "typed": {}, "unchecked": []}


def test_a_bare_wish_to_report_is_not_taken_for_the_worry(conversation: Conversation) -> None:
    assert conversation.say("I want to report a concern").asking == "concern_worry"


@pytest.mark.parametrize(
    ("said", "field", "changed"),
    [
        ("actually my number is 07700 900456", "contact", "07700 900456"),
        ("my email is wrong, it's joanna@example.com", "contact", "joanna@example.com"),
        ("sorry, the address is 14 Mill Lane", "about", "14 Mill Lane"),
        ("my name is Joanna Bloggs", "name", "Joanna Bloggs"),
    ],
)
def test_a_correction_at_the_check_is_taken_in_one_go(
    conversation: Conversation, service_api: ServiceApi, said: str, field: str, changed: str
) -> None:
    reach_the_check(conversation)

    corrected = conversation.say(said)
    conversation.choose("affirm")

    assert corrected.asking == "task_is_confirmed"
    assert changed in corrected.texts[-1]
    sent = details(service_api, conversation)
    assert sent[field] == changed
    about_the_same = {"contact", "phone_number", "email_address", "about", "postcode", "name"}
    others = {name: value for name, value in PUBLIC_DETAILS.items() if name not in about_the_same}
    assert {name: sent[name] for name in others} == others


def test_an_answer_is_changed_by_its_button(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach_the_check(conversation)
    which = conversation.choose("change_answer")
    again = conversation.choose(which.choices["Your name"])
    checked = conversation.say("Joanna Bloggs")
    conversation.say("yes plese send it")

    assert which.asking == "task_change"
    assert again.asking == "concern_name"
    assert checked.asking == "task_is_confirmed"
    assert details(service_api, conversation) == {**PUBLIC_DETAILS, "name": "Joanna Bloggs"}


def test_an_answer_can_be_named_in_words(conversation: Conversation) -> None:
    reach_the_check(conversation)

    assert conversation.say("change my phone number").asking == "concern_contact"


def test_no_at_the_check_asks_what_to_change(conversation: Conversation) -> None:
    reach_the_check(conversation)

    asked = conversation.say("no that's wrong")
    field = conversation.say("the name")

    assert asked.asking == "task_change"
    assert field.asking == "concern_name"


def test_an_answer_can_be_changed_before_the_check(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach(conversation, "concern_household")

    which = conversation.say("change an answer")
    again = conversation.choose(which.choices["What happened and when"])
    on = conversation.say("it was on Monday")

    assert again.asking == "concern_happened"
    assert on.asking == "concern_household"


def test_the_check_lists_every_answer_and_offers_the_ways_on(conversation: Conversation) -> None:
    check = reach_the_check(conversation, name="skip")

    text = check.texts[-1]
    for answer in ("They shout at the children", "Tom, 7; Ellie, 4", "12 Mill Lane, CH65 0BA"):
        assert answer in text
    assert "Does the family know: They do not know" in text
    assert "Your name: you did not say" in text
    assert list(check.choices)[:3] == ["Send to our team", "Change an answer", "Cancel"]


def test_anything_else_at_the_check_sends_nothing(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach_the_check(conversation)

    for words in ("the boy is called Tom", "hmm", "what happens then?"):
        assert conversation.say(words).asking == "task_is_confirmed", words
    assert service_api.enquiries_of(conversation.id) == []


@pytest.mark.parametrize("slot", [*PUBLIC, "task_is_confirmed", "task_change"])
def test_a_concern_can_be_cancelled_at_every_step_and_leaves_nothing(
    conversation: Conversation, service_api: ServiceApi, slot: str
) -> None:
    if slot == "task_change":
        reach_the_check(conversation)
        conversation.choose("change_answer")
    else:
        reach(conversation, slot)

    stopped = conversation.say("cancel that please")
    again = conversation.choose("raise_concern")

    assert stopped.asking is None
    assert stopped.topics == ["cancel"]
    assert "Nothing was sent" in stopped.texts[0]
    assert again.asking == "concern_worry"
    assert service_api.enquiries_of(conversation.id) == []


def test_a_second_concern_starts_empty(conversation: Conversation, service_api: ServiceApi) -> None:
    reach_the_check(conversation)
    conversation.choose("affirm")

    started = conversation.say("report a concern")

    assert started.asking == "concern_worry"
    assert len(service_api.enquiries_of(conversation.id)) == 1


def test_send_pressed_twice_sends_once(conversation: Conversation, service_api: ServiceApi) -> None:
    reach_the_check(conversation)
    message = conversation.message(choice="affirm")

    first = conversation.bot.post(message)
    same = conversation.bot.post(message)
    another = conversation.choose("affirm")

    assert same.body == {**first.body, "repeated": True}
    assert another.asking is None
    assert details(service_api, conversation) == PUBLIC_DETAILS


@pytest.mark.parametrize("slot", ["concern_happened", "concern_children", "concern_writer"])
def test_a_question_about_the_notice_is_answered_and_the_task_goes_on(
    conversation: Conversation, service_api: ServiceApi, slot: str
) -> None:
    reach(conversation, slot)

    answer = conversation.say("will you tell the police about me?")

    assert answer.topics == ["sharing_police", "raise_concern"]
    assert answer.body["replies"][0]["clauses"] == ["sharing-police", "sharing"]
    assert answer.asking == slot


def test_a_question_in_the_middle_changes_nothing_that_is_sent(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    answer = conversation.choose("raise_concern")
    for slot, given in PUBLIC.items():
        asked = conversation.choose("contact_dpo")
        assert (asked.topics[0], asked.asking) == ("contact_dpo", slot)
        answer = give(conversation, given)
    assert answer.asking == "task_is_confirmed"
    conversation.choose("affirm")

    assert details(service_api, conversation) == PUBLIC_DETAILS


STORIES = ("concern_worry", "concern_happened", "concern_household", "concern_not_aware_reason")


@pytest.mark.parametrize("slot", [slot for slot in PUBLIC if slot not in STORIES])
def test_danger_in_the_middle_is_kept_and_nothing_is_lost(
    conversation: Conversation, service_api: ServiceApi, slot: str
) -> None:
    reach(conversation, slot)

    told = conversation.say(DANGER, safety="danger_now")
    for asked, answer in PUBLIC.items():
        if list(PUBLIC).index(asked) >= list(PUBLIC).index(slot):
            give(conversation, answer)
    conversation.choose("affirm")

    assert told.asking == slot
    worry = f"{PUBLIC['concern_worry']}\n\n{DANGER}"
    assert details(service_api, conversation) == {**PUBLIC_DETAILS, "worry": worry}


@pytest.mark.parametrize("slot", STORIES)
def test_danger_in_a_story_is_the_answer(conversation: Conversation, slot: str) -> None:
    reach(conversation, slot)

    answer = conversation.say(DANGER, safety="danger_now")

    assert answer.asking == list(PUBLIC)[list(PUBLIC).index(slot) + 1]


def test_danger_at_the_check_is_kept_and_sends_nothing(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach_the_check(conversation)

    told = conversation.say("yes he is hitting her right now", safety="danger_now")

    assert told.asking == "task_is_confirmed"
    assert "he is hitting her right now" in told.texts[-1]
    assert service_api.enquiries_of(conversation.id) == []


def test_after_the_safety_text_the_bot_offers_to_pass_it_on(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    offered = conversation.say("my neighbour is beating his boy", safety="danger_now")
    started = conversation.say("yes please")
    conversation.choose("finish")
    conversation.choose("affirm")

    assert offered.topics == ["raise_concern"]
    assert offered.choices["Tell the team about it"] == "raise_concern"
    assert started.asking == "concern_happened"
    assert details(service_api, conversation)["worry"] == "my neighbour is beating his boy"


def test_after_the_safety_text_another_question_is_just_a_question(
    conversation: Conversation,
) -> None:
    conversation.say("my neighbour is beating his boy", safety="danger_now")

    answer = conversation.say("how long do you keep SEN records?")

    assert answer.topics == ["retention_send"]


def test_a_concern_is_saved_and_opened_elsewhere(
    bot: Bot, conversation: Conversation, service_api: ServiceApi
) -> None:
    reach(conversation, "concern_household")
    asked = conversation.say("save it for later")
    saved = conversation.say("jo@example.com")

    elsewhere = Conversation(bot)
    started = elsewhere.say("open what I saved")
    code = elsewhere.say(DRAFT_REFERENCE)
    opened = elsewhere.say(RIGHT_CODE)
    for slot in list(PUBLIC)[list(PUBLIC).index("concern_household") :]:
        give(elsewhere, PUBLIC[slot])
    elsewhere.choose("affirm")

    assert asked.asking == "task_save_contact"
    assert saved.asking == "concern_household"
    assert DRAFT_REFERENCE in saved.texts[0]
    assert (started.asking, code.asking) == ("resume_reference", "resume_code")
    assert opened.asking == "concern_household"
    assert details(service_api, elsewhere) == PUBLIC_DETAILS
    assert service_api.enquiries_of(conversation.id) == []


def test_nothing_is_saved_elsewhere_without_a_way_to_send_the_code(
    conversation: Conversation,
) -> None:
    reach(conversation, "concern_household")
    conversation.choose("pause")

    unread = conversation.say("0770")
    back = conversation.choose("go_back")
    conversation.choose("pause")
    left = conversation.say("no")

    assert unread.asking == "task_save_contact"
    assert back.asking == left.asking == "concern_household"


@pytest.mark.parametrize("wrong", ["000000", "654321"])
def test_a_wrong_code_opens_nothing(bot: Bot, conversation: Conversation, wrong: str) -> None:
    conversation.choose("resume_draft")
    conversation.say(DRAFT_REFERENCE)

    answer = conversation.say(wrong)

    assert answer.asking is None
    assert "could not open it" in answer.texts[0]


@pytest.mark.parametrize(
    "refusal",
    ["my name is not your business", "I'd rather not say", "no", "keep me anonymous please"],
)
def test_a_person_may_stay_anonymous(
    conversation: Conversation, service_api: ServiceApi, refusal: str
) -> None:
    reach(conversation, "concern_name")

    assert conversation.say(refusal).asking == "concern_relationship"
    conversation.choose("finish")
    conversation.choose("affirm")
    assert "name" not in details(service_api, conversation)


@pytest.mark.parametrize("sarcasm", ["oh great, another question", "what a joke this is", "why?"])
def test_sarcasm_is_no_name(conversation: Conversation, sarcasm: str) -> None:
    reach(conversation, "concern_name")

    assert conversation.say(sarcasm).asking in {"concern_name", "concern_relationship"}
    assert sarcasm not in conversation.choose("finish").texts[-1]


def test_a_number_with_letters_is_taken_as_typed_the_third_time(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach(conversation, "concern_contact")

    first = conversation.say("O77OO 9OO1Z3")
    second = conversation.say("O77OO 9OO1Z3 ok")
    third = conversation.say("leave a note with the shop")
    give(conversation, "answer:any")
    conversation.choose("affirm")

    assert "could not find" in first.texts[0]
    assert "name@example.com" in second.texts[0]
    assert first.asking == second.asking == "concern_contact"
    assert third.asking == "concern_safe_contact"
    assert details(service_api, conversation) == {
        **PUBLIC_DETAILS,
        "contact": "leave a note with the shop",
        "email_address": None,
        "unchecked": ["contact"],
    }


@pytest.mark.parametrize(
    ("birthday", "said"),
    [
        ("Tom, born 31 April 2019", "There is no such day"),
        ("Tom, born 1 May 2089", "still to come"),
    ],
)
def test_a_birthday_that_cannot_be_is_kept_as_typed_the_third_time(
    conversation: Conversation, service_api: ServiceApi, birthday: str, said: str
) -> None:
    reach(conversation, "concern_children")

    first = conversation.say(birthday)
    second = conversation.say(birthday)
    third = conversation.say(birthday)
    conversation.choose("finish")
    conversation.choose("affirm")

    assert said in first.texts[0]
    assert "30 April 2019" in second.texts[0]
    assert third.asking == "concern_about"
    sent = details(service_api, conversation)
    assert sent["typed"] == {"children": birthday}
    assert sent["unchecked"] == ["children"]
    assert "born_on" not in sent["children"][0]


def test_forty_children_are_twenty_and_all_of_them_as_typed(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    forty = ", ".join(f"a {age} month old" for age in range(1, 41))
    reach(conversation, "concern_children")

    conversation.say(forty)
    conversation.choose("finish")
    conversation.choose("affirm")

    sent = details(service_api, conversation)
    assert len(sent["children"]) == 20
    assert (sent["typed"], sent["unchecked"]) == ({"children": forty}, ["children"])


def test_a_whole_story_at_the_first_question_is_the_worry_and_answers_what_it_holds(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    story = (
        "I'm the health visitor. The family lives at 9 Park Street, CH65 9AA and I was told the "
        "baby is left alone. The mum's number is 07700 900456 but please ring me on 07700 900123."
    )
    conversation.choose("raise_concern")
    conversation.say(story)
    conversation.choose("finish")
    conversation.choose("affirm")

    sent = details(service_api, conversation)
    assert sent["worry"] == story
    assert (sent["writer"], sent["job_role"]) == ("professional", "health visitor")
    assert sent["postcode"] == "CH65 9AA"
    assert "9 Park Street" in sent["about"]
    assert (sent["contact"], sent["phone_number"]) == ("07700 900123", "+447700900123")


def test_another_task_has_to_wait_and_the_concern_goes_on(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach(conversation, "concern_household")

    other = conversation.choose("request_callback")
    same = conversation.choose("raise_concern")

    assert other.asking == same.asking == "concern_household"
    assert "Let us finish this first" in other.texts[0]
    assert "already doing that" in same.texts[0]


def test_a_worry_is_a_worry_however_it_sounds(conversation: Conversation) -> None:
    worries = (
        "the police came round last night and took the dad away, the mum drinks",
        "he told them to stop and cancel the visit because he was hitting her again",
        "their bin is never collected and rubbish is all over the garden where the baby plays",
        "hello this is about my sister she is not coping with the twins",
        "I don't know how to say this but my friend's uncle touches her",
        "She keeps asking who can help and nobody does",
        "thanks to nobody the little one still has no bed",
        "they never stop shouting",
        "can someone talk to the mum",
        "no heating, no food",
        "who knows what he does to them",
    )

    for worry in worries:
        conversation.choose("raise_concern")
        assert conversation.say(worry).asking == "concern_happened", worry
        conversation.choose("cancel")


def test_an_answer_about_the_family_may_name_the_police(conversation: Conversation) -> None:
    reach(conversation, "concern_about")

    assert conversation.say("the police keep coming to the house").asking == "concern_household"


def test_words_that_were_not_understood_are_kept_when_the_task_is_chosen(
    conversation: Conversation,
) -> None:
    unclear = conversation.say("bruises again, flat 9, always a different reason")
    assert unclear.topics == ["unclear"]

    started = conversation.choose("raise_concern")

    assert started.asking == "concern_happened"


def test_a_question_in_place_of_the_worry_is_answered_when_it_is_one(
    conversation: Conversation,
) -> None:
    conversation.choose("raise_concern")

    answer = conversation.say("do you share my information with the police?")

    assert answer.topics == ["sharing_police", "raise_concern"]
    assert answer.asking == "concern_worry"


def test_not_knowing_the_family_is_accepted_the_second_time(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach(conversation, "concern_about")

    first = conversation.say("I don't know")
    second = conversation.say("i dont know")
    conversation.choose("finish")
    conversation.choose("affirm")

    assert first.asking == "concern_about"
    assert "That is all right" in first.texts[0]
    assert second.asking == "concern_household"
    assert "about" not in details(service_api, conversation)


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("they don't know", "not_aware"),
        ("I don't know", "unknown"),
        ("not sure", "unknown"),
        ("yes they agreed", "agreed"),
        ("they know but they are not happy about it", "aware"),
        ("no", "not_aware"),
    ],
)
def test_whether_the_family_knows_is_understood_in_words(
    conversation: Conversation, service_api: ServiceApi, said: str, stored: str
) -> None:
    reach(conversation, "concern_family_aware")
    conversation.say(said)
    conversation.choose("finish")
    conversation.choose("affirm")

    assert details(service_api, conversation)["family_aware"] == stored


def test_without_a_way_to_reach_the_person_the_answer_promises_no_call(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach_the_check(conversation, contact="skip")
    sent = conversation.choose("affirm")

    assert "did not leave a way to reach you" in sent.texts[0]
    left = {"contact", "phone_number", "email_address", "safe_contact"}
    expected = {name: value for name, value in PUBLIC_DETAILS.items() if name not in left}
    assert details(service_api, conversation) == expected


def test_going_back_asks_the_question_before(conversation: Conversation) -> None:
    reach(conversation, "concern_children")

    assert conversation.say("go back").asking == "concern_happened"
    assert conversation.choose("go_back").asking == "concern_worry"
    assert conversation.choose("go_back").asking == "concern_worry"


def test_going_back_from_the_choice_of_an_answer_leads_to_the_check(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach_the_check(conversation)
    conversation.choose("change_answer")

    assert conversation.choose("go_back").asking == "task_is_confirmed"
    conversation.choose("affirm")
    assert details(service_api, conversation) == PUBLIC_DETAILS


def test_the_question_can_be_repeated(conversation: Conversation) -> None:
    question = conversation.say(WORRY).texts[-1]

    again = conversation.say("can you repeat that")

    assert again.texts[-1] == question
    assert again.topics[0] == "repeat"


def test_an_empty_worry_is_asked_for_again(conversation: Conversation) -> None:
    conversation.choose("raise_concern")

    for answer in ("?", "abuse", "skip"):
        assert conversation.say(answer).asking == "concern_worry", answer


def test_a_person_can_be_asked_for_in_the_middle(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.say(WORRY)

    answer = conversation.say("I want to talk to a human")

    assert answer.topics == ["speak_to_person", "raise_concern"]
    assert answer.asking == "concern_happened"
    assert any(
        logged["conversation"] == conversation.id and logged.get("reason") == "asked_for_person"
        for logged in service_api.logged.values()
    )


def test_what_a_worry_holds_is_passed_on_as_it_is(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    worry = "<script>alert(1)</script> {worry} {0} $x 'quoted' \u202eright to left \U0001f622 " * 9
    conversation.choose("raise_concern")
    conversation.say(worry)
    conversation.say("{name} at {12}")
    check = conversation.choose("finish")
    conversation.choose("affirm")

    assert worry.strip() in check.texts[-1]
    sent = details(service_api, conversation)
    assert (sent["worry"], sent["happened"]) == (worry.strip(), "{name} at {12}")


def test_a_worry_of_five_thousand_characters_is_kept_whole(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    worry = ("they are left alone again " * 200)[:5000].strip()
    conversation.choose("raise_concern")
    conversation.say(worry)
    conversation.choose("finish")
    conversation.choose("affirm")

    assert details(service_api, conversation)["worry"] == worry


@pytest.mark.parametrize("slot", [*PUBLIC, "task_is_confirmed"])
def test_every_choice_at_every_question_leads_somewhere(bot: Bot, slot: str) -> None:
    """No button may end in an error, wherever it is pressed."""
    offered = reach(Conversation(bot), slot).choices.values()

    assert "cancel" in offered
    for value in offered:
        fresh = Conversation(bot)
        reach(fresh, slot)
        assert fresh.choose(value).body["replies"]
