"""What is done with a reading: answer it, ask which of three was meant, or say that it is not ours.

Two gates. A message is out of scope when it is likelier so than not to matter, the more so the
nearer it lies to examples that are not ours; or when it is near to nothing at all. Of the rest, a
message is answered when the likeliest topic is likely and a known example of ours is near.
"""

from dataclasses import dataclass
from math import sqrt

OUT_OF_SCOPE = "out_of_scope"
UNCLEAR = "unclear"
# Nobody with a worry or in need is sent away: in doubt they are asked what they mean.
_HEARD = frozenset({"raise_concern", "ask/request_support", "ask/young_person_help"})
_NO_ANSWERS = frozenset({OUT_OF_SCOPE, UNCLEAR})


@dataclass(frozen=True)
class Reading:
    """What the model sees in a message, before anything is decided."""

    ranking: list[tuple[str, float]]  # every topic with its probability, the likeliest first
    near_ours: float  # the cosine to the nearest example of a topic of ours, 0 to 1
    near_others: float  # ... to the nearest example that is out of scope

    @property
    def likeliest(self) -> tuple[str, float]:
        """The likeliest topic of ours."""
        return next(rank for rank in self.ranking if rank[0] not in _NO_ANSWERS)

    @property
    def score(self) -> float:
        """How sure the likeliest topic is: probable, and near to what is known."""
        return sqrt(self.likeliest[1] * self.near_ours)

    def probability(self, topic: str) -> float:
        return next((chance for name, chance in self.ranking if name == topic), 0.0)


@dataclass(frozen=True)
class Gates:
    """Thresholds, chosen on data/thresholds by `python -m bot.nlu.choose_gates`."""

    answer_from: float  # of the score
    out_of_scope_from: float  # of the probability, moved by what is nearer
    pull: float  # how much the difference of the two nearnesses moves it
    known_from: float  # a cosine below it is near to nothing

    def decide(self, reading: Reading) -> tuple[str, float]:
        """The topic of the reply, and how sure it is."""
        topic, chance = reading.likeliest
        if reading.probability(UNCLEAR) > max(chance, reading.probability(OUT_OF_SCOPE)):
            return UNCLEAR, reading.score
        elsewhere = self.elsewhere(reading)
        if topic in _HEARD and chance > reading.probability(OUT_OF_SCOPE):
            return (topic if reading.score >= self.answer_from else UNCLEAR), reading.score
        if elsewhere >= self.out_of_scope_from or reading.near_ours < self.known_from:
            means_nothing = reading.probability(UNCLEAR) > 2 * reading.probability(OUT_OF_SCOPE)
            return UNCLEAR if means_nothing else OUT_OF_SCOPE, max(0.0, min(1.0, elsewhere))
        is_sure = reading.score >= self.answer_from and chance > reading.probability(OUT_OF_SCOPE)
        return (topic if is_sure else UNCLEAR), reading.score

    def elsewhere(self, reading: Reading) -> float:
        """How much speaks for out of scope."""
        drawn = self.pull * (reading.near_others - reading.near_ours)
        return reading.probability(OUT_OF_SCOPE) + drawn
