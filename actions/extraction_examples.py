"""Examples to learn names and addresses from: hand-written frames, filled from lists."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from actions.found import Kind

FOLDER: Final = Path(__file__).parent.parent / "data" / "extraction"
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_LOWER_CASE: Final = 0.4  # of the examples
_CROSSED: Final = 0.35  # of the names: new ones made of two, so that no list is learnt by heart
_OTHER: Final = 900  # of the assistant's own phrases, in each round
_MONTHS: Final = "January February March April May June July August September October November"
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"


@dataclass(frozen=True)
class Example:
    """A text with the spans (start, end, kind) that stand in it."""

    text: str
    spans: tuple[tuple[int, int, Kind], ...]

    def lower(self) -> "Example":
        """All in lower case; left as it is where that would move letters."""
        lower = self.text.lower()
        return Example(lower, self.spans) if len(lower) == len(self.text) else self

    def then(self, other: "Example", between: str) -> "Example":
        """Both, one after the other."""
        offset = len(self.text) + len(between)
        moved = tuple((start + offset, end + offset, kind) for start, end, kind in other.spans)
        return Example(self.text + between + other.text, self.spans + moved)


class Frames:
    """The lists of data/extraction, and examples made of them; the same seed, the same examples."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.people = _yaml(folder / "people.yml")
        self.places = _yaml(folder / "places.yml")
        self.with_names = _lines(folder / "frames.txt")
        self.without_names = _lines(folder / "without_names.txt")
        self.other_questions = _without_capitals(folder.parent / "nlu")

    def examples(self, chance: random.Random) -> Iterator[Example]:
        """One round: every frame once or more often, in a new order, some several in one text."""
        other = chance.sample(self.other_questions, min(_OTHER, len(self.other_questions)))
        frames = self.with_names * 7 + self.without_names * 2 + other
        chance.shuffle(frames)
        fill = _Fill(self.people, self.places, chance)
        waiting: Example | None = None
        for frame in frames:
            example = _rendered(frame, fill)
            if waiting is not None:
                example = waiting.then(example, chance.choice((". ", " ", ", ", "\n", " and ")))
                waiting = None
            if len(example.text) < 120 and chance.random() < 0.3:
                waiting = example
                continue
            yield _as_typed(example, chance)


