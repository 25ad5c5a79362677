"""`python -m logger.notify_sandbox`: Notify's stand-in on loopback, with its inbox at /sandbox."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from logger import logs
from logger.notifications.api_key import ApiKeyInvalid, NotifyApiKey
from logger.notify_sandbox.app import create_app, serving
from logger.notify_sandbox.seed import Receipts, SandboxSeed, loopback_url
from logger.notify_sandbox.state import SandboxClock

log = structlog.get_logger()


class SandboxSettingsInvalid(Exception):
    """The environment does not say how to start; the message says what to do."""


@dataclass(frozen=True)
class SandboxSettings:
    key: NotifyApiKey
    port: int
    admin_port: int
    folder: Path
    template_ids: Path | None
    clock_offset: timedelta
    receipts: Receipts | None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> SandboxSettings:
        """Read the environment; raises SandboxSettingsInvalid."""
        key = env.get("NOTIFY_API_KEY") or env.get("SANDBOX_NOTIFY_API_KEY") or ""
        template_ids = env.get("NOTIFY_TEMPLATES")
        try:
            return cls(
                key=NotifyApiKey.parse(key),
                port=int(env.get("SANDBOX_PORT", "6011")),
                admin_port=int(env.get("SANDBOX_ADMIN_PORT", "6012")),
                folder=Path(env.get("VAR_DIR", "var")),
                template_ids=Path(template_ids) if template_ids else None,
                clock_offset=timedelta(seconds=float(env.get("CLOCK_OFFSET_SECONDS", "0"))),
                receipts=_receipts(env),
            )
        except ApiKeyInvalid as problem:
            raise SandboxSettingsInvalid(
                f"Set NOTIFY_API_KEY or SANDBOX_NOTIFY_API_KEY. {problem}."
            ) from problem
        except ValueError as problem:
            raise SandboxSettingsInvalid(
                f"A port, the clock offset or the address for receipts is wrong: {problem}."
            ) from problem


def _receipts(env: Mapping[str, str]) -> Receipts | None:
    """None when nobody wants receipts; raises ValueError for one setting without the other."""
    url = env.get("NOTIFY_SANDBOX_RECEIPT_URL", "").strip()
    token = env.get("NOTIFY_SANDBOX_RECEIPT_TOKEN", "").strip()
    if not url and not token:
        return None
    if not url or not token:
        raise ValueError(
            "NOTIFY_SANDBOX_RECEIPT_URL and NOTIFY_SANDBOX_RECEIPT_TOKEN belong together"
        )
    return Receipts(loopback_url(url), token)


async def run(settings: SandboxSettings) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    seed = SandboxSeed.for_front_door(settings.key, settings.template_ids, settings.receipts)
    sandbox = create_app(seed, settings.folder, SandboxClock(settings.clock_offset))
    async with serving(sandbox, settings.port, settings.admin_port) as running:
        log.info("notify_sandbox.started", url=running.url, admin_url=running.admin_url)
        await stop.wait()
    log.info("notify_sandbox.stopped")


def main() -> None:
    logs.configure()
    try:
        asyncio.run(run(SandboxSettings.from_env(os.environ)))
    except (SandboxSettingsInvalid, OSError) as problem:
        sys.exit(f"The Notify sandbox cannot start. {problem}")


if __name__ == "__main__":
    main()
