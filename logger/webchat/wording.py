"""What the chat itself says before and around the assistant's answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from logger.conversations.turns import Choice, Speech

DATA: Final = Path(__file__).parents[2] / "data" / "webchat" / "wording.yml"


class Wording:
    def __init__(self, path: Path = DATA) -> None:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.greeting = tuple(_speech(entry) for entry in document["greeting"])
        self.fallback = _speech(document["fallback"])
        self.fallback_saving = _speech(document["fallback_saving"])
        self.still_working: str = document["still_working"].strip()
        self.unavailable: str = document["unavailable"].strip()


def _speech(entry: dict[str, Any]) -> Speech:
    return Speech(
        text=entry["text"].strip(),
        topic=entry["topic"],
        clauses=tuple(entry.get("clauses", ())),
        choices=tuple(Choice(**choice) for choice in entry.get("choices", ())),
    )
