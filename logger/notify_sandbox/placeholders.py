"""Filling ((placeholders)) the way Notify does. NOTIFY.md section 2.5, "Personalisation"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_PLACEHOLDER: Final = re.compile(r"\(\(([^()]+)\)\)")
_IGNORED_IN_KEYS: Final = re.compile(r"[\s_-]+")
_YES: Final = frozenset({"yes", "y", "true", "t", "1", "include", "show"})


def key_of(name: str) -> str:
    """Two keys are the same whatever their case, spaces, underscores and hyphens."""
    return _IGNORED_IN_KEYS.sub("", name).lower()


def names_in(*texts: str | None) -> list[str]:
    """The placeholders of a template, each once, in the order they are met."""
    found: dict[str, None] = {}
    for text in texts:
        for body in _PLACEHOLDER.findall(text or ""):
            found.setdefault(body.partition("??")[0])
    return list(found)


class Personalisation:
    """The values given for a message; a missing one and a null one are the same."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {key_of(name): value for name, value in values.items()}

    def missing(self, *texts: str | None) -> list[str]:
        return [name for name in names_in(*texts) if self._values.get(key_of(name)) is None]

    def fill(self, text: str, *, bullets: bool) -> str:
        """The text with its placeholders replaced once: what a value holds is never expanded."""
        return _PLACEHOLDER.sub(lambda match: self._replacement(match, bullets=bullets), text)

    def _replacement(self, match: re.Match[str], *, bullets: bool) -> str:
        name, is_conditional, words = match[1].partition("??")
        value = self._values.get(key_of(name))
        if value is None:
            return match[0]
        if is_conditional:
            return words if str(value).lower() in _YES else ""
        if isinstance(value, list):
            return _listed(value, bullets=bullets)
        return str(value)


def _listed(values: list[Any], *, bullets: bool) -> str:
    items = [text for value in values if value is not None and (text := str(value).strip())]
    if not items:
        return ""
    if bullets:
        return "\n\n" + "\n".join(f"* {item}" for item in items)
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} and {items[-1]}"
