"""The whole task, through the channel, with the real model, action server and database."""

from tests.bot.parts import REFERENCE, Conversation, ServiceApi

WORRY = "I'm worried about the kids next door, they are always hungry"


def details(service_api: ServiceApi, conversation: Conversation) -> dict[str, object]:
    (enquiry,) = service_api.enquiries_of(conversation.id)
    return enquiry["details"]


def reach_the_check(conversation: Conversation) -> None:
    conversation.say(WORRY)
    conversation.say("The Smiths at 12 Mill Lane")
    conversation.say("Jo Bloggs")
    assert conversation.say("07700 900123").asking == "concern_is_confirmed"


def test_a_concern_goes_straight_through(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    started = conversation.choose("raise_concern")
    worry = conversation.say("They shout at the children all night, every night")
    about = conversation.say("The family at 12 Mill Lane")
    name = conversation.say("Jo Bloggs")
    contact = conversation.say("jo@example.com")
    sent = conversation.choose("affirm")

    asked = [answer.asking for answer in (started, worry, about, name, contact, sent)]
    assert asked == [
        "concern_worry",
        "concern_about",
        "concern_name",
        "concern_contact",
        "concern_is_confirmed",
        None,
    ]
    assert sent.body["replies"][0]["reference"] == REFERENCE
    assert REFERENCE in sent.texts[0]
    assert details(service_api, conversation) == {
        "worry": "They shout at the children all night, every night",
        "about": "The family at 12 Mill Lane",
        "name": "Jo Bloggs",
        "contact": "jo@example.com",
        "phone_number": None,
        "email_address": "jo@example.com",
    }


def test_every_reply_of_the_task_carries_its_topic_and_no_clause(
    conversation: Conversation,
) -> None:
    answers = [conversation.say(WORRY), conversation.say("12 Mill Lane")]

    replies = [reply for answer in answers for reply in answer.body["replies"]]
    assert {reply["topic"] for reply in replies} == {"raise_concern"}
    assert all(reply["clauses"] == [] for reply in replies)
    assert all(0 <= reply["confidence"] <= 1 for reply in replies)


def test_the_words_that_start_the_task_are_the_worry(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    started = conversation.say(WORRY)
    conversation.say("Mill Lane")
    conversation.choose("skip")
    check = conversation.choose("skip")
    conversation.say("yes send it")

    assert started.asking == "concern_about"
    assert WORRY in check.texts[-1]
    assert details(service_api, conversation)["worry"] == WORRY


def test_a_bare_wish_to_report_is_not_taken_for_the_worry(conversation: Conversation) -> None:
    assert conversation.say("I want to report a concern").asking == "concern_worry"


def test_a_concern_with_typos_and_a_change_of_mind(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.say("im woried abt the kids nextdoor they allways hungry")
    conversation.say("the smiffs at 12 mil lane")
    conversation.say("Jo")
    check = conversation.say("07700900123")
    which = conversation.choose("change_answer")
    again = conversation.choose(which.choices["My name"])
    changed = conversation.say("Joanna")
    corrected = conversation.say("chnage my anser")
    about = conversation.choose(corrected.choices["Which child or family"])
    checked = conversation.say("The Smiths at 12 Mill Lane")
    conversation.say("yes plese send it")

    assert check.asking == changed.asking == checked.asking == "concern_is_confirmed"
    assert which.asking == "concern_change_field"
    assert again.asking == "concern_name"
    assert about.asking == "concern_about"
    sent = details(service_api, conversation)
    assert (sent["name"], sent["about"]) == ("Joanna", "The Smiths at 12 Mill Lane")
    assert sent["worry"] == "im woried abt the kids nextdoor they allways hungry"


def test_an_answer_can_be_named_in_words(conversation: Conversation) -> None:
    reach_the_check(conversation)

    assert conversation.say("change my phone number").asking == "concern_contact"


def test_no_at_the_check_asks_what_to_change(conversation: Conversation) -> None:
    reach_the_check(conversation)

    asked = conversation.say("no that's wrong")
    field = conversation.say("the name")

    assert asked.asking == "concern_change_field"
    assert field.asking == "concern_name"


def test_an_answer_can_be_changed_before_the_check(conversation: Conversation) -> None:
    conversation.say(WORRY)
    conversation.say("Mill Lane")

    which = conversation.say("change an answer")
    conversation.choose(which.choices["Which child or family"])
    on = conversation.say("12 Mill Lane")

    assert on.asking == "concern_name"


def test_the_check_lists_every_answer_and_offers_three_ways_on(
    conversation: Conversation,
) -> None:
    conversation.say(WORRY)
    conversation.say("The Smiths at 12 Mill Lane")
    conversation.choose("skip")
    check = conversation.say("07700 900123")

    text = check.texts[-1]
    assert WORRY in text
    assert "The Smiths at 12 Mill Lane" in text
    assert "you would rather not say" in text
    assert "07700 900123" in text
    assert list(check.choices) == ["Send to our team", "Change an answer", "Cancel"]


def test_anything_else_at_the_check_sends_nothing(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach_the_check(conversation)

    answer = conversation.say("the boy is called Tom")

    assert answer.asking == "concern_is_confirmed"
    assert service_api.enquiries_of(conversation.id) == []


def test_a_concern_can_be_cancelled_at_any_question(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    questions = [[], ["12 Mill Lane"], ["12 Mill Lane", "Jo"], ["12 Mill Lane", "Jo", "skip"]]

    for answers in questions:
        conversation.say(WORRY)
        for answer in answers:
            conversation.say(answer)
        stopped = conversation.say("cancel that please")

        assert stopped.asking is None
        assert stopped.topics == ["cancel"]
        assert "Nothing was sent" in stopped.texts[0]
    assert service_api.enquiries_of(conversation.id) == []


def test_after_a_cancel_nothing_of_the_old_answers_is_left(conversation: Conversation) -> None:
    reach_the_check(conversation)
    conversation.choose("cancel")

    started = conversation.choose("raise_concern")

    assert started.asking == "concern_worry"


def test_a_second_concern_starts_empty(conversation: Conversation, service_api: ServiceApi) -> None:
    reach_the_check(conversation)
    conversation.choose("affirm")

    started = conversation.say("report a concern")

    assert started.asking == "concern_worry"
    assert len(service_api.enquiries_of(conversation.id)) == 1


def test_a_question_about_the_notice_is_answered_and_the_task_goes_on(
    conversation: Conversation,
) -> None:
    conversation.say(WORRY)

    answer = conversation.say("will you tell the police about me?")

    assert answer.topics == ["sharing_police", "raise_concern"]
    assert answer.body["replies"][0]["clauses"] == ["sharing-police", "sharing"]
    assert answer.asking == "concern_about"


def test_a_question_by_choice_is_answered_and_the_task_goes_on(
    conversation: Conversation,
) -> None:
    conversation.say(WORRY)

    answer = conversation.choose("contact_dpo")

    assert answer.topics == ["contact_dpo", "raise_concern"]
    assert answer.asking == "concern_about"


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
        assert conversation.say(worry).asking == "concern_about", worry
        conversation.choose("cancel")


def test_an_answer_about_the_family_may_name_the_police(conversation: Conversation) -> None:
    conversation.say(WORRY)

    assert conversation.say("the police keep coming to the house").asking == "concern_name"


def test_words_that_were_not_understood_are_kept_when_the_task_is_chosen(
    conversation: Conversation,
) -> None:
    unclear = conversation.say("bruises again, flat 9, always a different reason")
    assert unclear.topics == ["unclear"]

    started = conversation.choose("raise_concern")

    assert started.asking == "concern_about"


def test_a_question_in_place_of_the_worry_is_answered_when_it_is_one(
    conversation: Conversation,
) -> None:
    conversation.choose("raise_concern")

    answer = conversation.say("do you share my information with the police?")

    assert answer.topics == ["sharing_police", "raise_concern"]
    assert answer.asking == "concern_worry"


def test_a_worry_with_danger_in_it_is_still_the_answer(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.choose("raise_concern")

    answer = conversation.say("stop he is hitting her now", safety="danger_now")

    assert answer.asking == "concern_about"


def test_after_the_safety_text_the_bot_offers_to_pass_it_on(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    offered = conversation.say("my neighbour is beating his boy", safety="danger_now")
    started = conversation.say("yes please")
    conversation.say("Number 9")
    conversation.choose("skip")
    check = conversation.choose("skip")

    assert offered.topics == ["raise_concern"]
    assert offered.choices["Tell the team about it"] == "raise_concern"
    assert started.asking == "concern_about"
    assert "my neighbour is beating his boy" in check.texts[-1]


def test_after_the_safety_text_another_question_is_just_a_question(
    conversation: Conversation,
) -> None:
    conversation.say("my neighbour is beating his boy", safety="danger_now")

    answer = conversation.say("how long do you keep SEN records?")

    assert answer.topics == ["retention_send"]


def test_not_knowing_the_family_is_accepted_the_second_time(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.say(WORRY)

    first = conversation.say("I don't know")
    second = conversation.say("i dont know")
    conversation.choose("skip")
    conversation.choose("skip")
    conversation.choose("affirm")

    assert first.asking == "concern_about"
    assert "That is all right" in first.texts[0]
    assert second.asking == "concern_name"
    assert details(service_api, conversation)["about"] is None


def test_a_person_may_stay_anonymous(conversation: Conversation, service_api: ServiceApi) -> None:
    for refusal in ("I'd rather not say", "no", "keep me anonymous please"):
        conversation.say(WORRY)
        conversation.say("12 Mill Lane")
        assert conversation.say(refusal).asking == "concern_contact", refusal
        conversation.choose("cancel")


def test_without_a_way_to_reach_the_person_the_answer_promises_no_call(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.say(WORRY)
    conversation.say("12 Mill Lane")
    conversation.choose("skip")
    conversation.choose("skip")
    sent = conversation.choose("affirm")

    assert "did not leave a way to reach you" in sent.texts[0]
    assert details(service_api, conversation)["contact"] is None


def test_a_contact_we_cannot_read_is_taken_as_typed_the_third_time(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    conversation.say(WORRY)
    conversation.say("12 Mill Lane")
    conversation.say("Jo")

    first = conversation.say("07700 9001")
    second = conversation.say("07700 9002")
    third = conversation.say("leave a note with the shop")
    conversation.choose("affirm")

    assert "could not find" in first.texts[0]
    assert "name@example.com" in second.texts[0]
    assert first.asking == second.asking == "concern_contact"
    assert third.asking == "concern_is_confirmed"
    sent = details(service_api, conversation)
    assert sent["contact"] == "leave a note with the shop"
    assert (sent["phone_number"], sent["email_address"]) == (None, None)


def test_going_back_asks_the_question_before(conversation: Conversation) -> None:
    conversation.say(WORRY)
    conversation.say("12 Mill Lane")

    assert conversation.say("go back").asking == "concern_about"
    assert conversation.choose("go_back").asking == "concern_worry"
    assert conversation.choose("go_back").asking == "concern_worry"


def test_going_back_from_the_choice_of_an_answer_leads_to_the_check(
    conversation: Conversation,
) -> None:
    reach_the_check(conversation)
    conversation.choose("change_answer")

    assert conversation.choose("go_back").asking == "concern_is_confirmed"


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
    assert answer.asking == "concern_about"
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
    conversation.choose("skip")
    check = conversation.choose("skip")
    conversation.choose("affirm")

    assert worry.strip() in check.texts[-1]
    assert details(service_api, conversation)["worry"] == worry.strip()
    assert details(service_api, conversation)["about"] == "{name} at {12}"


def test_a_worry_of_two_thousand_characters_is_kept_whole(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    worry = ("they are left alone again " * 100)[:2000].strip()
    conversation.choose("raise_concern")
    conversation.say(worry)
    conversation.say("12 Mill Lane")
    conversation.choose("skip")
    conversation.choose("skip")
    conversation.choose("affirm")

    assert details(service_api, conversation)["worry"] == worry


def test_every_choice_of_the_task_leads_somewhere(conversation: Conversation) -> None:
    """No button may end in an error, wherever it is pressed."""
    pressed = set()
    for prepare in ([], [WORRY], [WORRY, "Mill Lane"], [WORRY, "Mill Lane", "Jo", "skip"]):
        probe = Conversation(conversation.bot)
        offered = [probe.say(text) for text in prepare] or [probe.say("hello")]
        for value in offered[-1].choices.values():
            fresh = Conversation(conversation.bot)
            for text in prepare or ["hello"]:
                fresh.say(text)
            fresh.choose(value)
            pressed.add(value)
    assert {"skip", "go_back", "cancel", "affirm", "change_answer", "help_menu"} <= pressed
