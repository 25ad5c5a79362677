"""The queues that handoffs wait in: who works each, and what goes into it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from logger.handoffs.grade import HandoffReason


class Queue(StrEnum):
    FRONT_DOOR = "front_door"
    DATA_PROTECTION = "data_protection"
    COMPLAINTS = "complaints"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    Queue.FRONT_DOOR: "Front door",
    Queue.DATA_PROTECTION: "Data protection",
    Queue.COMPLAINTS: "Complaints",
}
_QUEUE_OF_REASON: Final = {
    HandoffReason.DATA_RIGHT: Queue.DATA_PROTECTION,
    HandoffReason.BREACH: Queue.DATA_PROTECTION,
    HandoffReason.COMPLAINT: Queue.COMPLAINTS,
}
_REASON_OF_KIND: Final = {
    "data_rights_request": HandoffReason.DATA_RIGHT,
    "data_breach": HandoffReason.BREACH,
    "service_complaint": HandoffReason.COMPLAINT,
}
#: By role, in the order in which the console offers them.
_WORKED: Final = {
    "adviser": (Queue.FRONT_DOOR, Queue.COMPLAINTS),
    "supervisor": (Queue.FRONT_DOOR, Queue.COMPLAINTS, Queue.DATA_PROTECTION),
    "data_protection": (Queue.DATA_PROTECTION,),
}
_READ: Final = {
    **_WORKED,
    "data_protection": (Queue.DATA_PROTECTION, Queue.FRONT_DOOR, Queue.COMPLAINTS),
}


def queue_of(reason: HandoffReason) -> Queue:
    return _QUEUE_OF_REASON.get(reason, Queue.FRONT_DOOR)


def reason_of(kind: str, otherwise: HandoffReason) -> HandoffReason:
    """Some kinds of enquiry go to a queue of their own, however they were logged."""
    return _REASON_OF_KIND.get(kind, otherwise)


def queues_read_by(role: str) -> tuple[Queue, ...]:
    """Which queues somebody of this role may look into; the first one is theirs."""
    return _READ[role]


def may_work(role: str, queue: Queue) -> bool:
    return queue in _WORKED[role]


def may_read(role: str, queue: Queue) -> bool:
    return queue in _READ[role]
