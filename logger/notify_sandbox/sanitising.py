"""`sanitise_content_for`: values a stranger typed, made harmless before they go into an e-mail."""

from __future__ import annotations

import re
from typing import Any, Final

from logger.notify_sandbox.placeholders import key_of

_WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>()\[\]]+", re.IGNORECASE)
_DOMAIN: Final = re.compile(r"\b(?:[\w-]+\.)+[a-z]{2,63}\b", re.IGNORECASE)
_MARKDOWN: Final = re.compile(r"([\\`*{}\[\]()#+.!_>~|^])")


def sanitised(text: str) -> str:
    """The text without web addresses, with bare domains broken up and Markdown escaped."""
    without_links = _WEB_ADDRESS.sub("", text)
    without_domains = _DOMAIN.sub(lambda match: match[0].replace(".", ". "), without_links)
    return _MARKDOWN.sub(r"\\\1", without_domains)


def sanitise(
    personalisation: dict[str, Any], names: list[Any]
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """The values with those named made harmless, and what was changed, as Notify reports it.

    Raises TypeError for a value that is no string: Notify answers 500 to that.
    """
    wanted = {key_of(name) for name in names}
    values = dict(personalisation)
    changes = {}
    for name, value in personalisation.items():
        if key_of(name) not in wanted:
            continue
        if not isinstance(value, str):
            raise TypeError(f"{name} is not a string")
        values[name] = sanitised(value)
        if values[name] != value:
            changes[name] = {"sanitised": values[name], "unsanitised": value}
    return values, changes
