"""What a version of the published notice means for our answers, in words for an operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from logger.notice.clauses import Clause
from logger.notice.wording import ClauseWording, Passage, PublishedVersion

SHOWN: Final = 200


def comparison(
    clauses: Sequence[Clause], version: PublishedVersion, before: PublishedVersion | None
) -> str:
    """Which of our clauses it has; which are missing, new or changed; what is in none of them."""
    now, then = version.wordings, before.wordings if before else {}
    found = [clause for clause in clauses if clause.id in now]
    parts = [f"{len(found)} of our {len(clauses)} clauses were found in it."]
    if before is not None:
        parts += _changes(clauses, now, then, f"version {before.number}")
    parts += _listed(
        "Missing: our answers cite these, and the published notice does not have them",
        [
            _named(clause)
            + (f", was in version {before.number}" if before and clause.id in then else "")
            for clause in clauses
            if clause.id not in now
        ],
    )
    parts += _listed(
        "Only a heading, with nothing under it",
        [_named(clause) for clause in found if not now[clause.id].texts],
    )
    parts += _listed(
        "In the published notice, but in none of our clauses", list(_unplaced(version.passages))
    )
    return "\n\n".join(parts)


def _changes(
    clauses: Sequence[Clause],
    now: Mapping[str, ClauseWording],
    then: Mapping[str, ClauseWording],
    before: str,
) -> list[str]:
    both = [clause for clause in clauses if clause.id in now and clause.id in then]
    changed = [clause for clause in both if now[clause.id].whole != then[clause.id].whole]
    new = [clause for clause in clauses if clause.id in now and clause.id not in then]
    return [
        *_listed(
            f"Changed since {before}: read our answers from these again",
            ["\n".join([_named(c), *_differences(then[c.id], now[c.id])]) for c in changed],
        ),
        *_listed(f"New since {before}", [_named(clause) for clause in new]),
        *([] if changed or new else [f"No clause has changed since {before}, and none is new."]),
    ]


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    return ["\n".join([f"{title} ({len(lines)}):", *(f"  {line}" for line in lines)])]


def _named(clause: Clause) -> str:
    return f"{clause.id}, “{clause.heading}”"


def _differences(then: ClauseWording, now: ClauseWording) -> Iterator[str]:
    """The paragraphs and points that are no more, and those that are there now."""
    old, new = [then.heading or "", *then.texts], [now.heading or "", *now.texts]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind != "equal":
            yield from (f"    no more: {_short(text)}" for text in old[old_from:old_to] if text)
            yield from (f"    now: {_short(text)}" for text in new[new_from:new_to] if text)


def _unplaced(passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        if passage.clause is None:
            title = f"“{_short(passage.heading)}”" if passage.heading else "before any heading"
            yield f"{title} (paragraphs and points: {len(passage.blocks)})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
