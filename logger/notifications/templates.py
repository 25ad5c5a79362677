"""The texts Notify sends for us, and the ids they have there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

import yaml

TEMPLATES_FILE: Final = Path(__file__).with_name("templates.yml")

Channel = Literal["email", "sms"]


class TemplatesInvalid(ValueError):
    """The file of templates, or the file that overrides their ids, cannot be used."""


@dataclass(frozen=True)
class Template:
    name: str
    id: UUID
    type: Channel
    subject: str | None
    body: str


def load_templates(overrides: Path | None = None) -> Mapping[str, Template]:
    """Every template by name; `overrides` maps names to the ids of another Notify service.

    Raises TemplatesInvalid for an unknown name and for an id that is no UUID or is used twice, so
    that a slip of the pen is found when the process starts and not when someone is waiting.
    """
    entries = yaml.safe_load(TEMPLATES_FILE.read_text(encoding="utf-8"))["templates"]
    templates = {entry["name"]: _template(entry) for entry in entries}
    if overrides is not None:
        for name, template_id in _overridden_ids(overrides).items():
            if name not in templates:
                raise TemplatesInvalid(f"{overrides}: there is no template called {name!r}")
            templates[name] = replace(templates[name], id=template_id)
    _check_ids(templates)
    return templates


def _check_ids(templates: Mapping[str, Template]) -> None:
    """Two names with one id would send one text in place of another."""
    names: dict[UUID, str] = {}
    for name, template in templates.items():
        other = names.setdefault(template.id, name)
        if other != name:
            raise TemplatesInvalid(f"{other} and {name} have the same id")


def _template(entry: Mapping[str, str]) -> Template:
    channel = entry["type"]
    if channel not in ("email", "sms"):
        raise TemplatesInvalid(f"{entry['name']}: {channel!r} is neither email nor sms")
    return Template(
        name=entry["name"],
        id=UUID(entry["id"]),
        type="email" if channel == "email" else "sms",
        subject=entry.get("subject"),
        body=entry["body"],
    )


def _overridden_ids(path: Path) -> Mapping[str, UUID]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, dict):
        raise TemplatesInvalid(f"{path}: expected lines of `name: id`")
    try:
        return {str(name): UUID(str(template_id)) for name, template_id in entries.items()}
    except ValueError as problem:
        raise TemplatesInvalid(f"{path}: every id must be a UUID") from problem
