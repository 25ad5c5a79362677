"""The channel keeps its contract, whatever is sent and whatever is down."""

import contextlib
import io
import json
import logging
import threading
import time
import uuid

import pytest

from bot.logs import JsonLines
from tests.bot.parts import ActionServer, Answer, Bot, Conversation, ServiceApi

QUESTION = "how long do you keep my son's SEN records"
WORRY = "I'm worried about the kids next door, they are always hungry"


def reach_the_check(conversation: Conversation) -> None:
    conversation.say(WORRY)
    assert conversation.choose("finish").asking == "task_is_confirmed"


def test_a_question_is_answered_with_its_topic_and_clause(conversation: Conversation) -> None:
    answer = conversation.say(QUESTION)

    (reply,) = answer.body["replies"]
    assert reply["topic"] == "retention_send"
    assert reply["clauses"] == ["retention"]
    assert "31st birthday" in reply["text"]
    assert "\n\n" in reply["text"]
    assert reply["confidence"] > 0.5
    assert reply["reference"] is None
    assert answer.asking is None
    assert answer.body["repeated"] is False


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how long do you keep my son's SEN records", "retention_send"),
        ("HOW LONG DO U KEEP SEN RECORDS??", "retention_send"),
        ("do you pass what I say to the police?", "sharing_police"),
        ("how do I get in touch with the data protection officer", "contact_dpo"),
        ("hello", "greet"),
        ("what can you do", "help_menu"),
        ("thank you very much", "thanks"),
        ("ok bye", "goodbye"),
        ("when are my bins collected", "out_of_scope"),
        ("can I talk to a real person please", "speak_to_person"),
        ("cancel", "cancel"),
        ("go back", "go_back"),
        ("change my answer", "change_answer"),
        ("yes", "affirm"),
        ("no", "deny"),
        ("skip this", "skip"),
        ("save this for later", "pause"),
        ("say that again", "repeat"),
        ("xkcd qwrt plmb", "unclear"),
        ("?!", "unclear"),
        ("\U0001f937", "unclear"),
    ],
)
def test_every_kind_of_message_gets_a_reply_with_its_topic(
    conversation: Conversation, text: str, topic: str
) -> None:
    assert conversation.say(text).topics == [topic]


def test_what_is_unclear_gets_three_choices_with_topics_and_a_way_out(
    conversation: Conversation,
) -> None:
    (reply,) = conversation.say("something about records").body["replies"]

    assert reply["topic"] == "unclear"
    topics = [choice["topic"] for choice in reply["choices"]]
    assert len(topics) == 4
    assert topics[-1] == "unclear"
    assert topics[0] in {"information_types", "retention_overview", "access_request"}


def test_each_offered_topic_leads_to_its_answer(conversation: Conversation) -> None:
    offered = conversation.say("something about records").choices

    for title, value in offered.items():
        answer = conversation.choose(value)
        expected = "unclear" if value == "none_of_these" else value
        assert answer.topics[0] == expected, title
        assert answer.body["replies"][0]["confidence"] == 1.0
        conversation.choose("cancel")


def test_the_last_answer_is_said_again(conversation: Conversation) -> None:
    first = conversation.say(QUESTION)

    again = conversation.say("say that again please")

    assert again.texts == first.texts
    assert again.topics == ["repeat"]
    assert again.body["replies"][0]["clauses"] == ["retention"]


@pytest.mark.parametrize(
    "text",
    ["/restart", "/session_start", '/affirm{"x":"y"}', "/start", "//restart", " /back"],
)
def test_a_leading_slash_means_nothing_at_the_check(
    conversation: Conversation, service_api: ServiceApi, text: str
) -> None:
    reach_the_check(conversation)

    answer = conversation.say(text)

    assert answer.asking in {"task_is_confirmed", "concern_contact"}  # "/back" is "back"
    assert service_api.enquiries_of(conversation.id) == []


def test_a_slash_alone_or_before_words_is_read_as_text(conversation: Conversation) -> None:
    assert conversation.say("/").topics == ["unclear"]
    assert conversation.say("/out_of_scope").topics == ["unclear"]
    assert conversation.say("/hello").topics == ["greet"]
    assert conversation.say("/restart").topics == ["help_menu"]  # the word "restart", as typed
    assert conversation.say(f"/{QUESTION}").topics == ["retention_send"]


def test_the_same_message_again_gets_the_same_replies_and_runs_once(
    conversation: Conversation,
) -> None:
    message = conversation.message(text=WORRY)

    first = conversation.bot.post(message)
    again = conversation.bot.post(message)

    assert again.body == {**first.body, "repeated": True}
    assert conversation.saved_turns == 1


def test_an_older_message_again_gets_its_own_replies_and_its_own_question(
    conversation: Conversation,
) -> None:
    message = conversation.message(text=WORRY)
    first = conversation.bot.post(message)
    conversation.say("12 Mill Lane")
    conversation.say("Jo")

    again = conversation.bot.post({**message, "fence": conversation.fence})

    assert again.body == {**first.body, "repeated": True}
    assert again.asking == "concern_happened"


