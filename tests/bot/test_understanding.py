"""Follow-up questions and bad input, through the channel, with the real model."""

import json
import time
from typing import Any

import numpy as np
import pytest

from bot.followups import follow_ups
from bot.nlu.language import is_foreign
from bot.nlu.sentence_vectors import vector_of
from bot.nlu.spacing import spaced
from tests.bot.parts import CHECKOUT, Conversation

POLICE = "do you share my information with the police?"
SEN = "how long do you keep my son's SEN records"


@pytest.mark.parametrize(
    ("first", "then", "topic"),
    [
        (SEN, "why so long?", "retention_overview"),
        (SEN, "what about the police?", "sharing_police"),
        (SEN, "and mental health?", "retention_mental_health"),
        (SEN, "is that the law?", "lawful_basis"),
        (SEN, "what did you say?", "repeat"),
        (POLICE, "and my GP?", "sharing_health"),
        (POLICE, "what about school", "sharing_education"),
        (POLICE, "who else?", "sharing_overview"),
        (POLICE, "for how long?", "retention_overview"),
        (POLICE, "is that legal", "lawful_basis"),
        (POLICE, "without asking me?", "sharing_rules"),
        (POLICE, "can I speak to a person", "speak_to_person"),
        (POLICE, "and what about my bins?", "out_of_scope"),
        ("how long do you keep foster care records", "and for SEN?", "retention_send"),
        ("what law lets you use my data", "what about sensitive stuff", "special_category_basis"),
        ("do you send my data abroad", "is that safe?", "transfer_safeguards"),
    ],
)
def test_a_follow_up_is_understood_from_the_last_answer(
    conversation: Conversation, first: str, then: str, topic: str
) -> None:
    conversation.say(first)

    assert conversation.say(then).topics == [topic]


def test_why_so_long_says_that_the_notice_gives_no_reason(conversation: Conversation) -> None:
    conversation.say(SEN)

    assert "not why that time was chosen" in conversation.say("why so long?").texts[0]
    assert "not why" in conversation.say("why do you keep SEN records until 31").texts[0]


def test_without_an_answer_before_it_a_follow_up_is_not_guessed() -> None:
    assert follow_ups().meant("what about the police?", None) is None
    assert follow_ups().meant("what about the police?", "greet") is None
    assert follow_ups().meant("do you send letters to the police at night or not", SEN) is None


def test_every_follow_up_leads_to_a_topic_that_is_answered(conversation: Conversation) -> None:
    known = conversation.bot.app.ctx.agent.domain.responses
    found = follow_ups()
    targets = {goes_to for _, _, goes_to in found.rows}
    targets |= set(found.organisations.values()) | set(found.records.values())

    for topic in targets - {"same", "speak_to_person"}:
        assert f"utter_ask/{topic}" in known, topic


@pytest.mark.parametrize("text", ["\U0001f622\U0001f622", "\U0001f44d", "!!!", "... ?"])
def test_signs_and_emoji_alone_are_unclear(conversation: Conversation, text: str) -> None:
    assert conversation.say(text).topics == ["unclear"]


@pytest.mark.parametrize("text", ["asdfghjkl", "jkhsdf kjhsdf", "xkcd qwrt plmb"])
def test_keyboard_mash_is_unclear(conversation: Conversation, text: str) -> None:
    assert conversation.say(text).topics == ["unclear"]


def test_capitals_and_missing_spaces_make_no_difference(conversation: Conversation) -> None:
    assert conversation.say("HOW LONG DO YOU KEEP SEN RECORDS").topics == ["retention_send"]
    assert conversation.say("doyousharemyinformationwiththepolice").topics == ["sharing_police"]


@pytest.mark.parametrize(
    "text",
    [
        "potrzebuję pomocy, nie mówię po angielsku",
        "nu vorbesc engleza, am nevoie de ajutor pentru copii",
        "j'ai besoin d'aide pour ma famille, je ne parle pas anglais",
        "necesito ayuda para mis hijos por favor",
        "ich brauche hilfe für meine kinder",
        "أحتاج إلى مساعدة",
        "мені потрібна допомога",
        "我需要帮助",
        "مجھے مدد چاہیے",
    ],
)
def test_another_language_gets_an_offer_of_an_interpreter_and_a_person(
    conversation: Conversation, text: str
) -> None:
    answer = conversation.say(text)

    assert answer.topics == ["language_or_format"]
    assert "I only understand English" in answer.texts[0]
    assert "interpreter" in answer.texts[0]
    assert "speak_to_person" in answer.choices.values()


