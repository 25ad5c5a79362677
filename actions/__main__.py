"""`python -m actions`: the action server on loopback."""

import logging
import sys

import structlog

from actions import named, wiring
from actions.server import create_app
from actions.settings import SettingsMissing


def main() -> int:
    try:
        settings = wiring.settings()
    except (SettingsMissing, ValueError) as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    _log_json_lines()
    named.load()
    app = create_app(settings)
    structlog.get_logger().info("actions.starting", port=settings.port)
    app.run(host="127.0.0.1", port=settings.port, single_process=True, access_log=False, motd=False)
    return 0


def _log_json_lines() -> None:
    """Our events as JSON; of libraries only warnings, which name no person."""
    logging.basicConfig(level=logging.ERROR, stream=sys.stdout, format='{"library": "%(name)s"}')
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )


if __name__ == "__main__":
    sys.exit(main())
