"""What the chat itself says before and around the assistant's answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml

from logger.conversations.turns import Choice, Speech
from logger.organisation import Organisation

DATA: Final = Path(__file__).parents[2] / "data" / "webchat" / "wording.yml"


class Wording:
    def __init__(self, organisation: Organisation, path: Path = DATA) -> None:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.greeting = tuple(_speech(entry) for entry in document["greeting"])
        self._organisation = organisation
        self._fallback = _speech(document["fallback"])
        self._fallback_saving = _speech(document["fallback_saving"])
        self.still_working: str = document["still_working"].strip()
        self.unavailable: str = document["unavailable"].strip()

    def fallback(self, at: datetime, *, is_saving: bool) -> Speech:
        """The calm answer while the assistant cannot help; says who reads the message when."""
        speech = self._fallback_saving if is_saving else self._fallback
        read_by = self._organisation.opening_hours.reading_words(at)
        closed = self._organisation.out_of_hours_words(at)
        text = speech.text.format(read_by=read_by)
        return replace(speech, text=text if closed is None else f"{text}\n\n{closed}")


def _speech(entry: dict[str, Any]) -> Speech:
    return Speech(
        text=entry["text"].strip(),
        topic=entry["topic"],
        clauses=tuple(entry.get("clauses", ())),
        choices=tuple(Choice(**choice) for choice in entry.get("choices", ())),
    )