def test_the_same_message_twice_at_once_is_worked_once(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach_the_check(conversation)
    message = conversation.message(choice="affirm")
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: answers.append(conversation.bot.post(message)))
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status for answer in answers] == [200] * 4
    assert sorted(answer.body["repeated"] for answer in answers) == [False, True, True, True]
    assert len({json.dumps(answer.body["replies"]) for answer in answers}) == 1
    assert len(service_api.enquiries_of(conversation.id)) == 1


def test_conversations_do_not_see_each_other(bot: Bot) -> None:
    one, other = Conversation(bot), Conversation(bot)
    one.say(WORRY)

    assert other.say("thanks").asking is None
    assert one.say("12 Mill Lane").asking == "concern_children"


def test_an_older_fence_is_refused_and_changes_nothing(conversation: Conversation) -> None:
    conversation.fence = 6
    conversation.say(WORRY)

    stale = conversation.bot.post({**conversation.message(text="12 Mill Lane"), "fence": 6})

    assert (stale.status, stale.body) == (409, {"code": "stale-fence"})
    assert conversation.saved_turns == 1
    assert conversation.say("12 Mill Lane").asking == "concern_children"


def test_a_turn_overtaken_by_a_newer_fence_is_not_saved(
    conversation: Conversation, service_api: ServiceApi
) -> None:
    reach_the_check(conversation)
    slow = conversation.message(choice="affirm")
    service_api.delay = 0.6
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(conversation.bot.post(slow)))

    thread.start()
    time.sleep(0.3)
    newer = slow["fence"] + 1
    conversation.bot.change(
        "UPDATE tracker.conversations SET fence = %s WHERE conversation = %s",
        newer,
        conversation.id,
    )
    thread.join()
    service_api.delay = 0.0

    assert (answers[0].status, answers[0].body) == (409, {"code": "stale-fence"})
    assert conversation.saved_turns == 2
    repeated = conversation.bot.post({**slow, "fence": newer})
    assert repeated.status == 200
    assert len(service_api.enquiries_of(conversation.id)) == 1


def test_no_token_or_another_one_is_refused(conversation: Conversation) -> None:
    for token in (None, "", "wrong", "bot-token-of-a-tes"):
        answer = conversation.bot.post(conversation.message(text="hello"), token=token)
        assert (answer.status, answer.body) == (401, {"code": "unauthorised"})
    assert conversation.saved_turns == 0


IDS = {"conversation": str(uuid.UUID(int=1)), "message_id": str(uuid.UUID(int=2)), "fence": 1}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"\xff\xfe",
        {},
        {**IDS},
        {**IDS, "text": "a", "choice": "greet"},
        {**IDS, "text": ""},
        {**IDS, "text": "   "},
        {**IDS, "text": 7},
        {**IDS, "text": "x" * 5001},
        {**IDS, "text": "a", "fence": "1"},
        {**IDS, "text": "a", "fence": True},
        {**IDS, "text": "a", "fence": -1},
        {**IDS, "text": "a", "fence": 2**63},
        {**IDS, "text": "a", "conversation": "one"},
        {**IDS, "text": "a", "message_id": None},
        {**IDS, "text": "a", "safety": "maybe"},
        {**IDS, "text": "a", "sender": "somebody"},
        {**IDS, "choice": "no_such_topic"},
        {**IDS, "choice": "/greet"},
        {**IDS, "choice": 'affirm{"x":"y"}'},
        {**IDS, "choice": "change_answer:last_topic"},
        {**IDS, "choice": "start_task:last_topic"},
        {**IDS, "choice": "start_task"},
        {**IDS, "choice": "finish:now"},
        {**IDS, "choice": "ask"},
        {**IDS, "choice": "answer"},
        {**IDS, "text": "a" * 70_000},
        {**IDS, "text": "a", "vector": [0.1] * 384},
        {**IDS, "text": "a", "vector": [1.0] + [0.0] * 382},
        {**IDS, "text": "a", "vector": [float("nan")] + [0.0] * 383},
        {**IDS, "text": "a", "vector": ["1"] + [0.0] * 383},
        {**IDS, "text": "a", "vector": [True] + [0.0] * 383},
        {**IDS, "text": "a", "vector": "1" * 384},
        {**IDS, "choice": "greet", "vector": [1.0] + [0.0] * 383},
    ],
)
def test_what_the_contract_does_not_know_is_refused(bot: Bot, body: object) -> None:
    answer = bot.post(body)

    assert (answer.status, answer.body) == (400, {"code": "invalid-request"})
    assert bot.saved_turns(IDS["conversation"]) == 0


def test_a_megabyte_is_refused_without_being_read(bot: Bot) -> None:
    with contextlib.suppress(ConnectionError):  # it may close before all of it was sent
        assert bot.post(b"x" * 1_000_000).status == 413


