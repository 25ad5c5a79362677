"""Short questions that lean on the last answer, understood from its topic.

Only a short message counts that is nothing but a known wording, or an opening ("what about") with
an organisation or a kind of record: anything with more in it is a question of its own. The words
stand in data/followups.yml and data/entities.yml.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).resolve().parents[1] / "data"
_LONGEST = 8  # words
_WORD = re.compile(r"[a-z0-9&.]+")
_SAME = "same"
_WHY = ("why", "how come")
RETENTION_WHY = "retention_why"


@dataclass(frozen=True)
class FollowUps:
    """`meant` says which answer a short question asks for."""

    groups: Mapping[str, frozenset[str]]
    openings: tuple[str, ...]  # the longest first
    fillers: frozenset[str]
    rows: tuple[tuple[frozenset[str], frozenset[str], str], ...]
    organisations: Mapping[str, str]
    records: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path = _DATA) -> "FollowUps":
        content = yaml.safe_load((folder / "followups.yml").read_text(encoding="utf-8"))
        entities = yaml.safe_load((folder / "entities.yml").read_text(encoding="utf-8"))
        groups = {name: _members(name, content["groups"]) for name in content["groups"]}
        rows = tuple(
            (
                frozenset().union(*(groups.get(name, {name}) for name in row["after"])),
                frozenset(row["says"]),
                row["goes_to"],
            )
            for row in content["rows"]
        )
        openings = tuple(sorted(content["openings"], key=len, reverse=True))
        return cls(
            groups,
            openings,
            frozenset(content["fillers"]),
            rows,
            _by_phrase(entities["organisations"]),
            _by_phrase(entities["records"]),
        )

    def meant(self, text: str, last_topic: str | None) -> str | None:
        """The topic asked for after the last one, or None for a question of its own."""
        said = _plain(text)
        if not last_topic or not said or len(said.split()) > _LONGEST:
            return None
        bare = self._without_opening(said)
        for after, says, goes_to in self.rows:
            if last_topic in after and not says.isdisjoint((said, bare)):
                return last_topic if goes_to == _SAME else goes_to
        return self._by_entity(bare, last_topic)

    def why(self, text: str, topic: str) -> str:
        """A question why a record is kept so long is not answered with how long."""
        asks_why = topic in self.groups["TIMES"] and _plain(text).startswith(_WHY)
        return RETENTION_WHY if asks_why else topic

    def _by_entity(self, bare: str, last_topic: str) -> str | None:
        if last_topic not in self.groups["NOTICE"]:
            return None
        is_about_time = last_topic in self.groups["TIMES"]
        tables = (self.records, self.organisations) if is_about_time else (self.organisations,)
        for table in tables:
            topic = self._only_entity(bare, table)
            if topic:
                return topic
        return None

    def _only_entity(self, bare: str, table: Mapping[str, str]) -> str | None:
        """The topic of the entity that, but for fillers, is all that was said."""
        words = bare.split()
        for start in range(len(words)):
            for end in range(len(words), start, -1):
                topic = _found(" ".join(words[start:end]), table)
                if topic and self.fillers.issuperset(words[:start] + words[end:]):
                    return topic
        return None

    def _without_opening(self, said: str) -> str:
        for opening in self.openings:
            if said.startswith(f"{opening} "):
                return self._without_opening(said[len(opening) + 1 :])
        return said


@lru_cache(maxsize=1)
def follow_ups() -> FollowUps:
    return FollowUps.load()


def _members(name: str, groups: Mapping[str, list[str]]) -> frozenset[str]:
    found: set[str] = set()
    for member in groups[name]:
        found |= _members(member, groups) if member in groups else {member}
    return frozenset(found)


def _by_phrase(table: Mapping[str, Iterable[Any]]) -> dict[str, str]:
    return {_plain(phrase): topic for topic, phrases in table.items() for phrase in phrases}


def _found(phrase: str, table: Mapping[str, str]) -> str | None:
    """A final "s" may be added or left out."""
    return table.get(phrase) or table.get(phrase.removesuffix("s")) or table.get(f"{phrase}s")


def _plain(text: str) -> str:
    flat = re.sub(r"['\u2019]", "", text.lower()).replace("-", " ")
    return " ".join(word.strip(".") for word in _WORD.findall(flat) if word.strip("."))
