"""The history of one handoff, told from the audit trail in plain words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from logger.audit.models import AuditEvent
from logger.audit.repository import AuditRepository, Subject
from logger.audit.trail import AuditAction
from logger.handoffs.grade import Grade
from logger.handoffs.models import Handoff
from logger.handoffs.outcomes import Outcome
from logger.handoffs.repository import TABLE
from logger.handoffs.views import CaseEvent, MessageSent
from logger.staff.repository import StaffRepository

_ACTORS: Final = {"enquirer": "Enquirer", "assistant": "Assistant", "system": "System"}
_TOLD_OTHERWISE: Final = frozenset({AuditAction.CONVERSATION_VIEWED})


class History:
    def __init__(self, events: AuditRepository, staff: StaffRepository) -> None:
        self._events = events
        self._staff = staff

    async def of(self, handoff: Handoff, messages: Sequence[MessageSent]) -> list[CaseEvent]:
        """Oldest first; of several looks by one person in a row, the first."""
        what = {message.id: message.what for message in messages}
        subjects: list[Subject] = [(TABLE, handoff.id), ("conversation", handoff.conversation_id)]
        subjects += [("enquiry", handoff.enquiry_id)] if handoff.enquiry_id else []
        subjects += [("notification", message.id) for message in messages]
        found = [
            event
            for event in await self._events.about(subjects)
            if event.action not in _TOLD_OTHERWISE
        ]
        events = [
            event
            for before, event in zip([None, *found], found, strict=False)
            if before is None or not _is_same_look(before, event)
        ]
        names = await self._staff.names(_people(events))
        return [
            CaseEvent(event.at, event.action, _by(event, names), _detail(event, names, what))
            for event in events
        ]


def _people(events: Sequence[AuditEvent]) -> set[uuid.UUID | None]:
    taken_from = {
        uuid.UUID(event.details["taken_from"]) for event in events if "taken_from" in event.details
    }
    return {event.actor_id for event in events} | taken_from


def _is_same_look(before: AuditEvent, event: AuditEvent) -> bool:
    return (
        event.action == before.action == AuditAction.HANDOFF_VIEWED
        and event.actor_id == before.actor_id
    )


def _by(event: AuditEvent, names: dict[uuid.UUID, str]) -> str:
    if event.actor_id is not None and event.actor_id in names:
        return names[event.actor_id]
    return _ACTORS.get(event.actor_kind, event.actor_kind.capitalize())


def _detail(
    event: AuditEvent, names: dict[uuid.UUID, str], what: dict[uuid.UUID, str]
) -> str | None:
    details = event.details
    if event.subject_kind == "notification":
        return what.get(event.subject_id)
    if "outcome" in details:
        return Outcome(details["outcome"]).label
    if "taken_from" in details:
        return f"taken back from {names[uuid.UUID(details['taken_from'])]}"
    if event.action == AuditAction.HANDOFF_RAISED:
        return f"now {Grade(details['grade']).words}"
    if event.action == AuditAction.HANDOFF_REGRADED:
        return f"from {Grade(details['from']).words} to {Grade(details['to']).words}"
    if event.action == AuditAction.HANDOFF_ESCALATED:
        return f"told the {details['told'].replace('_', ' ')}"
    if "label" in details:
        return str(details["label"]).replace("_", " ")
    return None