class _Fill:
    """Something new for a placeholder each time it is asked."""

    def __init__(
        self, people: dict[str, Any], places: dict[str, Any], chance: random.Random
    ) -> None:
        self._chance = chance
        self._cultures: list[list[str]] = list(people["first_names"].values())
        self._surnames: list[str] = people["surnames"]
        self._scripts: list[str] = people["other_scripts"]
        self._places: dict[str, list[str]] = places
        self.tagged: dict[str, tuple[Kind, Callable[[], str]]] = {
            "f": (Kind.PERSON, self._first),
            "n": (Kind.PERSON, self._whole),
            "p": (Kind.PERSON, lambda: self._pick([self._first, self._whole])()),
            "s": (Kind.PERSON, self._surname),
            "x": (Kind.PERSON, lambda: self._pick(self._scripts)),
            "sch": (Kind.ORGANISATION, self._school),
            "gp": (Kind.ORGANISATION, lambda: self._named("health_names", "health_types")),
            "org": (Kind.ORGANISATION, self._other),
            "o": (Kind.ORGANISATION, lambda: self._pick([self._school, self._other])()),
            "a": (Kind.ADDRESS, self._address),
        }
        self.plain: dict[str, Callable[[], str]] = {
            "age": self._age,
            "no": lambda: str(chance.randint(1, 200)),
            "date": self._date,
            "ph": lambda: f"07700 900{chance.randint(0, 999):03}",
            "em": lambda: f"{self._first().lower()}{chance.randint(1, 99)}@example.com",
            "pc": self._postcode,
            "town": lambda: self._pick(self._places["towns"]),
        }

    def _pick[Item](self, items: Sequence[Item]) -> Item:
        return self._chance.choice(items)

    def _first(self) -> str:
        culture = self._pick(self._cultures)
        name = self._pick(culture)
        return self._crossed(name, culture) if self._chance.random() < _CROSSED else name

    def _surname(self) -> str:
        name = self._pick(self._surnames)
        if self._chance.random() < _CROSSED:
            name = self._crossed(name, self._surnames)
        joined = self._chance.random() < 0.06
        return f"{name}-{self._pick(self._surnames)}" if joined else name

    def _crossed(self, name: str, others: list[str]) -> str:
        """The beginning of one and the end of another."""
        other = self._pick(others).lower()
        return name[: max(2, (len(name) + 1) // 2)] + other[len(other) // 2 :].lstrip(" -'")

    def _whole(self) -> str:
        middle = f" {self._first()}" if self._chance.random() < 0.06 else ""
        return f"{self._first()}{middle} {self._surname()}"

    def _school(self) -> str:
        name = self._pick(self._places["school_names"])
        return f"{name} {self._pick(self._places['school_types'])}" if self._is(0.82) else name

    def _named(self, names: str, types: str) -> str:
        name = self._pick(self._places[names])
        if self._is(0.2):
            name = self._pick(self._places["street_names"])
        return f"{name} {self._pick(self._places[types])}"

    def _other(self) -> str:
        if self._is(0.25):
            return self._pick(self._places["organisations"])
        if self._is(0.1):
            kind = self._pick(["Council", "Police", "FC"])
            return f"{self._pick(self._places['towns'][:60])} {kind}"
        if self._is(0.12):
            return self._pick(self._places["other_names"])
        return self._named("other_names", "other_types")

    def _address(self) -> str:
        if self._is(0.06):
            house = self._pick(self._places["house_names"])
            return f"{house}, {self._street()}" if self._is(0.5) else house
        number = f"{self._chance.randint(1, 240)}{self._pick(['', '', '', '', '', 'a', 'b', 'A'])}"
        if self._is(0.12):
            return self._street()
        if self._is(0.18):
            flat = self._pick(["Flat", "Flat", "flat", "Apartment", "Unit", "Room"])
            comma = self._pick([", ", " "])
            return f"{flat} {self._chance.randint(1, 40)}{comma}{number} {self._street()}"
        town = f", {self._pick(self._places['towns'][:60])}" if self._is(0.06) else ""
        return f"{number} {self._street()}{town}"

    def _street(self) -> str:
        types = self._places["street_types" if self._is(0.85) else "short_street_types"]
        return f"{self._pick(self._places['street_names'])} {self._pick(types)}"

    def _age(self) -> str:
        words = ["five", "six", "seven", "nine", "ten", "3 months", "18 months"]
        return self._pick(words) if self._is(0.12) else str(self._chance.randint(1, 17))

    def _date(self) -> str:
        day, month = self._chance.randint(1, 28), self._pick(_MONTHS.split())
        year = self._chance.randint(2005, 2026)
        number = self._chance.randint(1, 12)
        return self._pick(
            [
                f"{day}/{number}/{year}",
                f"{day} {month} {year}",
                f"{day} {month}",
                f"{month} {year}",
                f"last {self._pick(_DAYS.split())}",
                self._pick(_DAYS.split()),
                f"the {day}th of {month}",
                "yesterday",
                month,
            ]
        )

    def _postcode(self) -> str:
        area = self._pick(["CH", "M", "L", "WA", "CW", "LS", "B"])
        unit = "".join(self._pick("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        return f"{area}{self._chance.randint(1, 66)} {self._chance.randint(0, 9)}{unit}"

    def _is(self, probability: float) -> bool:
        return self._chance.random() < probability


def _rendered(frame: str, fill: _Fill) -> Example:
    text, spans, position = "", [], 0
    for match in _PLACEHOLDER.finditer(frame):
        text += frame[position : match.start()]
        position = match.end()
        if match[1] in fill.tagged:
            kind, make = fill.tagged[match[1]]
            words = make()
            spans.append((len(text), len(text) + len(words), kind))
        else:
            words = fill.plain[match[1]]()
        text += words
    return Example(text + frame[position:], tuple(spans))


def _as_typed(example: Example, chance: random.Random) -> Example:
    """A part of them in lower case throughout, as many people write in a chat."""
    return example.lower() if chance.random() < _LOWER_CASE else example


def _yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _without_capitals(folder: Path) -> list[str]:
    """The phrases the assistant learns from that are in lower case: they name nobody."""
    phrases: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        for topic in _yaml(path).get("nlu", []):
            lines = (line.removeprefix("- ").strip() for line in topic["examples"].splitlines())
            phrases.extend(line for line in lines if line and line == line.lower())
    return [phrase for phrase in phrases if "{" not in phrase and "[" not in phrase]
