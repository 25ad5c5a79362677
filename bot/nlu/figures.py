"""The metrics of understanding, from what was wanted and what was decided; nothing but numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from bot.nlu.gates import OUT_OF_SCOPE, UNCLEAR

OFFERED = 3


@dataclass(frozen=True)
class Outcome:
    """One phrase: its topic, what was decided, the likeliest three, and how much it is ours."""

    text: str
    wanted: str
    decided: str
    offered: tuple[str, ...]
    belongs: float

    @property
    def is_ours(self) -> bool:
        return self.wanted not in {OUT_OF_SCOPE, UNCLEAR}

    @property
    def is_answered(self) -> bool:
        return self.decided not in {OUT_OF_SCOPE, UNCLEAR}

    @property
    def is_right(self) -> bool:
        return self.decided == self.wanted

    @property
    def is_helped(self) -> bool:
        """Right, or asked which of three and the right one is among them."""
        return self.is_right or (self.decided == UNCLEAR and self.wanted in self.offered)


@dataclass(frozen=True)
class Figures:
    """Shares of 1; of none of a kind, 0."""

    right: float
    offered: float
    helped: float
    refused: float
    wrong_of_answered: float
    elsewhere_refused: float
    elsewhere_offered: float
    elsewhere_answered: float
    unclear_offered: float
    auroc: float

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "Figures":
        ours = [each for each in outcomes if each.is_ours]
        elsewhere = [each for each in outcomes if each.wanted == OUT_OF_SCOPE]
        unclear = [each for each in outcomes if each.wanted == UNCLEAR]
        answered = [each for each in ours if each.is_answered]
        return cls(
            right=_share(each.is_right for each in ours),
            offered=_share(each.is_helped and not each.is_right for each in ours),
            helped=_share(each.is_helped for each in ours),
            refused=_share(each.decided == OUT_OF_SCOPE for each in ours),
            wrong_of_answered=_share(not each.is_right for each in answered),
            elsewhere_refused=_share(each.decided == OUT_OF_SCOPE for each in elsewhere),
            elsewhere_offered=_share(each.decided == UNCLEAR for each in elsewhere),
            elsewhere_answered=_share(each.is_answered for each in elsewhere),
            unclear_offered=_share(not each.is_answered for each in unclear),
            auroc=auroc([each.belongs for each in ours], [each.belongs for each in elsewhere]),
        )

    def lines(self) -> list[str]:
        return [
            (
                f"in scope: right {self.right:.1%}, offered among three {self.offered:.1%}, "
                f"together {self.helped:.1%}; refused {self.refused:.1%}"
            ),
            f"wrong among the answered: {self.wrong_of_answered:.1%}",
            (
                f"out of scope: refused {self.elsewhere_refused:.1%}, offered a choice "
                f"{self.elsewhere_offered:.1%}, answered {self.elsewhere_answered:.1%}"
            ),
            f"unclear: not answered {self.unclear_offered:.1%}",
            f"AUROC, in scope against out of scope: {self.auroc:.3f}",
        ]


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """How often one of the first is above one of the second; a tie counts half."""
    if not higher or not lower:
        return 0.0
    ranked = sorted([(value, 1) for value in higher] + [(value, 0) for value in lower])
    total = place = 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        mean_rank = (place + 1 + end) / 2
        total += mean_rank * sum(side for _, side in ranked[place:end])
        place = end
    return (total - len(higher) * (len(higher) + 1) / 2) / (len(higher) * len(lower))


def matthews(wanted: Sequence[str], decided: Sequence[str]) -> float:
    """The correlation coefficient of Matthews, for any number of labels."""
    right = sum(one == other for one, other in zip(wanted, decided, strict=True))
    of_wanted, of_decided, count = Counter(wanted), Counter(decided), len(wanted)
    together = sum(of_wanted[label] * of_decided[label] for label in of_wanted)
    spread = sqrt(count**2 - sum(number**2 for number in of_wanted.values()))
    spread *= sqrt(count**2 - sum(number**2 for number in of_decided.values()))
    return (right * count - together) / spread if spread else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def confusions(outcomes: Sequence[Outcome]) -> list[tuple[str, str, int, str]]:
    """Wanted, decided, how often and one example, of what was answered wrongly or refused."""
    wrong = [
        each
        for each in outcomes
        if not each.is_right and not each.is_helped and each.decided != UNCLEAR
    ]
    counted = Counter((each.wanted, each.decided) for each in wrong)
    first = {(each.wanted, each.decided): each.text for each in reversed(wrong)}
    return [(*pair, count, first[pair]) for pair, count in counted.most_common()]


def _share(marks: Iterable[bool]) -> float:
    found = list(marks)
    return sum(found) / len(found) if found else 0.0
