"""What has to be made before anything can start: front end, encoder, what is learnt with it."""

import os
from pathlib import Path

from launch import assets, extraction, safety_classifier, sentence_encoder
from launch.training import Assistant


def prepare(var: Path) -> None:
    """Make each in `var`, only if something changed; raises CannotStart."""
    os.environ["VAR_DIR"] = str(var)  # it may come from .env, and the assets are built under it
    assets.build()
    sentence_encoder.build(var)
    safety_classifier.train(var)
    extraction.train(var)
    assistant_in(var).train()


def assistant_in(var: Path) -> Assistant:
    return Assistant(var / "models", var / "log" / "training.log")
