"""What the form of the tasks says: each question with its choices and ways on, and the check."""

from datetime import datetime
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots
from actions.draft import Answer, Draft
from actions.enquiry_client import CallbackSlot, EnquiryClient, Hours, Logged, SavedDraft
from actions.tasks import Question, Reads

Button = dict[str, str]

_NEVER_AS_TYPED = frozenset({Reads.REFERENCE, Reads.DRAFT_REFERENCE, Reads.CODE, Reads.PROOF})


class Wording:
    """Says things about one draft, in the words of the domain's responses."""

    never_as_typed = _NEVER_AS_TYPED

    def __init__(self, dispatcher: CollectingDispatcher, domain: DomainDict, draft: Draft) -> None:
        self._dispatcher = dispatcher
        self._responses: dict[str, Any] = domain["responses"]
        self._draft = draft

    async def ask_next(self, enquiries: EnquiryClient) -> str | None:
        """Ask what is open; the slot that is asked for, None when nothing is left to ask."""
        if self._draft.is_saving:
            self._say("utter_question_task_save_contact", buttons=self._ways(["skip"]))
            return slots.SAVE_CONTACT
        if self._draft.is_changing:
            return self._ask_what_to_change()
        question = self._draft.next_question
        if question is not None:
            return await self._ask(question, enquiries)
        return self._ask_to_confirm() if self._draft.task.has_check else None

    def say_start(self, *, with_words: bool) -> None:
        """What the task is and what is asked; the answer to a topic that asks how it is done."""
        task, topic = self._draft.task.name, self._draft.topic
        said = (f"utter_start_{topic}", f"utter_start_{task}", f"utter_ask/{task}")
        self._say(next(response for response in said if response in self._responses))
        if with_words:
            self.say_told()

    def say_told(self) -> None:
        self._say("utter_task_told")

    def say_open(self, wanted: str) -> None:
        """A task is open: the same one goes on, another one has to wait for it."""
        is_same = self._draft.topic == wanted or wanted in self._draft.task.opened_by
        self._say("utter_task_already_open" if is_same else "utter_task_other_open")

    def say_sent(self, logged: Logged, hours: Hours) -> None:
        """The reference, what happens next and by when, and whom to ring if it cannot wait."""
        response = f"utter_sent_{self._draft.task.name}"
        copies = self._responses["utter_task_copy"][0]["custom"]
        unreached = _unreached(self._draft)
        reached = self._responses[response][0]["custom"].get("reached", "")
        self._say(
            response,
            reference=logged.reference,
            read_by=logged.read_by,
            when=self._when_rung(),
            next=f"{reached} " if reached and not unreached else "",
            copy=copies[unreached or logged.acknowledged or "kept"],
            closed=closed_words(hours, self._responses),
        )

    def say_wanted(self, wanted: dict[str, str] | None) -> None:
        """What else was asked for while this was open, as a choice that starts it."""
        if not wanted:
            return
        buttons = [
            {"title": self._title(topic), "payload": f"start_task:{topic}", "topic": topic}
            for topic in wanted
        ]
        self._dispatcher.utter_message(
            response="utter_task_wanted", buttons=buttons, topic=next(iter(wanted))
        )

    def _title(self, topic: str) -> str:
        answer = self._responses.get(f"utter_ask/{topic}")
        titles = self._responses["utter_unclear"][0]["custom"]["titles"]
        return str(answer[0]["custom"]["title"] if answer else titles[topic])

    def _when_rung(self) -> str:
        """When somebody who asked for it is rung."""
        asked = (q for q in self._draft.task.questions if q.reads is Reads.CALLBACK_SLOT)
        value = next((self._draft.value(question.slot) for question in asked), None)
        if isinstance(value, dict):
            return f"{self._word('rung_on')} {_time(value)}"
        return self._word("rung_as_said" if value else "rung_in_hours")

    def say_cancelled(self) -> None:
        again = [
            {
                "title": self._word("again"),
                "payload": f"start_task:{self._draft.topic}",
                "topic": self._draft.topic,
            }
        ]
        self._say("utter_task_cancelled", buttons=again)

    def say_changed(self) -> None:
        self._say("utter_task_changed")

    def say_choose(self) -> None:
        self._say("utter_task_choose")

    def say_change_unclear(self) -> None:
        self._say("utter_task_change_unclear")

    def say_needed(self, question: Question) -> None:
        self._say(self._own("needed", question, "utter_task_needed"))

    def say_asked_twice(self, question: Question) -> None:
        self._say(self._own("unknown", question, f"utter_unknown_{question.reads.value}"))

    def say_still_unknown(self, question: Question) -> None:
        self._say(self._own("still_unknown", question, "utter_task_still_unknown"))

    def say_unread(self, question: Question, tries: int, fault: str | None) -> None:
        """The first time what is right, then with an example."""
        kind = "unread" if tries == 1 else "example"
        if fault is not None:
            self._say(f"utter_{kind}_date_{fault}")
        else:
            self._say(self._own(kind, question, f"utter_{kind}_{question.reads.value}"))

    def say_unread_contact(self) -> None:
        self._say("utter_example_contact")

    def say_as_typed(self) -> None:
        self._say("utter_task_as_typed")

    def say_not_saved(self) -> None:
        self._say("utter_task_not_saved")

    def say_saved(self, saved: SavedDraft) -> None:
        self._say("utter_task_saved", reference=saved.reference, kept_until=saved.kept_until)

    async def _ask(self, question: Question, enquiries: EnquiryClient) -> str:
        buttons = [*self._choices(question), *self._ways(self._ways_on(question))]
        if question.reads is Reads.CALLBACK_SLOT:
            buttons = [*_times(await enquiries.callback_slots()), *buttons]
        self._say(f"utter_question_{question.slot}", buttons=buttons)
        return question.slot

    def _ask_to_confirm(self) -> str:
        lines = [self._line(q) for q in self._draft.asked if q.slot in self._draft.answers]
        answers = "\n\n".join(lines)
        self._say(
            "utter_question_task_is_confirmed", answers=answers, buttons=self._ways(["pause"])
        )
        return slots.CONFIRMED

    def _ask_what_to_change(self) -> str:
        buttons = [
            {
                "title": self._label(q),
                "payload": f"change_answer:{q.slot}",
                "topic": "change_answer",
            }
            for q in self._draft.asked
            if q.slot in self._draft.answers
        ]
        self._say("utter_question_task_change", buttons=[*buttons, *self._ways(["go_back"])])
        return slots.CHANGE

    def _choices(self, question: Question) -> list[Button]:
        picked = self._draft.value(question.slot) or []
        return [
            {"title": title, "payload": f"answer:{value}", "topic": self._draft.topic}
            for value, title in (self._custom(question).get("choices") or {}).items()
            if question.reads is not Reads.CHOICES or value not in picked
        ]

    def _ways_on(self, question: Question) -> list[str]:
        """What a person may do besides answering."""
        draft = self._draft
        is_list = question.reads in (Reads.CHOICES, Reads.CALLBACK_SLOT)
        others = [q for q in draft.asked if q.slot not in draft.answers and q is not question]
        ways = []
        if draft.picking == question.slot:
            ways.append("that_is_all")
        elif not question.is_mandatory:
            ways.append("skip")
        if draft.before(question.slot) is not None:
            ways.append("go_back")
        if not is_list and draft.task.is_long and draft.has_what_is_needed and len(others) > 1:
            ways.append("finish")
        if not is_list and draft.task.is_long and draft.answers:
            ways.append("pause")
        return [*ways, "cancel"]

    def _ways(self, ways: list[str]) -> list[Button]:
        payloads = {"that_is_all": "skip"}
        return [
            {
                "title": self._word(way),
                "payload": payloads.get(way, way),
                "topic": _TOPICS.get(way, self._draft.topic),  # "that is all" is an answer
            }
            for way in ways
        ]

    def _line(self, question: Question) -> str:
        answer = self._draft.answers[question.slot]
        unchecked = "" if answer.is_checked else f" ({self._word('unchecked')})"
        return f"{self._label(question)}: {self._shown(question, answer)}{unchecked}"

    def _shown(self, question: Question, answer: Answer) -> str:
        """An answer as the person reads it back."""
        titles: dict[str, str] = self._custom(question).get("choices") or {}
        value = answer.value
        if value is None or value == []:
            return answer.typed if not answer.is_checked else self._word("no_answer")
        if question.reads is Reads.CHILDREN:
            return "; ".join(", ".join(str(part) for part in child.values()) for child in value)
        if question.reads is Reads.CHOICES:
            return ", ".join(titles.get(each, each) for each in value)
        if question.reads is Reads.CHOICE:
            return titles.get(value, answer.typed or value)
        return _time(value) if isinstance(value, dict) else str(value)

    def _label(self, question: Question) -> str:
        return str(self._custom(question)["label"])

    def _custom(self, question: Question) -> dict[str, Any]:
        custom: dict[str, Any] = self._responses[f"utter_question_{question.slot}"][0]["custom"]
        return custom

    def _word(self, name: str) -> str:
        return str(self._responses["utter_task_words"][0]["custom"][name])

    def _own(self, kind: str, question: Question, usual: str) -> str:
        """The question's own words for this, where it has them."""
        own = f"utter_{kind}_{question.slot}"
        return own if own in self._responses else usual

    def _say(self, response: str, buttons: list[Button] | None = None, **values: Any) -> None:
        self._dispatcher.utter_message(
            response=response, buttons=buttons or [], topic=self._draft.topic, **values
        )


