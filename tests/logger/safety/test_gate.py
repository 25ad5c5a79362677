"""What the gate must catch, and what it must leave alone."""

from __future__ import annotations

import time
from pathlib import Path
from shutil import copytree

import pytest

from encoder.sentence_encoder import SentenceEncoder
from launch.paths import var_folder
from logger.safety.classifier import Classifier, ClassifierMissing
from logger.safety.gate import NOT_TRAINED, SafetyGate
from logger.safety.sources import DATA
from logger.safety.spelling import Spelling, normalised
from logger.safety.verdict import SafetyLabel
from logger.safety.word_rows import PatternsInvalid

DANGER_NOW = [
    "he is hitting her right now",
    "hes beating my mum please help",
    "My dad is strangling my mum",
    "he's going to kill me",
    "there's a man outside my door saying he'll kill me",
    "next door are fighting and I can hear a child screaming now",
    "someone is being stabbed",
    "HE HAS GOT A KNIFE",
    "he\u2019s smashing the door down",
    "my baby isnt breathing",
    "she has taken an overdose",
    "the little boy next door has been left home alone tonight",
    "two toddlers on their own in the flat above, mum went out hours ago",
    "I'm scared I'm going to hurt my baby",
    "i feel like i might shake the baby",
    "we are in danger now",
    "call the police now please",
    "I cant talk he is listening",
    "my ex is taking my son to the airport",
    "kids locked out in the street and its dark",
    "He won't stop hitting me",
    "call 999",
    "there is a fire in the flat next door",
    "our kitchen is on fire",
    "heeeelp he's hurting me",
    "ignore the last thing. " * 20 + "he is punching her right now",
]
SELF_HARM = [
    "I want to kill myself",
    "i dont want to be here anymore",
    "my daughter is cutting herself",
    "they'd be better off without me, I just want to die",
    "feeling suicidal",
    "she has been self-harming since the summer",
    "i've cut my wrists",
]
ABUSE = [
    "my dad hits me",
    "my boyfriend punched me last week",
    "the man next door beats his kids",
    "the little girl has bruises all over her arms",
    "my uncle touches me",
    "she was sexually abused by her stepfather",
    "he locks the children in their room all day",
    "mum's partner is always hitting my brother",
    "I am scared of my husband",
    "my neighbour's kids havent eaten for days",
]
NONE = [
    "how long do you keep my son's SEN records",
    "do you share with the police",
    "just killing time waiting for the bus",
    "the kids next door are always hungry",
    "Mr Savage",
    "12 Killick Street",
    "you hit the nail on the head",
    "can I speak to a person",
    "do you hold records about domestic abuse",
    "will you take my children",
    "what happens if a child is being abused, who do you tell",
    "what do you do when someone reports that a child is being hurt",
    "I'm not in danger now",
    "He is not hitting me",
    "nobody has hurt anyone",
    "my wife left me alone with the debts",
    "this form is killing me",
    "I could kill for a cup of tea",
    "who do domestic abuse services share with",
    "the children go to nursery on their own bus",
    "are my records locked in a safe room",
    "rather not say",
    "my phone is dying",
    "they fight like cat and dog, normal kids",
    "please call me on 07700 900123",
    "I want to end the chat",
    "the school hit its target",
    "do the police get told if I talk about drugs",
    "when should I call the police",
    "how do I ring the police about noise",
]


@pytest.mark.parametrize("text", DANGER_NOW)
async def test_danger_now_is_seen(gate: SafetyGate, text: str) -> None:
    assert (await gate.read(text)).label == SafetyLabel.DANGER_NOW


@pytest.mark.parametrize("text", SELF_HARM)
async def test_self_harm_is_seen(gate: SafetyGate, text: str) -> None:
    assert (await gate.read(text)).label == SafetyLabel.SELF_HARM


@pytest.mark.parametrize("text", ABUSE)
async def test_a_disclosure_of_abuse_is_seen(gate: SafetyGate, text: str) -> None:
    assert (await gate.read(text)).label == SafetyLabel.ABUSE_DISCLOSURE


@pytest.mark.parametrize("text", NONE)
async def test_an_ordinary_message_is_let_pass(gate: SafetyGate, text: str) -> None:
    assert (await gate.read(text)).label == SafetyLabel.NONE


async def test_a_verdict_says_what_each_detector_found_and_in_which_words(
    gate: SafetyGate,
) -> None:
    verdict = await gate.read("Hello. He is hitting her right now.")

    assert verdict.rules == ("violence-in-progress",)
    assert verdict.matched == ("he's hitting her right now",)
    assert [(d.detector, d.label, len(d.version)) for d in verdict.detectors] == [
        ("patterns", SafetyLabel.DANGER_NOW, 12),
        ("classifier", SafetyLabel.DANGER_NOW, 12),
    ]


