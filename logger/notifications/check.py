"""`python -m logger notify check`: are our templates in the Notify service as we know them?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from notifications_python_client.errors import APIError

from logger.notifications.api_key import ApiKeyInvalid
from logger.notifications.dispatcher import sender_of
from logger.notifications.outcome import classify
from logger.notifications.retry import Timings
from logger.notifications.sender import failure_of
from logger.notifications.templates import Template, TemplatesInvalid, load_templates
from logger.settings import Settings, SettingsInvalid

_PLACEHOLDER: Final = re.compile(r"\(\(([^()?]+)(?:\?\?[^()]*)?\)\)")


def main() -> int:
    """0: all alike, 1: something differs, 2: wrong settings, or Notify could not be asked."""
    try:
        settings = Settings.from_env()
        ours = load_templates(settings.notify_templates)
        theirs = _templates_of_service(settings)
    except (SettingsInvalid, ApiKeyInvalid, TemplatesInvalid) as problem:
        sys.stderr.write(f"Nothing was checked: {problem}\n")
        return 2
    except APIError as problem:
        told = classify(failure_of(problem)).problem
        sys.stderr.write(f"Nothing was checked: Notify could not be asked ({told}).\n")
        return 2
    found = list(differences(ours, theirs))
    sys.stdout.write("\n".join([*_versions(ours, theirs), *found]) + "\n")
    if not found:
        sys.stdout.write(f"All {len(ours)} templates are as they should be.\n")
    return 1 if found else 0


def differences(
    ours: Mapping[str, Template], theirs: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """A sentence for each; `theirs` by id."""
    for name, template in ours.items():
        there = theirs.get(str(template.id))
        if there is None:
            yield f"{name}: the service has no template with the id {template.id}."
        elif there["type"] != template.type:
            is_, wanted = there["type"], template.type
            yield f"{name}: it is a template for {is_}, and should be for {wanted}."
        else:
            yield from _in_words(name, template, there)


def _in_words(name: str, ours: Template, there: Mapping[str, Any]) -> Iterator[str]:
    wanted = placeholders(ours.subject, ours.body)
    known = placeholders(there.get("subject"), there["body"])
    for missing in sorted(wanted - known):
        yield f"{name}: (({missing})) is missing there, so people will not read it."
    for unknown in sorted(known - wanted):
        yield f"{name}: (({unknown})) is not filled in by us, so Notify will refuse every message."
    is_alike = _plain(ours.body) == _plain(there["body"])
    if wanted == known and not (is_alike and _plain(ours.subject) == _plain(there.get("subject"))):
        yield f"{name}: its words differ from ours in version {there['version']}."


def placeholders(*texts: str | None) -> frozenset[str]:
    """As Notify matches them: case, spaces, underscores and hyphens do not count."""
    found = (name for text in texts for name in _PLACEHOLDER.findall(text or ""))
    return frozenset(re.sub(r"[\s_-]", "", name).lower() for name in found)


def _plain(text: str | None) -> str:
    """Notify stores other line ends, and white space at the end of a line says nothing."""
    return "\n".join(line.rstrip() for line in (text or "").strip().splitlines())


def _versions(
    ours: Mapping[str, Template], theirs: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for name, template in ours.items():
        if there := theirs.get(str(template.id)):
            yield f"{name} is version {there['version']} there."


def _templates_of_service(settings: Settings) -> dict[str, Mapping[str, Any]]:
    """By id; raises APIError and what `sender_of` raises."""
    sender = sender_of(settings, Timings(), threads=1)
    try:
        return {template["id"]: template for template in sender.templates()}
    finally:
        sender.close()
