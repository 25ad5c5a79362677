"""Domain, rules, examples, wording and clauses agree with each other and with the house's rules."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.domain import Domain

CHECKOUT = Path(__file__).resolve().parents[2]
DOMAIN = CHECKOUT / "bot" / "domain"
HELD_OUT = CHECKOUT / "tests" / "nlu"
THRESHOLDS = CHECKOUT / "data" / "thresholds"
_NOTICE = """
notice_purpose information_types personal_data special_category_data criminal_data
information_sources purposes research_use sharing_overview sharing_rules sharing_health
sharing_education sharing_social_care sharing_housing sharing_police sharing_fire
sharing_domestic_abuse_substance_misuse sharing_youth_justice sharing_government
sharing_public_health sharing_voluntary_partners sharing_not_listed data_processors
data_controller data_security lawful_basis special_category_basis consent
international_transfers transfer_safeguards retention_overview retention_adult_social_care
retention_looked_after retention_send retention_childrens_services retention_vulnerable_adults
retention_mental_health rights_overview access_request correct_my_data erase_my_data
object_or_restrict contact_dpo complain_ico someone_elses_records
"""
_SERVICE = """
service_overview service_eligibility service_partners what_happens_next referrer_identity
chat_privacy automated_decisions young_person_help language_or_format not_covered
request_support request_callback service_complaint check_status update_details data_breach
bot_challenge feedback
"""
_TALK = """
raise_concern speak_to_person greet goodbye thanks affirm deny help_menu repeat go_back
change_answer cancel skip out_of_scope unclear pause resume_draft
"""
NOTICE_TOPICS = set(_NOTICE.split())
ASKED_TOPICS = NOTICE_TOPICS | set(_SERVICE.split())
TOPICS = ASKED_TOPICS | set(_TALK.split())
BY_CHOICE_ONLY = {"retention_why": "retention_overview"}  # the answer to a button, and its topic
DECIDED_BY_THE_CONVERSATION = {
    *("ask", "answer", "safety_shown", "none_of_these", "start_task", "finish")
}
# What the form reads itself, and what bot/starting.py makes the start of a task of.
MOVING_A_FORM = {"answer", "finish", "raise_concern", "resume_draft"}
OF_THE_TASK = "{topic}"  # a response that any task says takes the topic of the one that is open
# Said by a name that is put together: of a question, or of what it reads (actions/wording.py).
OF_QUESTIONS = ("question", "needed", "unread", "example", "unknown", "still_unknown")
OF_TASKS = ("start", "sent")
FAULTS = ("impossible", "in_future")  # of a birthday


@cache
def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


@cache
def domain_loaded() -> Domain:
    return Domain.load(str(DOMAIN))


def tables() -> list[dict[str, Any]]:
    paths = sorted((CHECKOUT / "data" / "tasks").glob("*.yml"))
    return [load(path) for path in paths if path.name != "choices.yml"]


def questions() -> list[dict[str, Any]]:
    return [row for table in tables() for row in table["questions"]]


def choices_of(row: dict[str, Any]) -> list[str]:
    """The values that a question takes; a name stands for a list in choices.yml."""
    known = row.get("choices") or {}
    shared = load(CHECKOUT / "data" / "tasks" / "choices.yml")
    return list(shared[known] if isinstance(known, str) else known)


@cache
def responses() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((DOMAIN / "responses").glob("*.yml")):
        for name, variants in load(path)["responses"].items():
            assert len(variants) == 1, f"{name}: the same words every time"
            found[name] = variants[0]
    return found


def examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((CHECKOUT / "data" / "nlu").glob("*.yml")):
        for block in load(path)["nlu"]:
            lines = block["examples"].strip().splitlines()
            found[block["intent"]] = [line.removeprefix("- ") for line in lines]
    return found


def rules() -> list[dict[str, Any]]:
    return [
        rule
        for path in sorted((CHECKOUT / "data" / "rules").glob("*.yml"))
        for rule in load(path)["rules"]
    ]


def choices(response: dict[str, Any]) -> list[dict[str, str]]:
    return response.get("buttons") or []


@pytest.mark.parametrize("name", sorted(responses()))
def test_every_response_carries_its_topic(name: str) -> None:
    assert responses()[name]["custom"]["topic"] in TOPICS | {OF_THE_TASK} | task_names()


def task_names() -> set[str]:
    return {table["task"] for table in tables()}


@pytest.mark.parametrize("name", sorted(n for n in responses() if n.startswith("utter_ask/")))
def test_every_answer_cites_clauses_that_exist_and_stays_short(name: str) -> None:
    clauses = load(CHECKOUT / "data" / "notice" / "clauses.yml")["clauses"]
    answer = responses()[name]

    key = name.split("/")[1]
    assert answer["custom"]["topic"] == BY_CHOICE_ONLY.get(key, key)
    assert answer["custom"]["clauses"] or key not in NOTICE_TOPICS
    assert set(answer["custom"]["clauses"]) <= {clause["id"] for clause in clauses}
    sentences = re.findall(r"[.!?](?:\s|$)", answer["text"])
    assert 2 <= len(sentences) <= 6
    assert len(answer["text"].split()) <= 90


def test_every_question_has_examples_and_words() -> None:
    asked = {key.removeprefix("ask/") for key in examples() if key.startswith("ask/")}
    answered = {name.split("/")[1] for name in responses() if name.startswith("utter_ask/")}

    assert asked == ASKED_TOPICS
    assert answered == ASKED_TOPICS | set(BY_CHOICE_ONLY)


def test_every_question_has_a_title_of_its_own_for_its_button() -> None:
    titles = [
        response["custom"].get("title")
        for name, response in responses().items()
        if name.split("/")[-1] in ASKED_TOPICS
    ]

    assert all(titles)
    assert len(set(titles)) == len(titles) == len(ASKED_TOPICS)
    assert max(map(len, titles)) <= 50


def test_every_choice_leads_to_a_topic_or_an_intent() -> None:
    opened = {topic for table in tables() for topic in table["opened_by"]}
    for name, response in responses().items():
        for choice in choices(response):
            topic, _, which = choice["payload"].partition(":")
            assert not topic.startswith("/"), name
            assert topic in domain_loaded().intents or answers(topic), name
            assert choice.get("topic", topic) in TOPICS | {"start_task"}, name
            assert not which or (topic == "start_task" and which in opened), name


def answers(topic: str) -> bool:
    return f"utter_ask/{topic}" in domain_loaded().responses


def test_every_response_is_said_somewhere() -> None:
    """Rasa does not see what the actions and the form say."""
    code = [*(CHECKOUT / "actions").glob("*.py"), CHECKOUT / "bot" / "rasa_fixes.py"]
    actions = "".join(path.read_text() for path in code)
    by_rule = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    asked = {f"utter_{key}" for key in examples()} | {f"utter_ask/{key}" for key in BY_CHOICE_ONLY}

    unsaid = {name for name in responses() if f'"{name}"' not in actions}
    assert unsaid - by_rule - asked - made_names() == set()


def made_names() -> set[str]:
    slots = [*(row["slot"] for row in questions()), *OF_NO_TASK]
    kinds = [*(row["reads"] for row in questions()), *(f"date_{fault}" for fault in FAULTS)]
    of_questions = {f"utter_{part}_{slot}" for part in OF_QUESTIONS for slot in slots}
    of_kinds = {f"utter_{p}_{kind}" for p in ("unread", "example", "unknown") for kind in kinds}
    named = task_names() | {topic for table in tables() for topic in table["opened_by"]}
    return of_questions | of_kinds | {f"utter_{part}_{name}" for part in OF_TASKS for name in named}


OF_NO_TASK = ("task_is_confirmed", "task_change", "task_save_contact")


@pytest.mark.parametrize("row", questions(), ids=lambda row: row["slot"])
def test_every_question_has_its_words_its_label_and_its_choices(row: dict[str, Any]) -> None:
    asked = responses()[f"utter_question_{row['slot']}"]["custom"]

    assert asked["label"]
    assert list(asked.get("choices") or {}) == in_the_order_of(asked, choices_of(row))
    table = next(table for table in tables() if row in table["questions"])
    assert asked["topic"] in {OF_THE_TASK, table["task"]}


def in_the_order_of(asked: dict[str, Any], values: list[str]) -> list[str]:
    """The table has them in the order in which words are compared, the page in its own."""
    return sorted(values, key=list(asked.get("choices") or {}).index)


def test_the_labels_of_a_task_differ() -> None:
    for table in tables():
        labels = [
            responses()[f"utter_question_{row['slot']}"]["custom"]["label"]
            for row in table["questions"]
        ]
        assert len(set(labels)) == len(labels), table["task"]


def test_every_choice_of_a_question_has_a_title_of_its_own() -> None:
    for row in questions():
        titles = responses()[f"utter_question_{row['slot']}"]["custom"].get("choices") or {}
        assert len(set(titles.values())) == len(titles), row["slot"]


def test_what_cannot_be_read_is_explained_and_shown_by_an_example() -> None:
    for kind in [*{row["reads"] for row in questions()}, *(f"date_{fault}" for fault in FAULTS)]:
        assert f"utter_unread_{kind}" in responses()
        assert f"utter_example_{kind}" in responses()


def test_every_task_says_what_it_is_and_what_happens_next() -> None:
    for table in tables():
        name = table["task"]
        assert {f"utter_start_{name}", f"utter_ask/{name}"} & set(responses()), name
        is_sent = table.get("ending", "log") == "log"
        assert (f"utter_sent_{name}" in responses()) == is_sent, name


def test_every_confirmation_has_the_reference_and_who_reads_it_when() -> None:
    for name, response in responses().items():
        if name.startswith("utter_sent_"):
            assert "{reference}" in response["text"], name
            assert "{read_by}" in response["text"], name
            assert response["custom"]["reference"] == "{reference}", name


def test_the_ways_on_of_every_question_have_their_words() -> None:
    words = responses()["utter_task_words"]["custom"]

    ways = {"skip", "that_is_all", "go_back", "finish", "pause", "cancel", "again"}
    assert ways | {"unchecked", "no_answer"} <= set(words)
    assert {"skip", "go_back", "finish", "pause", "cancel"} <= set(domain_loaded().intents)


def test_every_slot_that_no_one_task_asks_has_its_question() -> None:
    for slot in OF_NO_TASK:
        assert f"utter_question_{slot}" in responses()


def test_every_intent_has_a_rule() -> None:
    domain = domain_loaded()
    ruled = {step["intent"] for rule in rules() for step in rule["steps"] if "intent" in step}

    assert domain.intents
    assert set(domain.intents) - ruled - set_of_defaults(domain) == MOVING_A_FORM


def set_of_defaults(domain: Domain) -> set[str]:
    from rasa.shared.core.constants import DEFAULT_INTENTS

    return set(DEFAULT_INTENTS)


def test_every_intent_has_at_least_25_examples() -> None:
    domain = domain_loaded()
    counted = {name: len(phrases) for name, phrases in examples().items()}

    wanted = set(domain.intents) - set_of_defaults(domain) - DECIDED_BY_THE_CONVERSATION
    assert {name for name in wanted if counted.get(name, 0) < 25} == set()
    assert all(count >= 25 for count in counted.values())
    assert counted["out_of_scope"] >= 600


def held_back(folder: Path) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            topic, phrase = line.split("\t")
            rows.append((topic, phrase))
    return rows


def bare(phrase: str) -> str:
    return re.sub(r"[^\w ]", "", phrase.lower()).strip() or phrase.strip()


def test_no_phrase_that_measures_or_sets_a_threshold_is_trained_on() -> None:
    trained = {bare(phrase) for phrases in examples().values() for phrase in phrases}

    for folder in (HELD_OUT, THRESHOLDS):
        rows = held_back(folder)
        assert {topic for topic, _ in rows} <= TOPICS
        assert [phrase for _, phrase in rows if bare(phrase) in trained] == []


def test_every_question_is_measured_and_so_is_what_is_out_of_scope() -> None:
    counted = Counter(topic for topic, _ in held_back(HELD_OUT))

    rare = {topic: counted[topic] for topic in ASKED_TOPICS if counted[topic] < 12}
    assert rare == {}
    assert counted["out_of_scope"] >= 200


def test_no_example_stands_twice() -> None:
    seen: dict[str, str] = {}
    for name, phrases in examples().items():
        for phrase in phrases:
            key = bare(phrase)
            assert key not in seen or seen[key] == name == "greet", f"{phrase}: {name}, {seen[key]}"
            seen[key] = name


def test_no_slot_influences_the_conversation() -> None:
    """The policy would otherwise multiply its states by what people wrote."""
    for slot in domain_loaded().slots:
        assert slot.name == "session_started_metadata" or not slot.influence_conversation, slot


def test_no_slot_is_filled_by_an_action_of_its_own() -> None:
    """Rasa only warns when such an action fails, and goes on without the slot."""
    for slot in domain_loaded().slots:
        assert all("action" not in mapping for mapping in slot.mappings), slot.name
    assert "action_validate_slot_mappings" not in domain_loaded().user_actions


def test_there_are_few_rules() -> None:
    """RASA.md: 400 rule keys cost 3 to 10 ms a turn; one rule answers every question."""
    assert len(rules()) < 60


def test_the_notice_has_every_clause_in_its_order() -> None:
    clauses = load(CHECKOUT / "data" / "notice" / "clauses.yml")["clauses"]

    assert [clause["id"] for clause in clauses] == [
        *("introduction", "information", "personal-data", "special-category-data"),
        *("criminal-data", "sources", "purposes", "sharing", "sharing-health"),
        *("sharing-education", "sharing-social-care", "sharing-housing", "sharing-police"),
        *("sharing-fire", "sharing-domestic-abuse-substance-misuse", "sharing-youth-justice"),
        *("sharing-government", "sharing-public-health", "sharing-voluntary-partners"),
        *("data-processors", "data-controller", "lawful-basis", "international-transfers"),
        *("retention", "rights", "rights-contact", "rights-complain"),
    ]
    for clause in clauses:
        assert clause["heading"]
        assert clause["paragraphs"]


NOTICE = CHECKOUT.parent / "shared" / "notice" / "supporting-families-privacy-notice.txt"


@pytest.mark.skipif(not NOTICE.exists(), reason="the notice is not beside this checkout")
def test_the_clauses_are_our_own_words_and_the_notices_facts() -> None:
    notice = " ".join(NOTICE.read_text().split()).replace("\u2019", "'").replace("\u2013", " to ")
    clauses = load(CHECKOUT / "data" / "notice" / "clauses.yml")["clauses"]
    ours = " ".join(
        text for clause in clauses for text in [*clause["paragraphs"], *clause["points"]]
    )

    facts = set(re.findall(r"\b(?:\d[\d()]*\w*|[A-Z]{2,}\w*)\b", notice)) - {"SCCs", "IDTAs"}
    assert {fact for fact in facts if fact not in ours} <= {
        "DPO"
    }  # a link in the notice; the officer is named in full
    for clause in clauses:
        for paragraph in clause["paragraphs"]:
            for sentence in re.split(r"(?<=[.:]) ", paragraph):
                is_name_or_address = len(sentence.split()) < 9 or "CH65" in sentence
                assert is_name_or_address or sentence not in notice, sentence


def test_who_to_ring_is_complete() -> None:
    organisation = load(CHECKOUT / "data" / "notice" / "organisation.yml")
    numbers = {
        entry.get("phone_number") or entry.get("text_number")
        for entry in organisation["national_numbers"]["numbers"]
    }

    assert {"999", "101", "18000", "111", "85258"} <= numbers
    assert {"0800 1111", "0808 800 5000", "116 123", "0808 2000 247"} <= numbers
    teams = organisation.pop("teams")
    assert all("checked_on" in block for block in [*organisation.values(), *teams.values()])
