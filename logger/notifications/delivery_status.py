"""Notify's words for how far a message is, and which may follow which. NOTIFY.md section 2.9."""

from __future__ import annotations

from typing import Final

FAILURES: Final = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})
FINAL: Final = FAILURES | {"delivered", "sent"}
"""`sent` is the last word on a text abroad; should Notify learn more, it may still change."""

_RANK: Final = {
    "created": 0,
    "sending": 1,
    "pending": 2,
    "sent": 3,
    "delivered": 4,
} | dict.fromkeys(FAILURES, 4)


def is_known(status: str) -> bool:
    """Whether it is a word of Notify's that we know how to read."""
    return status in _RANK


def moves_on(known: str | None, told: str) -> bool:
    """Whether `told` is news: a status never goes back, and of two last words the first stays."""
    return _RANK[told] > _RANK.get(known or "", -1)
