"""Each repair of Rasa does its work, and is still needed: when one of these fails, it can go."""

import inspect
from typing import Any

import pytest
import rasa.core.actions.action
import rasa.core.agent
import rasa.core.processor
import rasa.core.tracker_store
import rasa.shared.utils.common
import rasa.utils.endpoints
from rasa.core.actions.action import RemoteAction
from rasa.engine.runner.dask import DaskGraphRunner

from bot.rasa_fixes import ActionEndpoint, ActionFailed, LoudProcessor, SequentialRunner
from bot.tracker_store import PostgresTrackerStore
from tests.bot.parts import Bot


def source(thing: Any) -> str:
    return inspect.getsource(thing)


def test_rasa_still_falls_back_to_memory_when_a_store_fails() -> None:
    assert "fallback_tracker_store.save" in source(
        rasa.core.tracker_store.FailSafeTrackerStore.save
    )


def test_our_store_is_not_wrapped(bot: Bot) -> None:
    assert type(bot.app.ctx.agent.tracker_store) is PostgresTrackerStore
    assert bot.app.ctx.agent.processor.tracker_store is bot.app.ctx.agent.tracker_store


def test_rasa_still_goes_on_when_an_action_raises() -> None:
    assert "Bot will continue" in source(rasa.core.processor.MessageProcessor._run_action)


def test_our_processor_is_loaded(bot: Bot) -> None:
    assert type(bot.app.ctx.agent.processor) is LoudProcessor


def test_rasa_still_checks_each_answer_against_a_schema() -> None:
    assert "validate(result" in source(rasa.core.actions.action).replace("\n", " ")
    assert RemoteAction._validate_action_result.__module__ == "bot.rasa_fixes"


@pytest.mark.parametrize(
    "answer", [None, [], "text", {"events": {}}, {"events": [{}]}, {"responses": ["hello"]}]
)
def test_an_answer_of_the_wrong_shape_is_refused(bot: Bot, answer: object) -> None:
    with pytest.raises(ActionFailed):
        RemoteAction("an_action", None)._validate_action_result(answer)


def test_a_sound_answer_passes(bot: Bot) -> None:
    answer = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "b"}]}

    assert RemoteAction("an_action", None)._validate_action_result(answer)


def test_rasa_still_opens_a_session_for_each_action_call() -> None:
    assert "async with self.session() as session" in source(
        rasa.utils.endpoints.EndpointConfig.request
    )


def test_our_endpoint_keeps_its_connection(bot: Bot) -> None:
    endpoint = bot.app.ctx.agent.action_endpoint

    assert type(endpoint) is ActionEndpoint
    assert bot.app.ctx.agent.processor.action_endpoint is endpoint


def test_rasa_still_waits_five_minutes_for_an_action() -> None:
    assert rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT == 300


def test_rasa_still_plans_each_run_of_the_model_with_dask() -> None:
    assert "dask.get" in source(DaskGraphRunner.run)


def test_our_runner_finds_what_dask_finds(bot: Bot) -> None:
    processor = bot.app.ctx.agent.processor
    runner = processor.graph_runner
    assert type(runner) is SequentialRunner

    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.trackers import DialogueStateTracker

    def read(run: Any) -> Any:
        inputs = {
            "__message__": [UserMessage("how long do you keep SEN records", message_id="1")],
            "__tracker__": DialogueStateTracker.from_events("a", []),
        }
        target = processor.model_metadata.nlu_target
        return run(inputs=inputs, targets=[target])[target][0].as_dict()

    assert read(runner.run) == read(lambda **call: DaskGraphRunner.run(runner, **call))


def test_rasa_still_searches_all_classes_for_each_event() -> None:
    assert "all_subclasses(Event)" in source(rasa.shared.core.events)
    assert hasattr(rasa.shared.utils.common.all_subclasses, "cache_info")
