"""What a sandbox knows when it starts: services, keys, templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Final, Self
from urllib.parse import urlsplit
from uuid import UUID

from logger.notifications.api_key import NotifyApiKey
from logger.notifications.templates import load_templates

TRIAL_DAY_LIMIT: Final = 50
LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
PERMISSIONS: Final = frozenset({"email", "sms", "international_sms", "sms_to_uk_landlines"})
"""What a service here may do; letters are not among it."""

_TEMPLATES_WRITTEN_AT: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class KeyType(StrEnum):
    NORMAL = "normal"
    TEAM = "team"
    TEST = "test"


@dataclass(frozen=True)
class ApiKey:
    service_id: UUID
    secret: str
    type: KeyType = KeyType.NORMAL
    is_revoked: bool = False


@dataclass(frozen=True)
class Template:
    id: UUID
    service_id: UUID
    name: str
    type: str
    body: str
    subject: str | None = None
    version: int = 1
    is_archived: bool = False
    created_at: datetime = _TEMPLATES_WRITTEN_AT
    created_by: str = "front-door@example.com"


@dataclass(frozen=True)
class Receipts:
    """Where a service wants to be told what became of its messages. NOTIFY.md section 2.10."""

    url: str
    token: str
    retry_after: timedelta = timedelta(minutes=5)
    retries: int = 5
    timeout: timedelta = timedelta(seconds=5)

    def __repr__(self) -> str:
        return f"Receipts({self.url})"


def loopback_url(text: str) -> str:
    """The address, if it is on this machine: nothing may leave it. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or parts.hostname not in LOOPBACK_NAMES:
        raise ValueError("receipts go to an http address on this machine only")
    return text


@dataclass(frozen=True)
class Service:
    """Limits are those of NOTIFY.md section 2.6 unless a test asks for others."""

    id: UUID
    email_from: str = "front.door@notify.example.com"
    sms_sender: str = "FrontDoor"
    permissions: frozenset[str] = frozenset({"email", "sms"})
    is_trial: bool = False
    is_active: bool = True
    requests_per_minute: int = 3000
    emails_per_day: int = 250_000
    texts_per_day: int = 250_000
    international_texts_per_day: int = 100
    reply_to_ids: frozenset[UUID] = frozenset()
    sms_sender_ids: frozenset[UUID] = frozenset()
    guest_list: frozenset[str] = frozenset()
    contact_link: str | None = None
    retained_for: timedelta = timedelta(days=7)
    receipts: Receipts | None = None

    DAY_LIMITED: ClassVar = ("email", "sms", "international_sms")

    def day_limit(self, channel: str) -> int | None:
        """How many a day; None for what has no limit, since it cannot be sent at all."""
        limit = {
            "email": self.emails_per_day,
            "sms": self.texts_per_day,
            "international_sms": self.international_texts_per_day,
        }.get(channel)
        return min(limit, TRIAL_DAY_LIMIT) if limit is not None and self.is_trial else limit


@dataclass(frozen=True)
class Delivery:
    """How long after it was accepted a message is handed to a provider, and is there."""

    sending_after: timedelta = timedelta(seconds=1)
    final_after: timedelta = timedelta(seconds=4)


@dataclass(frozen=True)
class SandboxSeed:
    services: tuple[Service, ...]
    keys: tuple[ApiKey, ...]
    templates: tuple[Template, ...]
    delivery: Delivery = field(default_factory=Delivery)
    admin_url: str = "http://localhost:6012"

    @classmethod
    def for_front_door(
        cls,
        key: NotifyApiKey,
        template_ids: Path | None = None,
        receipts: Receipts | None = None,
    ) -> Self:
        """One live service that holds this product's templates and answers to `key`."""
        templates = tuple(
            Template(t.id, key.service_id, t.name, t.type, t.body, t.subject)
            for t in load_templates(template_ids).values()
        )
        return cls(
            services=(Service(key.service_id, receipts=receipts),),
            keys=(ApiKey(key.service_id, key.secret),),
            templates=templates,
        )


class Register:
    """The seed while the sandbox runs: looked up by id, and changed by a test on the admin port."""

    def __init__(self, seed: SandboxSeed) -> None:
        self._services = {service.id: service for service in seed.services}
        self._keys = seed.keys
        self._templates = seed.templates
        self.delivery = seed.delivery
        self.admin_url = seed.admin_url

    def service(self, service_id: UUID) -> Service | None:
        return self._services.get(service_id)

    def change_service(self, service_id: UUID, changes: Mapping[str, Any]) -> Service:
        """Replace settings of a service; raises KeyError or TypeError for unknown ones."""
        changed = replace(self._services[service_id], **changes)
        self._services[service_id] = changed
        return changed

    def change_delivery(self, changes: Mapping[str, timedelta]) -> None:
        """Raises TypeError for what is no part of it."""
        self.delivery = replace(self.delivery, **changes)

    def keys_of(self, service: Service) -> tuple[ApiKey, ...]:
        return tuple(key for key in self._keys if key.service_id == service.id)

    def template(
        self, service: Service, template_id: UUID, version: int | None = None
    ) -> Template | None:
        """The newest version, or the one asked for; None when this service has no such thing."""
        versions = [
            template
            for template in self._templates
            if template.id == template_id
            and template.service_id == service.id
            and version in (None, template.version)
        ]
        return max(versions, key=lambda template: template.version, default=None)

    def templates_of(self, service: Service) -> list[Template]:
        """The newest version of each template that is in use, by name."""
        ids = {t.id for t in self._templates if t.service_id == service.id}
        newest = [self.template(service, template_id) for template_id in ids]
        return sorted(
            (t for t in newest if t is not None and not t.is_archived), key=lambda t: t.name
        )
