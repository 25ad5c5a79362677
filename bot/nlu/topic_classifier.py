"""Finds the topic of a message, as a component of Rasa's pipeline.

It is trained on the full key (`ask/retention_send`), and hands Rasa the retrieval intent together
with the response that was selected.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.gates import Gates
from bot.nlu.response_selection import response_selector
from bot.nlu.sentence_featurizer import SentenceFeaturizer, vector_on
from bot.nlu.sentence_vectors import vector_of
from bot.nlu.spacing import spaced
from bot.nlu.topic_model import TopicModel

_GATES = {"answer_from": 0.5, "out_of_scope_from": 0.1, "pull": 0.25, "known_from": 0.3}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Rasa's view of the topic model and its gates."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return dict(_GATES)

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._gates = Gates(**{name: float(config[name]) for name in _GATES})
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
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model = TopicModel.learn(
            [example.get(TEXT) for example in examples],
            np.stack([vector_on(example) for example in examples]),
            [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples],
        )
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
        text, vector = message.get(TEXT) or "", vector_on(message)
        apart = spaced(text, self._model.features.rarity)
        if apart:
            text, vector = apart, vector_of(apart)
        reading = self._model.read(text, vector)
        topic, confidence = self._gates.decide(reading)
        found = {"name": topic.split("/")[0], "confidence": confidence}
        ranks = [{"name": name, "confidence": chance} for name, chance in reading.ranking]
        message.set("intent", found, add_to_output=True)
        message.set("intent_ranking", ranks, add_to_output=True)
        if "/" in topic:
            selected = response_selector(topic, confidence)
            message.set("response_selector", selected, add_to_output=True)
