"""`python -m bot.nlu.choose_gates`: what each setting of the gates would do on data/thresholds.

The held-out phrases have no say in this. The setting in use stands in config.yml.
"""

from itertools import product

from bot.nlu.examples import THRESHOLDS, held_back
from bot.nlu.figures import Figures
from bot.nlu.gates import Gates
from bot.nlu.trained_model import gates_in_use, model_in_use, outcomes, readings

_ANSWER_FROM = (0.45, 0.5, 0.55, 0.6)
_OUT_OF_SCOPE_FROM = (0.05, 0.1, 0.15, 0.2, 0.3)
_PULL = (0.0, 0.25, 0.5)
_KNOWN_FROM = (0.3, 0.4)
_HELPED, _WRONG = (
    0.92,
    0.045,
)  # a little better than the goals: other phrases will do a little worse
_SHOWN = 15


def main() -> None:
    phrases = held_back(THRESHOLDS)
    found = readings(model_in_use(), [text for _, text in phrases])
    in_use = gates_in_use()
    settings = product(_ANSWER_FROM, _OUT_OF_SCOPE_FROM, _PULL, _KNOWN_FROM)
    rows = [(gates, Figures.of(outcomes(phrases, found, gates))) for gates in map(_gates, settings)]
    good = [row for row in rows if row[1].helped >= _HELPED and row[1].wrong_of_answered <= _WRONG]
    good.sort(key=lambda row: (-round(row[1].elsewhere_refused, 2), -row[1].right))
    print(f"{len(phrases)} phrases of {THRESHOLDS}; {len(good)} of {len(rows)} settings qualify")
    print("answer out_of_scope pull known | right helped wrong/answered | oos refused answered")
    for gates, figures in [(in_use, Figures.of(outcomes(phrases, found, in_use))), *good[:_SHOWN]]:
        mark = "  in use" if gates == in_use else ""
        print(
            f"{gates.answer_from:6.2f} {gates.out_of_scope_from:12.2f} {gates.pull:4.2f} "
            f"{gates.known_from:5.2f} | {figures.right:5.3f} {figures.helped:6.3f} "
            f"{figures.wrong_of_answered:14.3f} | {figures.elsewhere_refused:11.3f} "
            f"{figures.elsewhere_answered:8.3f}{mark}"
        )


def _gates(numbers: tuple[float, ...]) -> Gates:
    return Gates(*numbers)


if __name__ == "__main__":
    main()
