"""Repairs of Rasa Open Source 3.6.21, each with its upstream issue where there is one.

`apply()` swaps what Rasa offers no setting for; the rest is done by passing our own objects.
tests/bot/test_rasa_fixes.py says of each when it can go.
"""

import asyncio
from functools import cache
from typing import Any, NoReturn

import aiohttp
import rasa.core.agent
import rasa.core.processor
import rasa.shared.utils.common
from rasa.core.actions.action import Action, ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.events import ActionExecutionRejected, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import reading
from bot.message_parts import ALSO_ASKED, parts_of, with_parts
from bot.replies import replies_of
from bot.starting import starting

ACTION_SECONDS = 3.0
LAST_TOPIC = "last_topic"
_ALSO_ASKED = "utter_also_asked"


class ActionFailed(Exception):
    """An action answered with an error, too late, or not at all."""


def apply() -> None:
    """Put the repairs in place; call it before Rasa loads a model."""
    # RasaHQ/rasa#3243: a store that fails is replaced by one in memory, and the turn is lost.
    rasa.core.agent.FailSafeTrackerStore = _without_a_net
    rasa.core.agent.MessageProcessor = LoudProcessor
    rasa.core.processor.DaskGraphRunner = SequentialRunner
    # Every event that is read looks for its class through all classes anew.
    rasa.shared.utils.common.all_subclasses = cache(rasa.shared.utils.common.all_subclasses)
    # RasaHQ/rasa#11717: the JSON schema check of each action's answer takes 33 to 41 ms.
    RemoteAction._validate_action_result = _check_shape


def _without_a_net(tracker_store: TrackerStore, *_: Any, **__: Any) -> TrackerStore:
    return tracker_store


def _check_shape(_: RemoteAction, result: Any) -> bool:
    """Check what the rest of Rasa relies on; raises ActionFailed.

    The answers are our own action server's, built by the SDK: each event has its name, and Rasa
    refuses an event that it does not know.
    """
    is_sound = isinstance(result, dict) and all(
        isinstance(result.get(part, []), list)
        and all(isinstance(entry, dict) for entry in result.get(part, []))
        for part in ("events", "responses")
    )
    if not is_sound or not all("event" in event for event in result.get("events", [])):
        raise ActionFailed("The action server's answer has the wrong shape.")
    return True


class SequentialRunner(DaskGraphRunner):
    """Runs the nodes of the model one after the other.

    Dask plans, sorts and locks for each of the three runs of a turn, 40 % of the CPU of a question,
    to run a handful of nodes in one thread.
    """

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        return dict(self._output(name, done) for name in targets or self._graph_schema.target_names)

    def _output(self, name: str, done: dict[str, Any]) -> Any:
        """The node's name and output; the bare name for an input that was not given, as Dask."""
        if name in done:
            return done[name]
        if name not in self._instantiated_nodes:
            return name
        needs = self._graph_schema.nodes[name].needs.values()
        done[name] = self._instantiated_nodes[name](*(self._output(need, done) for need in needs))
        return done[name]


class LoudProcessor(MessageProcessor):
    """Rasa's processor, without the places where it swallows an error and goes on.

    RasaHQ/rasa#3243 and the `except Exception` of `_run_action`: an action that fails is logged,
    its events are lost and the person gets silence. Here it reaches the channel, and the turn is
    not saved. It also reads a message in the light of the question that is open (`bot.reading`).
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.on_circuit_break = _refuse_endless_turn

    async def handle_message(self, message: UserMessage) -> None:
        """Work one message and save its turn, or raise and save nothing."""
        tracker = await self.log_message(message, should_save_tracker=False)
        tracker = await self.run_action_extract_slots(message.output_channel, tracker)
        await self._run_prediction_loop(message.output_channel, tracker)
        self._offer_what_was_asked_besides(tracker)
        replies = replies_of(_events_of_this_turn(tracker))
        tracker.update(SlotSet(LAST_TOPIC, replies[-1]["topic"]), self.domain)
        await self.save_tracker(tracker)

    def _offer_what_was_asked_besides(self, tracker: DialogueStateTracker) -> None:
        """One message, several questions: the others of them as choices, after the answer."""
        assert tracker.latest_message is not None  # noqa: S101 - it has just been worked
        others = (tracker.latest_message.parse_data or {}).get(ALSO_ASKED)
        if not others:
            return
        answered = replies_of(_events_of_this_turn(tracker))[-1]["topic"]
        custom = {"topic": answered}
        words = self.domain.responses[_ALSO_ASKED][0]["text"]
        buttons = [{"title": self._title(topic), "payload": topic} for topic in others]
        data = {"buttons": buttons, "custom": custom}
        tracker.update(BotUttered(words, data, {"utter_action": _ALSO_ASKED}), self.domain)

    def _title(self, topic: str) -> str:
        return str(self.domain.responses[f"utter_ask/{topic}"][0]["custom"]["title"])

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> reading.ParseData:
        question = reading.OpenQuestion.of(tracker) if tracker else None
        safety = (message.metadata or {}).get("safety")
        known = reading.unclassified(message.text or "", question, safety)
        if known is not None:
            return known
        parsed = await super().parse_message(message, tracker, only_output_properties)
        last_topic = tracker.get_slot(LAST_TOPIC) if tracker else None
        if question is not None:
            return starting(reading.in_context(parsed, question))
        parts = [
            await super(LoudProcessor, self).parse_message(UserMessage(text=part), None)
            for part in parts_of(message.text or "")
        ]
        whole = with_parts(reading.in_context(parsed, None), parts)
        return starting(reading.after(whole, last_topic))

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """As Rasa's own, except that an error is not caught and nothing is sent on the way:
        the channel takes the replies from the saved events.
        """
        attempt = tracker.copy()
        attempt.update_with_events(prediction.events, self.domain)
        try:
            events = await action.run(output_channel, nlg, attempt, self.domain)
        except ActionExecutionRejection:
            tracker.update(
                ActionExecutionRejected(
                    action.name(), prediction.policy_name, prediction.max_confidence
                )
            )
        else:
            self._log_action_on_tracker(tracker, action, events, prediction)
        return self.should_predict_another_action(action.name())


class ActionEndpoint(EndpointConfig):
    """The action server: our token, 3 seconds, one kept connection, and every failure raised.

    RasaHQ/rasa#12886: Rasa opens a session and a connection for each call (the cure of 3.6.11
    was taken back in 3.6.15), and waits 300 s. It also puts the body of an error, which
    may hold a person's words, into its exception.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._session: aiohttp.ClientSession | None = None

    async def request(self, *_: Any, **call: Any) -> Any:
        """Run one action and return its answer; raises ActionFailed."""
        try:
            return await self._ask(call["json"])
        except asyncio.TimeoutError:
            raise ActionFailed("The action server took too long.") from None
        except aiohttp.ClientError as error:
            raise ActionFailed(f"The action server: {type(error).__name__}.") from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, body: dict[str, Any]) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=ACTION_SECONDS), headers=self.headers
            )
        url = f"{(self.url or '').rstrip('/')}/webhook"
        async with self._session.post(url, json=body) as answer:
            if answer.status != 200:
                raise ActionFailed(f"The action server answered {answer.status}.")
            return await answer.json()


def _refuse_endless_turn(*_: Any) -> NoReturn:
    raise ActionLimitReached("The turn did not come to an end.")


def _events_of_this_turn(tracker: DialogueStateTracker) -> list[Event]:
    events = list(tracker.events)
    start = next(
        place for place in range(len(events) - 1, -1, -1) if isinstance(events[place], UserUttered)
    )
    return events[start:]
