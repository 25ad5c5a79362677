"""Structured logs: one JSON line an event, with ids and never a person's words."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

_CHATTY: Final = ("httpx", "httpcore", "sanic.access", "sqlalchemy.engine", "urllib3", "asyncio")


def configure() -> None:
    """For every process of ours, once, before anything logs."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_of_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _short_exception,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def place_of(problem: BaseException) -> str:
    """`module.py:12 in function`, where it was raised; its message may hold a person's words."""
    frames = traceback.extract_tb(problem.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno} in {last.name}"


def _place_of_exception(_log: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and place."""
    given = event.pop("exc_info", None)
    problem = sys.exc_info()[1] if given is True else given
    if isinstance(problem, tuple):
        problem = problem[1]
    if isinstance(problem, BaseException):
        event["exception"] = type(problem).__name__
        event["at"] = place_of(problem)
    return event


def _short_exception(_log: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("exc_text", None)
    event.pop("stack_info", None)
    return event
