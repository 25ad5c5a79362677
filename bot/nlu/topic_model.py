"""A linear model on TF-IDF: trained with scikit-learn, kept as plain arrays, scored with numpy.

Nothing but numpy runs when a message is read: Rasa's own logistic regression imports skops, which
costs 9 to 13 seconds at start.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bot.nlu.text_features import Block, TextFeatures

_ARRAYS = "topics.npz"
_NAMES = "topics.json"


class TopicModel:
    """Topics, the features of a text, and one weight for each pair of them."""

    def __init__(
        self, topics: list[str], features: TextFeatures, weights: np.ndarray, bias: np.ndarray
    ) -> None:
        self.topics = topics
        self._features = features
        self._weights = weights  # (features, topics), float32
        self._bias = bias  # (topics,)

    @classmethod
    def learn(cls, texts: list[str], topics: list[str], strength: float) -> TopicModel:
        """Fit the model; `strength` is the inverse of scikit-learn's regularisation."""
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression

        features = TextFeatures.learn(texts)
        rows, columns, values = features.matrix(texts)
        matrix = csr_matrix((values, (rows, columns)), shape=(len(texts), features.size))
        model = LogisticRegression(
            C=strength, class_weight="balanced", max_iter=2_000, multi_class="multinomial"
        ).fit(matrix, topics)
        weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        return cls(list(model.classes_), features, weights, model.intercept_.astype(np.float32))

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Every topic with its probability, the likeliest first."""
        indices, values = self._features.of(text)
        scores = values @ self._weights[indices] + self._bias
        odds = np.exp(scores - scores.max())
        chances = odds / odds.sum()
        return [(self.topics[place], float(chances[place])) for place in np.argsort(-chances)]

    def save(self, folder: Path) -> None:
        idf = {f"idf_{block.kind}": block.idf for block in self._features.blocks}
        np.savez_compressed(folder / _ARRAYS, weights=self._weights, bias=self._bias, **idf)
        blocks = [
            {
                "kind": block.kind,
                "offset": block.offset,
                "terms": list(block.places),
                "idf_unknown": block.idf_unknown,
            }
            for block in self._features.blocks
        ]
        (folder / _NAMES).write_text(json.dumps({"topics": self.topics, "blocks": blocks}))

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        names = json.loads((folder / _NAMES).read_text())
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
            return cls(names["topics"], TextFeatures(blocks), arrays["weights"], arrays["bias"])
