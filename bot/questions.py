"""Which questions the tasks ask and which topics start one, from data/tasks/ (actions/tasks.py)."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TASKS = Path(__file__).resolve().parents[1] / "data" / "tasks"
_SHARED = "choices.yml"
_SAVE_CONTACT = "task_save_contact"


@cache
def questions() -> dict[str, dict[str, Any]]:
    """Each question by its slot."""
    return {row["slot"]: row for table in _tables() for row in table["questions"]}


@cache
def starting_topics() -> frozenset[str]:
    """The topics that start a task."""
    return frozenset(topic for table in _tables() for topic in table["opened_by"])


@cache
def started_by_demand_only() -> frozenset[str]:
    """Topics of which a question is answered; only a demand starts the task at once."""
    return frozenset(
        topic
        for table in _tables()
        if table.get("is_started_by_demand_only")
        for topic in table["opened_by"]
    )


@cache
def topics_of_the_task(slot: str) -> frozenset[str]:
    """The topics that start the task which asks this question; none for a question of all tasks."""
    return frozenset(
        topic
        for table in _tables()
        if any(row["slot"] == slot for row in table["questions"])
        for topic in table["opened_by"]
    )


def takes(slot: str) -> str | None:
    """What kind of answer a question takes; None for those that belong to no one task."""
    row = questions().get(slot)
    return str(row["reads"]) if row else None


def may_be_missing(slot: str) -> bool:
    row = questions().get(slot)
    if row is None:
        return slot == _SAVE_CONTACT
    return not row.get("is_mandatory", False) and "choices" not in row


@cache
def _tables() -> tuple[dict[str, Any], ...]:
    """Read once: every question asks them something."""
    paths = (path for path in sorted(TASKS.glob("*.yml")) if path.name != _SHARED)
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths)