def test_english_is_not_taken_for_another_language() -> None:
    for path in ("topics.tsv", "out_of_scope.tsv"):
        for line in (CHECKOUT / "tests" / "nlu" / path).read_text().splitlines():
            topic, text = line.split("\t")
            assert topic in {"language_or_format", "out_of_scope"} or not is_foreign(text), text


def test_of_three_questions_one_is_answered_and_the_others_are_offered(
    conversation: Conversation,
) -> None:
    answer = conversation.say(
        "Do you share with the police? How long do you keep SEN records? Can I see my file?"
    )

    asked = {"sharing_police", "retention_send", "access_request"}
    assert len(answer.topics) == 2
    assert {answer.topics[0], *answer.choices.values()} == asked
    assert conversation.choose(next(iter(answer.choices.values()))).topics[0] in asked


def test_three_questions_joined_by_and_are_told_apart(conversation: Conversation) -> None:
    answer = conversation.say(
        "do you tell the police and how long do you keep SEN records and can I see my file?"
    )

    assert len(answer.choices) == 2


def test_a_pasted_e_mail_is_answered_by_the_question_in_it(conversation: Conversation) -> None:
    answer = conversation.say(
        "From: Jo Bloggs <jo@example.com>\nSubject: question\n\nDear Sir or Madam,\n\n"
        "I hope you are well. We met last Tuesday at the family centre.\n"
        "How long do you keep records about special educational needs?\n\n"
        "Kind regards,\nJo Bloggs\n07700 900123"
    )

    assert answer.topics[0] == "retention_send"


def test_personal_data_in_a_question_is_not_said_back(conversation: Conversation) -> None:
    answer = conversation.say(
        "My name is Jo Bloggs, 12 Mill Lane, 07700 900123. Do you share my details with the police?"
    )

    assert answer.topics[0] == "sharing_police"
    said = json.dumps(answer.body)
    for word in ("Bloggs", "Mill Lane", "900123"):
        assert word not in said


def test_two_thousand_characters_are_answered_in_time(conversation: Conversation) -> None:
    text = ("We had a visit last week and we talked about a lot of things. " * 40)[:1940]
    started = time.perf_counter()

    answer = conversation.say(f"{text} Will you tell the police about me?")

    assert answer.status == 200
    assert time.perf_counter() - started < 3


def test_what_is_not_understood_twice_offers_a_person(conversation: Conversation) -> None:
    conversation.say("asdfghjkl")

    again = conversation.say("jkhsdf kjhsdf")

    assert again.topics == ["unclear"]
    assert next(iter(again.choices.values())) == "speak_to_person"


def test_a_worry_in_doubt_is_never_sent_away(conversation: Conversation) -> None:
    answer = conversation.say("bruises again, flat 9, always a different reason")

    assert answer.topics[0] in {"unclear", "raise_concern"}
    assert "raise_concern" in answer.choices.values() or answer.asking


def test_a_vector_that_comes_along_spares_the_encoding_and_is_not_stored(
    conversation: Conversation,
) -> None:
    of_police: Any = vector_of(POLICE).tolist()

    told = conversation.say("zzz", vector=of_police)
    plain = conversation.say("zzz")

    assert told.body["replies"] != plain.body["replies"]
    stored = conversation.bot.app.ctx.agent.tracker_store
    assert str(of_police[0])[:8] not in str(stored.__dict__)
    assert np.isclose(np.linalg.norm(of_police), 1, atol=1e-3)


def test_words_without_spaces_are_put_apart() -> None:
    rarity = {"how": 2.0, "long": 3.0, "do": 2.0, "you": 1.5, "keep": 3.0, "my": 2.0, "data": 3.0}

    assert spaced("howlongdoyoukeepmydata", rarity) == "how long do you keep my data"
    assert spaced("how long do you", rarity) is None
    assert spaced("xkqwrtzplmbvxx", rarity) is None
