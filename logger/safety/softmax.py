"""Multinomial logistic regression in numpy, from how similar the examples are to each other.

The similarities may be any sum of kernels. A few thousand examples take seconds on one core, and
the same examples give the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

_MEMORY: Final = 8  # steps that the curvature is guessed from
_ENOUGH: Final = 1e-5  # of the loss: a step that gains less is the last one
_SHORTEST: Final = 1e-4
_STEPS: Final = 120
_RIDGE: Final = 1e-3  # two examples may be the same


def fit(
    similarities: Floats, labels: Numbers, importance: Floats, *, strength: float
) -> tuple[Floats, Floats]:
    """What each example adds to the score of each label, and where the scores begin.

    The scores of a new text are its similarities to the examples, times the first, plus the
    second. `importance` says how much each example counts; `strength` is the inverse of what a
    complicated answer costs.
    """
    classes, rows = int(labels.max()) + 1, np.arange(len(labels))
    ridge = _RIDGE * np.eye(len(labels), dtype=np.float32)
    features = np.linalg.cholesky(similarities + ridge)

    def loss(point: Floats) -> tuple[float, Floats]:
        table = point.reshape(-1, classes)
        odds = probabilities(features @ table[:-1] + table[-1])
        missed = -float(importance @ np.log(odds[rows, labels] + 1e-12))
        held_back = float((table[:-1] ** 2).sum()) / (2 * strength)
        odds[rows, labels] -= 1
        odds *= importance[:, None]
        slope = np.empty_like(table)
        slope[:-1] = features.T @ odds + table[:-1] / strength
        slope[-1] = odds.sum(axis=0)
        return missed + held_back, slope.ravel()

    start = np.zeros((len(labels) + 1) * classes, np.float32)
    table = _lowest(loss, start).reshape(-1, classes)
    shares = np.linalg.solve(features.T, table[:-1])
    return np.asarray(shares, np.float32), np.asarray(table[-1], np.float32)


def probabilities(scores: Floats) -> Floats:
    """Of the last axis, in proportion to e to the power of each score."""
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), np.float32)


def _lowest(loss: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats:
    """Where a convex loss is lowest, by L-BFGS (Nocedal and Wright, algorithm 7.5)."""
    point, (value, slope) = start, loss(start)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(_STEPS):
        direction = -_scaled(slope, moves)
        downhill, length = float(direction @ slope), 1.0 if moves else 1 / np.linalg.norm(slope)
        while True:
            following = point + np.float32(length) * direction
            new_value, new_slope = loss(following)
            if new_value <= value + 1e-4 * length * downhill or length < _SHORTEST:
                break
            length /= 2
        gained = value - new_value
        if gained <= 0:
            break
        moves = [*moves, (following - point, new_slope - slope)][-_MEMORY:]
        point, value, slope = following, new_value, new_slope
        if gained < _ENOUGH * abs(value):
            break
    return point


def _scaled(slope: Floats, moves: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The slope times the guessed inverse of the curvature."""
    left, shares = slope.copy(), []
    for moved, turned in reversed(moves):
        share = float(moved @ left) / float(moved @ turned)
        left -= np.float32(share) * turned
        shares.append(share)
    if moves:
        moved, turned = moves[-1]
        left *= np.float32(float(moved @ turned) / float(turned @ turned))
    for (moved, turned), share in zip(moves, reversed(shares), strict=True):
        left += moved * np.float32(share - float(turned @ left) / float(moved @ turned))
    return left
