"""Finds the topic of a message, as a component of Rasa's pipeline.

It is trained on the full key (`ask/retention_send`), and hands Rasa the retrieval intent together
with the response that was selected.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.response_selection import response_selector
from bot.nlu.topic_model import TopicModel

OUT_OF_SCOPE = "out_of_scope"
UNCLEAR = "unclear"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Rasa's view of the topic model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"unclear_below": 0.4, "out_of_scope_above": 0.4, "strength": 20.0}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model: TopicModel | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Raises ValueError when the model was never trained: an untrained one answers nothing."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = TopicModel.load(folder)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        examples = [
            (example.get(TEXT), example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))
            for example in training_data.intent_examples
        ]
        texts = [text for text, _ in examples]
        topics = [topic for _, topic in examples]
        self._model = TopicModel.learn(texts, topics, self._config["strength"])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._read(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def _read(self, message: Message) -> None:
        assert self._model is not None  # noqa: S101 - Rasa loads or trains before it reads
        ranking = self._model.ranking(message.get(TEXT) or "")
        topic, confidence = self._decide(ranking)
        found = {"name": topic.split("/")[0], "confidence": confidence}
        ranks = [{"name": name, "confidence": chance} for name, chance in ranking]
        message.set("intent", found, add_to_output=True)
        message.set("intent_ranking", ranks, add_to_output=True)
        if "/" in topic:
            selected = response_selector(topic, confidence)
            message.set("response_selector", selected, add_to_output=True)

    def _decide(self, ranking: list[tuple[str, float]]) -> tuple[str, float]:
        """The likeliest topic; unclear or out of scope where the thresholds say so."""
        topic, confidence = ranking[0]
        threshold = "out_of_scope_above" if topic == OUT_OF_SCOPE else "unclear_below"
        return (topic if confidence >= self._config[threshold] else UNCLEAR), confidence
