"""Every setting, read once from the environment; what is missing is named all at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from logger.encryption.blind_index import BlindIndex
from logger.encryption.keyring import KeyRing
from logger.handoffs.grade import Grade

_MOBILE: Final = re.compile(r"(\+44|0)7\d{9}")


class SettingsInvalid(Exception):
    """One or more settings are missing or wrong; the message names each of them."""


@dataclass(frozen=True)
class Settings:
    is_production: bool
    var_dir: Path
    public_url: str
    database_url: str
    data_keys: KeyRing
    blind_index: BlindIndex
    bot_token: str
    actions_token: str
    metrics_token: str
    web_host: str
    trusted_proxies: int
    web_port: int
    service_port: int
    bot_url: str
    actions_url: str
    notify_api_key: str
    notify_base_url: str
    notify_templates: Path | None
    notify_receipt_tokens: tuple[str, ...]
    notify_per_minute: int
    team_email: str
    data_protection_email: str
    complaints_email: str
    duty_email: str
    duty_phone_number: str
    manager_email: str
    manager_phone_number: str
    targets: Mapping[Grade, timedelta]
    escalate_after: Mapping[Grade, timedelta]
    chat_messages_per_minute: int
    chat_conversations_per_hour: int
    chat_idle: timedelta
    draft_kept_for: timedelta
    clock_offset: timedelta

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment; raises SettingsInvalid naming all that is missing or wrong."""
        return _Reading(env).settings()


