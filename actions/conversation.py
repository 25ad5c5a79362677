"""Talk that belongs to no task: what was meant, and saying something again."""

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

_MOST_CHOICES = 3


class ActionOfferTopics(Action):
    """Offer the likeliest topics as choices, and "none of these"."""

    def name(self) -> str:
        return "action_offer_topics"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        wording = domain["responses"]["utter_unclear"][0]["custom"]
        ranking = tracker.latest_message.get("intent_ranking") or []
        likeliest = [rank["name"] for rank in ranking if rank["name"] in wording["titles"]]
        chosen = (likeliest or list(wording["titles"]))[:_MOST_CHOICES]
        buttons = [_button(wording["titles"][key], key.split("/")[-1]) for key in chosen]
        nothing = _button(wording["none_of_these"], "none_of_these", topic="unclear")
        dispatcher.utter_message(response="utter_unclear", buttons=[*buttons, nothing])
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
