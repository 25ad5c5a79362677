"""What a story changes in a draft: the answers it gives, and those it corrects."""

from actions.draft import Answer, Draft
from actions.story import Story


def with_facts(draft: Draft, story: Story, *, besides: str = "") -> Draft:
    """The draft with the questions that the story answers, where nobody has yet.

    `besides`: the slot of a question whose answer in it could not be read.
    """
    for question in draft.task.questions:
        fact = story.facts.get(question.takes)
        if fact is not None and question.slot not in {*draft.answers, besides}:
            draft = draft.put(question.slot, fact)
    return draft


def with_choices(draft: Draft, text: str) -> Draft:
    """With the choices that a story names, at the questions that are answered by it."""
    for question in draft.task.questions:
        picked = question.choices_in(text) if question.takes == "story" else []
        if picked and question.slot not in draft.answers:
            draft = draft.put(question.slot, Answer(text, picked))
    return draft


def corrected_by(draft: Draft, story: Story) -> Draft | None:
    """With the facts of "actually my number is ..." in place of what was answered before."""
    changed = {
        question.slot: story.facts[question.takes]
        for question in draft.task.questions
        if question.takes in story.facts and question.slot in draft.answers
    }
    for slot, fact in changed.items():
        draft = draft.put(slot, fact)
    return draft if changed else None
