"""What a message is about: meaning and wording, each a linear model, and the nearest example.

Trained once, kept as plain arrays, scored with numpy. Nothing but numpy runs when a message is
read: Rasa's own logistic regression imports skops, which costs 9 to 13 seconds at start.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.gates import OUT_OF_SCOPE, UNCLEAR, Reading
from bot.nlu.softmax import fit, probabilities
from bot.nlu.text_features import Block, TextFeatures

_ARRAYS = "topics.npz"
_NAMES = "topics.json"


@dataclass(frozen=True)
class Recipe:
    """How the model is fitted; measured in docs/decisions/0006-topic-classifier.md."""

    meaning_strength: float = 30.0  # the inverse of the regularisation
    wording_strength: float = 20.0
    meaning_steps: int = 60
    wording_steps: int = 30
    wording_share: float = 0.5  # of the probability; the rest is the meaning's


@dataclass(frozen=True, eq=False)
class LinearModel:
    """One weight for each pair of feature and topic."""

    weights: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True, eq=False)
class TopicModel:
    """Raw arrays; `ours` and `others` are the vectors of the examples in and out of scope."""

    topics: list[str]
    features: TextFeatures
    meaning: LinearModel
    wording: LinearModel
    ours: np.ndarray
    others: np.ndarray
    wording_share: float

    @classmethod
    def learn(
        cls,
        texts: Sequence[str],
        vectors: np.ndarray,
        labels: Sequence[str],
        recipe: Recipe | None = None,
    ) -> TopicModel:
        """Fit both halves; `vectors` has a row of unit length for each text."""
        recipe = recipe or Recipe()
        topics = sorted(set(labels))
        place = {topic: number for number, topic in enumerate(topics)}
        numbers = np.array([place[label] for label in labels])
        features = TextFeatures.learn(texts)
        is_other = np.array([label == OUT_OF_SCOPE for label in labels])
        is_ours = ~is_other & np.array([label != UNCLEAR for label in labels])
        meaning = fit(
            vectors,
            numbers,
            len(topics),
            strength=recipe.meaning_strength,
            steps=recipe.meaning_steps,
        )
        wording = fit(
            features.sparse(texts),
            numbers,
            len(topics),
            strength=recipe.wording_strength,
            steps=recipe.wording_steps,
        )
        return cls(
            topics,
            features,
            LinearModel(*meaning),
            LinearModel(*wording),
            np.ascontiguousarray(vectors[is_ours]),
            np.ascontiguousarray(vectors[is_other]),
            recipe.wording_share,
        )

    def read(self, text: str, vector: np.ndarray) -> Reading:
        """Every topic with its probability, and how near the text is to what is known."""
        chances = self._chances(text, vector)
        ranking = [(self.topics[at], float(chances[at])) for at in np.argsort(-chances)]
        return Reading(ranking, _nearness(self.ours, vector), _nearness(self.others, vector))

    def _chances(self, text: str, vector: np.ndarray) -> np.ndarray:
        indices, values = self.features.of(text)
        by_wording = probabilities(values @ self.wording.weights[indices] + self.wording.bias)
        by_meaning = probabilities(vector @ self.meaning.weights + self.meaning.bias)
        return self.wording_share * by_wording + (1 - self.wording_share) * by_meaning

    def save(self, folder: Path) -> None:
        np.savez(
            folder / _ARRAYS,
            meaning_weights=self.meaning.weights,
            meaning_bias=self.meaning.bias,
            wording_weights=self.wording.weights,
            wording_bias=self.wording.bias,
            ours=self.ours,
            others=self.others,
            **{f"idf_{block.kind}": block.idf for block in self.features.blocks},
        )
        blocks = [
            {
                "kind": block.kind,
                "offset": block.offset,
                "terms": list(block.places),
                "idf_unknown": block.idf_unknown,
            }
            for block in self.features.blocks
        ]
        names = {"topics": self.topics, "blocks": blocks, "wording_share": self.wording_share}
        (folder / _NAMES).write_text(json.dumps(names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            blocks = tuple(
                Block(
                    block["kind"],
                    block["offset"],
                    {term: place for place, term in enumerate(block["terms"])},
                    arrays[f"idf_{block['kind']}"],
                    block["idf_unknown"],
                )
                for block in names["blocks"]
            )
            return cls(
                names["topics"],
                TextFeatures(blocks),
                LinearModel(arrays["meaning_weights"], arrays["meaning_bias"]),
                LinearModel(arrays["wording_weights"], arrays["wording_bias"]),
                arrays["ours"],
                arrays["others"],
                names["wording_share"],
            )


def _nearness(examples: np.ndarray, vector: np.ndarray) -> float:
    """The cosine to the nearest row; 0 when none is on this side, or when there are no rows."""
    return max(0.0, float((examples @ vector).max())) if len(examples) else 0.0
