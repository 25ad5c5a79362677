"""A Notify API key, read once and checked, since the client slices it without looking."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

_UUID: Final = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_KEY: Final = re.compile(rf"(?P<name>[^\s].*?)-(?P<service>{_UUID})-(?P<secret>{_UUID})")


class ApiKeyInvalid(ValueError):
    """Not a key Notify could have issued; the message never repeats the key."""


@dataclass(frozen=True)
class NotifyApiKey:
    """`name-<service uuid>-<secret uuid>`, as Notify's "API integration" page shows it once."""

    name: str
    service_id: UUID
    secret: str

    @classmethod
    def parse(cls, text: str) -> NotifyApiKey:
        """Read a key, forgiving white space around it; raises ApiKeyInvalid."""
        match = _KEY.fullmatch(text.strip())
        if match is None:
            raise ApiKeyInvalid(
                "The Notify API key must be a name, a service id and a secret joined by hyphens"
            )
        return cls(match["name"], UUID(match["service"]), match["secret"])

    def __str__(self) -> str:
        return f"{self.name}-{self.service_id}-{self.secret}"

    def __repr__(self) -> str:
        return f"NotifyApiKey({self.name!r}, service_id={self.service_id})"
