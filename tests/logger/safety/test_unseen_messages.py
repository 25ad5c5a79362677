"""The gate on messages that nothing was learnt from or tuned on: it must not get worse.

The goals are 95 % alerted, 97 % and 88 % of danger_now, at most 5 % false alarms. What is held here
is what was reached first; move it towards the goals, never away.
"""

from __future__ import annotations

import pytest

from launch.paths import var_folder
from logger.safety.classifier import Classifier
from logger.safety.evaluate import Score, read_unseen, report


@pytest.mark.timeout(600)
def test_unseen_messages_are_read_as_well_as_before(classifier: Classifier) -> None:
    readings = list(read_unseen(var_folder()))

    score = Score.of(readings)

    told = "\n".join(report(readings, with_misses=False))
    assert score.alerted >= 0.89, told
    assert score.danger_alerted >= 0.93, told
    assert score.danger_found >= 0.905, told
    assert score.false_alarms <= 0.11, told