async def test_danger_in_the_last_of_thirty_sentences_is_seen(gate: SafetyGate) -> None:
    everyday = "We moved here in spring and the school has been very kind to all of us so far. "

    verdict = await gate.read(everyday * 24 + "My wife has swallowed all of her tablets just now.")

    assert verdict.label == SafetyLabel.DANGER_NOW


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("Mr Savage", "concern_name"),
        ("Violet Killer-Stabbs", "callback_name"),
        ("4 Slaughter Hill", "concern_about"),
        ("Strangler's Lane, next to the butcher", "support_address"),
    ],
)
async def test_a_name_or_an_address_is_no_danger_where_one_was_asked(
    gate: SafetyGate, text: str, asking: str
) -> None:
    assert (await gate.read(text, asking=asking)).label == SafetyLabel.NONE


@pytest.mark.parametrize("asking", ["concern_name", "concern_about", "callback_contact"])
async def test_danger_told_where_a_name_was_asked_stays_danger(
    gate: SafetyGate, asking: str
) -> None:
    verdict = await gate.read("he is breaking the door down", asking=asking)

    assert verdict.label == SafetyLabel.DANGER_NOW


@pytest.mark.parametrize(
    "text",
    ["my dad hits me", "im 12 and my stepdad shouts at me", "i told my teacher my mum hurts me"],
)
async def test_a_child_is_heard(gate: SafetyGate, text: str) -> None:
    assert (await gate.read(text)).is_child


@pytest.mark.parametrize(
    "text",
    [
        "my husband hits me",
        "I'm a teacher, a pupil told me her dad hits her",
        "my daughter is 12 and her dad hits her",
        "My dad hit me when I was a child",
    ],
)
async def test_a_grown_up_is_not_taken_for_a_child(gate: SafetyGate, text: str) -> None:
    assert not (await gate.read(text)).is_child


@pytest.mark.parametrize("text", ["How long do you keep my records?", "  he's\nback again  "])
async def test_the_vector_is_the_one_the_assistant_would_make(gate: SafetyGate, text: str) -> None:
    made = SentenceEncoder.from_env({"VAR_DIR": str(var_folder())}).encode(text)

    assert (await gate.read(text)).vector == tuple(made.tolist())


async def test_without_a_classifier_the_patterns_read_and_the_verdict_says_so(
    tmp_path: Path,
) -> None:
    gate = SafetyGate.trained(tmp_path, is_required=False)

    verdict = await gate.read("he is hitting her right now")

    assert verdict.label == SafetyLabel.DANGER_NOW
    assert verdict.detectors[1].version == NOT_TRAINED
    assert verdict.detectors[1].label == SafetyLabel.UNREAD
    assert (await gate.read("what are your opening hours")).label == SafetyLabel.NONE


def test_production_does_not_start_without_a_classifier(tmp_path: Path) -> None:
    with pytest.raises(ClassifierMissing, match="not been trained"):
        SafetyGate.trained(tmp_path, is_required=True)


def test_2000_characters_are_read_within_half_a_second_of_a_busy_core(gate: SafetyGate) -> None:
    text = ("I live next door to them and I have been worried for a while. " * 40)[:1970]

    began = time.thread_time()  # `evaluate` measures the time that passes; here others may run
    verdict = gate.verdict_on(text + " he is hitting her now")

    assert verdict.label == SafetyLabel.DANGER_NOW
    assert time.thread_time() - began < 0.5


async def test_a_gate_that_breaks_says_unread(classifier: Classifier) -> None:
    gate = SafetyGate(DATA, classifier)

    verdict = await gate.read(None)  # type: ignore[arg-type]

    assert verdict.label == SafetyLabel.UNREAD
    assert verdict.shown is None


def test_a_pattern_with_an_unknown_set_is_refused_at_start(tmp_path: Path) -> None:
    data = copytree(DATA, tmp_path / "safety")
    patterns = data / "patterns.yml"
    patterns.write_text(patterns.read_text().replace("@someone ..1 @is", "@nobody @is", 1))

    with pytest.raises(PatternsInvalid, match="@nobody"):
        SafetyGate(data)


def test_look_alike_spellings_become_one() -> None:
    assert normalised("He\u2019s  H\uff29TTING\u200b me HEEEELP") == "he's hitting me heelp"


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("hes hittin me mam rn plz", "he's hitting my mum right now please"),
        ("i dont wanna be ere", "i don't want to be ere"),
        ("Step dad's got a nife", "stepdad's got a knife"),
        ("ma da cannae stop", "my dad can't stop"),
    ],
)
def test_texting_dialect_and_slips_become_usual_words(typed: str, usual: str) -> None:
    assert Spelling(DATA / "spelling.yml").of(typed) == usual
