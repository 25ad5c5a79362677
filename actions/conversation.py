"""Talk that belongs to no task: what was meant, and saying something again."""

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import unclear_before

_MOST_CHOICES = 3
_WITHOUT_A_GUESS = ("raise_concern", "help_menu")
_PERSON = "speak_to_person"


class ActionOfferTopics(Action):
    """Offer the likeliest topics as choices, and "none of these"; the second time a person too."""

    def name(self) -> str:
        return "action_offer_topics"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        titles = _titles(domain)
        likeliest = [name for name in _ranked(tracker) if name in titles][:_MOST_CHOICES]
        is_again = bool(unclear_before(tracker))
        chosen = likeliest or list(_WITHOUT_A_GUESS)
        if is_again or not likeliest:
            others = [name for name in chosen if name != _PERSON]
            chosen = [_PERSON, *others[: _MOST_CHOICES - 1]]
        buttons = [_button(titles[name], name.split("/")[-1]) for name in chosen]
        wording = domain["responses"]["utter_unclear"][0]["custom"]
        buttons.append(_button(wording["none_of_these"], "none_of_these", topic="unclear"))
        said = "utter_unclear_again" if is_again else "utter_unclear"
        dispatcher.utter_message(response=said, buttons=buttons)
        return []


class ActionSayAgain(Action):
    """Say the replies of the turn before once more."""

    def name(self) -> str:
        return "action_say_again"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        for said in _last_replies(tracker.events):
            data = said["data"]
            dispatcher.utter_message(
                text=said["text"],
                buttons=data.get("buttons") or [],
                json_message={**(data.get("custom") or {}), "topic": "repeat"},
            )
        if not dispatcher.messages:
            dispatcher.utter_message(response="utter_nothing_to_repeat")
        return []


def _ranked(tracker: Tracker) -> list[str]:
    return [rank["name"] for rank in tracker.latest_message.get("intent_ranking") or []]


def _titles(domain: DomainDict) -> dict[str, str]:
    """What each topic is called on a button, by its name in the classifier's ranking."""
    responses = domain["responses"]
    answers = {
        name.removeprefix("utter_"): variants[0]["custom"].get("title")
        for name, variants in responses.items()
        if name.startswith("utter_ask/")
    }
    titles = {name: title for name, title in answers.items() if title}
    return {**titles, **responses["utter_unclear"][0]["custom"]["titles"]}


def _button(title: str, value: str, topic: str | None = None) -> dict[str, str]:
    return {"title": title, "payload": value, "topic": topic or value}


def _last_replies(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The assistant's messages between the last two of the person."""
    of_person = [place for place, event in enumerate(events) if event["event"] == "user"]
    if len(of_person) < 2:
        return
    for event in events[of_person[-2] : of_person[-1]]:
        if event["event"] == "bot":
            yield event
