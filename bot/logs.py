"""JSON lines on stdout: an event, ids, and never a person's words.

Rasa logs what people write, in warnings and in exceptions. Of its logs only the place and the kind
are kept, and its structlog calls are silent.
"""

import json
import logging
import sys
import traceback
from datetime import datetime, timezone
from typing import Any

import structlog

_OURS = "bot"


class JsonLines(logging.Formatter):
    """One line for each record; the message itself only where the code that wrote it is ours."""

    def format(self, record: logging.LogRecord) -> str:
        is_ours = record.name.split(".")[0] == _OURS
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname.lower(),
            "event": record.getMessage() if is_ours else f"{record.name}.{record.funcName}",
            "logger": record.name,
        }
        if not is_ours:
            line["line"] = record.lineno
        line.update(getattr(record, "ids", {}))
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["stack"] = _places(record.exc_info[2])
        return json.dumps(line)


def configure() -> None:
    """Send everything to stdout as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(logging.INFO)
    for noisy in ("sanic.access", "sanic.root", "sanic.error", "psycopg.pool"):
        logging.getLogger(noisy).handlers = []
        logging.getLogger(noisy).propagate = True
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        cache_logger_on_first_use=False,
    )


def _places(trace: Any) -> list[str]:
    """Where an exception came from: files and lines, no values."""
    return [
        f"{frame.filename.rsplit('/site-packages/')[-1].rsplit('/bot/')[-1]}:{frame.lineno}"
        for frame in traceback.extract_tb(trace)[-8:]
    ]