def test_nothing_but_the_channel_is_open(bot: Bot) -> None:
    elsewhere = (
        "rest/webhook",
        "../status",
        "../version",
        "../conversations/x/tracker",
        "../model",
    )
    for path in elsewhere:
        assert bot.post({"sender": "x", "message": "hello"}, path=f"../{path}").status == 404


def test_while_the_action_server_is_down_nothing_is_promised_or_stored(
    conversation: Conversation, action_server: ActionServer, service_api: ServiceApi
) -> None:
    reach_the_check(conversation)
    send = conversation.message(choice="affirm")
    action_server.kill()

    failed = conversation.bot.post(send)
    action_server.start()
    sent = conversation.bot.post(send)

    assert (failed.status, failed.body) == (502, {"code": "action-failed"})
    assert sent.status == 200
    assert sent.body["repeated"] is False
    assert conversation.saved_turns == 3
    assert len(service_api.enquiries_of(conversation.id)) == 1


@pytest.mark.parametrize("fault", ["down", "slow"])
def test_while_the_logger_does_not_answer_nothing_is_promised_or_stored(
    conversation: Conversation, service_api: ServiceApi, fault: str
) -> None:
    reach_the_check(conversation)
    send = conversation.message(choice="affirm")
    service_api.is_down, service_api.delay = fault == "down", 3.5 if fault == "slow" else 0.0

    failed = conversation.bot.post(send)
    service_api.is_down, service_api.delay = False, 0.0
    time.sleep(1.5 if fault == "slow" else 0)
    sent = conversation.bot.post(send)

    assert (failed.status, failed.body) == (502, {"code": "action-failed"})
    assert sent.status == 200
    assert len(service_api.enquiries_of(conversation.id)) == 1


def test_a_crash_inside_rasa_is_a_failure_and_stores_nothing(conversation: Conversation) -> None:
    processor = conversation.bot.app.ctx.agent.processor
    runner = processor.graph_runner
    message = conversation.message(text=QUESTION)

    processor.graph_runner = None
    failed = conversation.bot.post(message)
    processor.graph_runner = runner
    answered = conversation.bot.post(message)

    assert (failed.status, failed.body) == (500, {"code": "bot-failed"})
    assert answered.status == 200
    assert conversation.saved_turns == 1


def test_an_answer_without_words_is_a_failure_and_stores_nothing(
    conversation: Conversation,
) -> None:
    responses = conversation.bot.app.ctx.agent.nlg.responses
    missing = responses.pop("utter_ask/retention_send")
    message = conversation.message(text=QUESTION)

    failed = conversation.bot.post(message)
    responses["utter_ask/retention_send"] = missing
    answered = conversation.bot.post(message)

    assert (failed.status, failed.body) == (500, {"code": "empty-reply"})
    assert answered.status == 200


def test_while_the_database_refuses_a_turn_is_not_answered(conversation: Conversation) -> None:
    message = conversation.message(text=QUESTION)
    conversation.bot.change("ALTER TABLE tracker.turns RENAME TO turns_away")

    failed = conversation.bot.post(message)
    health = conversation.bot.health()
    conversation.bot.change("ALTER TABLE tracker.turns_away RENAME TO turns")
    answered = conversation.bot.post(message)

    assert (failed.status, failed.body) == (503, {"code": "store-unavailable"})
    assert (health.status, health.body) == (503, {"code": "store-unavailable"})
    assert answered.status == 200
    assert conversation.bot.health().body == {"status": "ok"}


def test_a_save_that_fails_is_not_answered(conversation: Conversation) -> None:
    message = conversation.message(text=QUESTION)
    conversation.bot.change("REVOKE INSERT ON tracker.turns FROM tracker")

    failed = conversation.bot.post(message)
    conversation.bot.change("GRANT INSERT ON tracker.turns TO tracker")
    answered = conversation.bot.post(message)

    assert (failed.status, failed.body) == (503, {"code": "store-unavailable"})
    assert answered.body["repeated"] is False


def test_connections_cut_by_the_database_are_made_anew(conversation: Conversation) -> None:
    conversation.say("hello")
    conversation.bot.change(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tracker'"
    )

    assert conversation.say(QUESTION).status == 200


def test_the_logs_hold_ids_and_no_words(
    conversation: Conversation, action_server: ActionServer
) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)

    conversation.say("my name is Wilhelmina Featherstonehaugh and I live in Nowhere Lane")
    conversation.say(f"{WORRY} Featherstonehaugh")
    action_server.kill()
    conversation.bot.post(conversation.message(text="Featherstonehaugh"))
    action_server.start()
    logging.getLogger("rasa.core.processor").warning("they wrote Featherstonehaugh")
    logging.getLogger("rasa").error("Featherstonehaugh", exc_info=ValueError("Featherstonehaugh"))

    logging.getLogger().removeHandler(handler)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert "Featherstonehaugh" not in written.getvalue()
    assert [line["event"] for line in lines].count("turn.answered") == 3
    assert any(line.get("code") == "action-failed" for line in lines)
    assert conversation.id in written.getvalue()
