"""Each task as somebody goes through it: what is asked, what is answered, what is logged."""

from dataclasses import dataclass
from typing import Any

from tests.bot.parts import SLOTS, Answer, Conversation, ServiceApi

PHONE = {"contact": "07700 900123", "phone_number": "+447700900123", "email_address": None}
EMAIL = {"contact": "jo@example.com", "phone_number": None, "email_address": "jo@example.com"}
SAFE = {"safe_contact": "any"}
CHECKED: dict[str, Any] = {"typed": {}, "unchecked": []}


@dataclass(frozen=True)
class TaskExample:
    """`answers`: each question's slot with the words typed, or `>` and the choice pressed."""

    topic: str
    kind: str
    answers: tuple[tuple[str, str], ...]
    details: dict[str, Any]
    choice: str = ""

    def start(self, conversation: Conversation) -> Answer:
        return conversation.choose(self.choice or self.topic)

    def answer_until(self, conversation: Conversation, slot: str) -> Answer:
        """Start it and answer until this question is asked."""
        asked = self.start(conversation)
        for question, words in self.answers:
            if question == slot:
                break
            asked = answer(conversation, words)
        assert asked.asking == slot
        return asked

    def reach_the_check(self, conversation: Conversation) -> Answer:
        return self.answer_until(conversation, "task_is_confirmed")


SUPPORT = TaskExample(
    "request_support",
    "support_request",
    (
        ("support_needs", "We cannot cope since their dad left"),
        ("support_children", "Tom is 9 and Ella is 6"),
        ("support_areas", ">housing"),
        ("support_areas", ">skip"),
        ("support_tried", "we asked our landlord"),
        ("support_others", "the health visitor"),
        ("support_name", "Sam Green"),
        ("support_contact", "07700 900123"),
        ("support_safe_contact", ">any"),
        ("support_postcode", "ch65 0ba"),
        ("support_language", "an interpreter for Polish"),
    ),
    {
        "needs": "We cannot cope since their dad left",
        "children": [{"name": "Tom", "age": "9"}, {"name": "Ella", "age": "6"}],
        "areas": ["housing"],
        "tried": "we asked our landlord",
        "others_involved": "the health visitor",
        "name": "Sam Green",
        **PHONE,
        **SAFE,
        "postcode": "CH65 0BA",
        "language_needs": "an interpreter for Polish",
        "typed": {"children": "Tom is 9 and Ella is 6", "postcode": "ch65 0ba"},
        "unchecked": [],
    },
)
CALLBACK = TaskExample(
    "request_callback",
    "callback",
    (
        ("callback_phone", "07700 900123"),
        ("callback_slot", f">{SLOTS[1]['starts_at']}/{SLOTS[1]['ends_at']}"),
        ("callback_topic", "my rent"),
        ("callback_name", "Jo"),
        ("callback_message", ">without_who"),
    ),
    {
        **PHONE,
        "slot": {"starts_at": SLOTS[1]["starts_at"], "ends_at": SLOTS[1]["ends_at"]},
        "topic": "my rent",
        "name": "Jo",
        "may_leave_message": True,
        "may_say_who": False,
        **CHECKED,
    },
)
RIGHTS = TaskExample(
    "access_request",
    "data_rights_request",
    (
        ("rights_whose", "my daughter's"),
        ("rights_what", "the notes from the visit in March"),
        ("rights_name", "Ann Brown"),
        ("rights_identity", "3 May 1980, 12 Mill Lane"),
        ("rights_reply_by", ">post"),
        ("rights_contact", "jo@example.com"),
        ("rights_safe_contact", ">any"),
    ),
    {
        "right": "access",
        "whose": "my daughter's",
        "what": "the notes from the visit in March",
        "name": "Ann Brown",
        "identity": "3 May 1980, 12 Mill Lane",
        "reply_by": "post",
        **EMAIL,
        **SAFE,
        **CHECKED,
    },
    choice="start_task:access_request",
)
COMPLAINT = TaskExample(
    "service_complaint",
    "service_complaint",
    (
        ("complaint_what", "the worker never turned up and nobody rang"),
        ("complaint_outcome", "an apology"),
        ("complaint_name", "Jo Green"),
        ("complaint_contact", "jo@example.com"),
        ("complaint_safe_contact", ">any"),
    ),
    {
        "what_happened": "the worker never turned up and nobody rang",
        "outcome_wanted": "an apology",
        "name": "Jo Green",
        **EMAIL,
        **SAFE,
        **CHECKED,
    },
)
DETAILS = TaskExample(
    "update_details",
    "details_update",
    (
        ("details_changed", "we live at 4 Elm Road now"),
        ("details_since", "since last week"),
        ("details_whose", "the whole family"),
        ("details_name", "Jo Green"),
        ("details_contact", "07700 900123"),
        ("details_safe_contact", ">any"),
    ),
    {
        "what_changed": "we live at 4 Elm Road now",
        "since": "since last week",
        "for_whom": "the whole family",
        "name": "Jo Green",
        **PHONE,
        **SAFE,
        **CHECKED,
    },
)
BREACH = TaskExample(
    "data_breach",
    "data_breach",
    (
        ("breach_what", "my letter went to the flat upstairs"),
        ("breach_still_exposed", ">yes"),
        ("breach_when", "yesterday"),
        ("breach_whose", "mine and my son's"),
        ("breach_name", "Jo Green"),
        ("breach_contact", "07700 900123"),
        ("breach_safe_contact", ">any"),
    ),
    {
        "what": "my letter went to the flat upstairs",
        "still_exposed": "yes",
        "happened_when": "yesterday",
        "whose": "mine and my son's",
        "name": "Jo Green",
        **PHONE,
        **SAFE,
        **CHECKED,
    },
)
EXAMPLES = (SUPPORT, CALLBACK, RIGHTS, COMPLAINT, DETAILS, BREACH)


def answer(conversation: Conversation, words: str) -> Answer:
    if not words.startswith(">"):
        return conversation.say(words)
    choice = words[1:]
    return conversation.choose(choice if choice == "skip" else f"answer:{choice}")


def logged(service_api: ServiceApi, conversation: Conversation) -> dict[str, Any]:
    """The details of the one enquiry of this conversation."""
    (enquiry,) = service_api.enquiries_of(conversation.id)
    return dict(enquiry["details"])
