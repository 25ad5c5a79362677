"""A text with a vector for each of its windows, and the two ways to use them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from encoder.windows import Window

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class EncodedText:
    """`vectors` has a row of unit length for each window."""

    windows: Sequence[Window]
    vectors: Vectors

    def mean(self) -> Vectors:
        """What the text is about as a whole: one vector of unit length.

        A window counts by its size, so that each sentence counts the same wherever it stands.
        """
        if len(self.windows) == 1:
            return np.asarray(self.vectors[0], np.float32)
        sizes = np.array([window.size for window in self.windows], np.float32)
        sum_of_all = sizes @ self.vectors
        return np.asarray(sum_of_all / np.linalg.norm(sum_of_all), np.float32)

    def highest_similarities(self, examples: Vectors) -> Vectors:
        """For each example (a row of unit length) its cosine to the nearest window.

        Use this to find something said once in a long text: a mean would thin it out.
        """
        return np.asarray((self.vectors @ examples.T).max(axis=0), np.float32)
