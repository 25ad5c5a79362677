"""The gate as it is in service: both detectors, trained when their sources have changed."""

from __future__ import annotations

import pytest

from launch import safety_classifier, sentence_encoder
from launch.paths import var_folder
from logger.safety.classifier import Classifier
from logger.safety.gate import SafetyGate
from logger.safety.sources import DATA


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    sentence_encoder.build(var_folder())
    safety_classifier.train(var_folder())
    return Classifier.load(var_folder())


@pytest.fixture(scope="session")
def gate(classifier: Classifier) -> SafetyGate:
    return SafetyGate(DATA, classifier)
