"""What the open question may excuse: a name or an address that sounds like danger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from logger.safety.spelling import Spelling

_WORD: Final = re.compile(r"[\w]+(?:['-]\w+)*")


class Context:
    def __init__(self, document: Mapping[str, Any], spelling: Spelling) -> None:
        self._kinds: dict[str, list[str]] = document["kinds"]
        self._longest: int = document["longest_name"]
        self._tells = {word.strip() for row in document["tells"] for word in str(row).split(",")}
        self._spelling = spelling

    def excuses(self, text: str, asking: str | None) -> bool:
        """Whether it is only a name or an address, and was asked for: no verb, nobody acting."""
        if asking is None or not self._asks_name(asking):
            return False
        words = _WORD.findall(self._spelling.of(text))
        return len(words) <= self._longest and self._tells.isdisjoint(words)

    def _asks_name(self, asking: str) -> bool:
        """By the name of the slot: `concern_name`, `callback_contact`, or a kind itself."""
        end = asking.rsplit("_", 1)[-1]
        return any(end == kind or end in ends for kind, ends in self._kinds.items())