class _Reading:
    """One pass over the environment that collects problems instead of stopping at the first."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._problems: list[str] = []

    def settings(self) -> Settings:
        is_production = self._text("FRONT_DOOR_ENV", "development") == "production"
        data_keys = self._parsed("DATA_KEYS", KeyRing.parse)
        blind_index = self._parsed("INDEX_KEY", BlindIndex.parse)
        offset = self._number("CLOCK_OFFSET_SECONDS", 0)
        if offset and is_production:
            self._problems.append("CLOCK_OFFSET_SECONDS is for development only")
        if is_production:
            self._check_production()
        templates = self._text("NOTIFY_TEMPLATES", "")
        key = self._text("NOTIFY_API_KEY", "") or self._text("SANDBOX_NOTIFY_API_KEY", "")
        if not key:
            self._problems.append("NOTIFY_API_KEY is missing")
        team_email = self._text("TEAM_EMAIL", "front-door@example.com")
        settings: dict[str, Any] = dict(  # noqa: C408 - reads as the call it becomes
            is_production=is_production,
            var_dir=Path(self._text("VAR_DIR", "var")),
            public_url=self._text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            database_url=self._required("DATABASE_URL"),
            bot_token=self._required("BOT_TOKEN"),
            actions_token=self._required("ACTIONS_TOKEN"),
            metrics_token=self._text("METRICS_TOKEN", ""),
            web_host=self._text("WEB_HOST", "127.0.0.1"),
            trusted_proxies=self._number("TRUSTED_PROXIES", 0),
            web_port=self._number("WEB_PORT", 8000),
            service_port=self._number("SERVICE_PORT", 8001),
            bot_url=self._text("BOT_URL", "http://127.0.0.1:5005"),
            actions_url=self._text("ACTIONS_URL", "http://127.0.0.1:5055"),
            notify_api_key=key,
            notify_base_url=self._notify_base_url(),
            notify_templates=Path(templates) if templates else None,
            notify_receipt_tokens=self._receipt_tokens(),
            notify_per_minute=self._notify_per_minute(),
            team_email=team_email,
            data_protection_email=self._text("DATA_PROTECTION_EMAIL", team_email),
            complaints_email=self._text("COMPLAINTS_EMAIL", team_email),
            duty_email=self._text("DUTY_EMAIL", "duty@example.com"),
            duty_phone_number=self._mobile("DUTY_PHONE_NUMBER", "07700900150"),
            manager_email=self._text("MANAGER_EMAIL", ""),
            manager_phone_number=self._mobile("MANAGER_PHONE_NUMBER", ""),
            targets=self._targets(),
            escalate_after=self._escalate_after(),
            chat_messages_per_minute=self._number("CHAT_MESSAGES_PER_MINUTE", 30),
            chat_conversations_per_hour=self._number("CHAT_CONVERSATIONS_PER_HOUR", 300),
            chat_idle=timedelta(hours=self._number("CHAT_IDLE_HOURS", 24)),
            draft_kept_for=timedelta(days=self._number("DRAFT_DAYS", 7)),
            clock_offset=timedelta(seconds=offset),
        )
        if self._problems or data_keys is None or blind_index is None:
            raise SettingsInvalid("; ".join(self._problems))
        return Settings(data_keys=data_keys, blind_index=blind_index, **settings)

    def _check_production(self) -> None:
        """What would fail in silence: mail to nobody, templates of the sandbox, plain cookies."""
        for name in ("TEAM_EMAIL", "DUTY_EMAIL", "DUTY_PHONE_NUMBER"):
            self._required(name)
        self._required("NOTIFY_TEMPLATES")
        if not self._text("PUBLIC_URL", "").startswith("https://"):
            self._problems.append("PUBLIC_URL must begin with https:// in production")

    def _notify_base_url(self) -> str:
        if self._text("NOTIFY_API_KEY", ""):
            return self._text("NOTIFY_BASE_URL", "https://api.notifications.service.gov.uk")
        port = self._number("SANDBOX_PORT", 6011)
        return self._text("NOTIFY_BASE_URL", f"http://127.0.0.1:{port}")

    def _receipt_tokens(self) -> tuple[str, ...]:
        """Each of them opens; Notify takes none shorter than ten characters."""
        given = self._text("NOTIFY_RECEIPT_TOKENS", "").split(",")
        tokens = tuple(token.strip() for token in given if token.strip())
        if any(len(token) < 10 for token in tokens):
            self._problems.append("NOTIFY_RECEIPT_TOKENS must have at least 10 characters each")
        return tokens

    def _notify_per_minute(self) -> int:
        rate = self._number("NOTIFY_PER_MINUTE", 2900)
        if rate < 1:
            self._problems.append("NOTIFY_PER_MINUTE must be 1 or more")
        return rate

    def _targets(self) -> dict[Grade, timedelta]:
        """By when a handoff is due: by the clock, or in opening time for the two milder grades."""
        return {
            Grade.IMMEDIATE: self._minutes("TARGET_IMMEDIATE_MINUTES", 30),
            Grade.URGENT: self._minutes("TARGET_URGENT_MINUTES", 120),
            Grade.SAME_DAY: self._minutes("TARGET_SAME_DAY_MINUTES", 240),
            Grade.ROUTINE: self._minutes("TARGET_ROUTINE_MINUTES", 1500),
        }

    def _escalate_after(self) -> dict[Grade, timedelta]:
        """How long nobody may claim it before the next contact is told; other grades never."""
        return {
            Grade.IMMEDIATE: self._minutes("ESCALATE_IMMEDIATE_MINUTES", 10),
            Grade.URGENT: self._minutes("ESCALATE_URGENT_MINUTES", 30),
        }

    def _minutes(self, name: str, default: int) -> timedelta:
        minutes = self._number(name, default)
        if not 1 <= minutes <= 60_000:
            self._problems.append(f"{name} must be from 1 to 60000 minutes, not {minutes}")
        return timedelta(minutes=minutes)

    def _mobile(self, name: str, default: str) -> str:
        """A UK mobile number, since nothing else can be sent a text."""
        number = self._text(name, default).replace(" ", "")
        if number and not _MOBILE.fullmatch(number):
            self._problems.append(f"{name} must be a UK mobile number, like 07700 900150")
        return number

    def _text(self, name: str, default: str) -> str:
        return self._env.get(name, "").strip() or default

    def _required(self, name: str) -> str:
        value = self._text(name, "")
        if not value:
            self._problems.append(f"{name} is missing")
        return value

    def _number(self, name: str, default: int) -> int:
        value = self._text(name, str(default))
        try:
            return int(value)
        except ValueError:
            self._problems.append(f"{name} must be a whole number, not {value!r}")
            return default

    def _parsed[T](self, name: str, parse: Callable[[str], T]) -> T | None:
        value = self._required(name)
        if not value:
            return None
        try:
            return parse(value)
        except ValueError as problem:
            self._problems.append(f"{name} {problem}")
            return None