def closed_words(hours: Hours, responses: dict[str, Any]) -> str:
    """Whom to ring while nobody is there; empty in opening hours and without a number."""
    if hours.is_open or not hours.emergency_duty_number:
        return ""
    words = responses["utter_task_words"][0]["custom"]["closed"]
    return f"{words} {hours.emergency_duty_number}."


def _unreached(draft: Draft) -> str | None:
    """Why nobody will get in touch: no way to do so was left, or it was not wanted."""
    if not draft.contact:
        return "no_contact"
    safe = [draft.value(q.slot) for q in draft.task.questions if q.field == "safe_contact"]
    return "do_not_contact" if "none" in safe else None


_TOPICS = {
    "skip": "skip",
    "go_back": "go_back",
    "finish": "affirm",
    "pause": "pause",
    "cancel": "cancel",
}


def _time(slot: dict[str, str]) -> str:
    starts, ends = (datetime.fromisoformat(slot[end]) for end in ("starts_at", "ends_at"))
    return f"{starts:%A} {starts.day} {starts:%B}, {_hour(starts)} to {_hour(ends)}"


def _hour(at: datetime) -> str:
    """`9am`, `1:30pm`."""
    minutes = f":{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def _times(times: list[CallbackSlot]) -> list[Button]:
    return [
        {
            "title": t.words,
            "payload": f"answer:{t.starts_at}/{t.ends_at}",
            "topic": "request_callback",
        }
        for t in times
    ]
