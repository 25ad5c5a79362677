"""What a person has answered so far: a value that a slot and a saved draft can hold."""

import json
from dataclasses import replace

import pytest

from actions.draft import SKIPPED, Answer, Draft
from tests.actions.drafts import WORRY, concern, whole_concern


def asked_next(draft: Draft) -> str | None:
    question = draft.next_question
    return question.slot if question else None


def test_a_draft_survives_a_slot_and_json() -> None:
    draft = replace(whole_concern(name=SKIPPED), picking="concern_factors").tried("concern_contact")

    assert Draft.of(json.loads(json.dumps(draft.as_slot()))) == draft


@pytest.mark.parametrize("nothing", [None, {}])
def test_an_empty_slot_is_no_draft(nothing: dict[str, object] | None) -> None:
    assert Draft.of(nothing) is None


def test_an_answer_clears_its_tries() -> None:
    draft = concern().tried("concern_name").tried("concern_name")

    assert draft.tries_at("concern_name") == 2
    assert draft.put("concern_name", Answer("Jo", "Jo")).tries_at("concern_name") == 0


def test_the_answer_to_be_changed_is_asked_before_those_that_are_still_open() -> None:
    draft = concern(worry=WORRY, contact="07700 900123").without("concern_contact")

    assert asked_next(draft) == "concern_contact"
    assert asked_next(draft.put("concern_contact", SKIPPED)) == "concern_happened"


def test_a_question_that_does_not_count_is_neither_asked_nor_reached_by_going_back() -> None:
    public = whole_concern()
    slots = [question.slot for question in public.asked]

    assert "concern_job_role" not in slots
    assert "concern_not_aware_reason" not in slots
    assert "concern_safe_contact" not in [q.slot for q in whole_concern(contact=SKIPPED).asked]
    before = public.before("concern_name")
    assert before is not None
    assert before.slot == "concern_writer"


def test_an_answer_that_no_longer_counts_is_kept_for_when_it_does_again() -> None:
    professional = whole_concern(writer="professional", job_role="nurse")
    public = professional.put("concern_writer", Answer("public", "public"))

    assert "concern_job_role" not in [question.slot for question in public.asked]
    assert public.value("concern_job_role") == "nurse"


def test_a_finished_draft_asks_only_what_must_be_known() -> None:
    assert asked_next(concern(worry=WORRY).finished) is None
    assert asked_next(concern(name="Jo").finished) == "concern_worry"


def test_it_may_be_sent_when_each_mandatory_answer_is_there() -> None:
    assert concern(worry=WORRY).has_what_is_needed
    assert not concern(about="12 Mill Lane").has_what_is_needed


def test_the_contact_is_the_one_given() -> None:
    assert whole_concern(contact="jo@example.com").contact == "jo@example.com"
    assert whole_concern(contact=SKIPPED).contact is None
