"""The queue: what waits, worst and oldest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from logger.console.answers import CONSOLE, done_sentence, page
from logger.console.door import Door
from logger.console.guard import for_staff
from logger.enquiries.details import day_words
from logger.handoffs.queues import Queue
from logger.handoffs.states import HandoffState
from logger.handoffs.views import HandoffView, QueuePage
from logger.house import House
from logger.staff.members import SignedIn


def add_routes(routes: Blueprint, house: House, door: Door) -> None:
    async def queue(request: Request, who: SignedIn) -> HTTPResponse:
        async with house.transactions.begin() as work:
            shown = await work.desk.queue(
                _queue(request), _state(request), page=_number(request), reader=who.member
            )
        now = house.clock.now()
        return page(
            "queue.html",
            who,
            handoffs=[handoff_on_page(handoff, now) for handoff in shown.handoffs],
            queue=shown.queue.value,
            queues=[
                {"value": each.value, "label": each.label, "waiting": count}
                for each, count in shown.waiting.items()
            ],
            state=shown.state.value,
            counts={state.value: count for state, count in shown.counts.items()},
            pages=_pages(shown),
            now=now,
            done=done_sentence(request),
        )

    routes.add_route(for_staff(door, queue), "/", methods=["GET"], name="queue")


def handoff_on_page(
    handoff: HandoffView, now: datetime, outcome_reason: str | None = None
) -> dict[str, Any]:
    """A handoff as the templates read it."""
    return {
        "url": f"{CONSOLE}/handoffs/{handoff.id}",
        "reference": handoff.reference,
        "kind": handoff.kind,
        "reason": handoff.reason,
        "queue": handoff.queue.label,
        "grade": handoff.grade.words,
        "state": handoff.state.value,
        "version": handoff.version,
        "opened_at": handoff.opened_at,
        "due_at": handoff.due_at,
        "is_overdue": handoff.is_overdue(now),
        "escalated": handoff.escalated,
        "may_regrade": handoff.may_regrade,
        "claimed_by": handoff.claimed_by,
        "claimed_at": handoff.claimed_at,
        "is_mine": handoff.is_mine,
        "closed_by": handoff.closed_by,
        "closed_at": handoff.closed_at,
        "outcome": handoff.outcome.label if handoff.outcome else None,
        "outcome_reason": outcome_reason,
        "may": {change.value for change in handoff.may},
        "answer_by": handoff.answer_by and day_words(handoff.answer_by),
    }


def _queue(request: Request) -> Queue | None:
    """The queue asked for; none where it is no queue of ours."""
    given = request.args.get("queue") or ""
    return Queue(given) if given in set(Queue) else None


def _state(request: Request) -> HandoffState:
    """The filter; anything else shows what waits."""
    given = request.args.get("state") or ""
    return HandoffState(given) if given in set(HandoffState) else HandoffState.WAITING


def _number(request: Request) -> int:
    given = request.args.get("page") or ""
    return int(given) if given.isdecimal() and len(given) < 7 else 1


def _pages(shown: QueuePage) -> dict[str, int | None]:
    """Number of this page, how many there are, and the neighbours that exist."""
    return {
        "number": shown.number,
        "count": shown.pages,
        "previous": shown.number - 1 if shown.number > 1 else None,
        "next": shown.number + 1 if shown.number < shown.pages else None,
    }
