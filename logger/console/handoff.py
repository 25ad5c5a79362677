"""One handoff: everything about it on a page, and the forms that change it."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sanic import Blueprint, HTTPResponse, Request

from logger.console.answers import CONSOLE, done_sentence, field, go_to, page, whole_number
from logger.console.door import Door
from logger.console.guard import for_staff
from logger.console.queue import handoff_on_page
from logger.conversations.turns import TurnView
from logger.handoffs.grade import Grade
from logger.handoffs.outcomes import Outcome
from logger.handoffs.refusals import HandoffConflict
from logger.handoffs.schemas import Closing, FormIncomplete, Regrading
from logger.house import House
from logger.notice import Notice
from logger.staff.members import SignedIn
from logger.unit_of_work import UnitOfWork

_FIELDS: Final = (
    "note",
    "outcome",
    "outcome_reason",
    "release_reason",
    "grade",
    "grade_reason",
)
Step = Callable[[UnitOfWork], Awaitable[None]]


def add_routes(routes: Blueprint, house: House, door: Door) -> None:
    case = _Case(house)
    path = "/handoffs/<handoff_id:uuid>"
    for handler, ending, method in (
        (case.show, "", "GET"),
        (case.claim, "/claim", "POST"),
        (case.release, "/release", "POST"),
        (case.regrade, "/grade", "POST"),
        (case.note, "/notes", "POST"),
        (case.close, "/close", "POST"),
        (case.send_again, "/messages/<message_id:uuid>/again", "POST"),
    ):
        routes.add_route(
            for_staff(door, handler), path + ending, methods=[method], name=handler.__name__
        )


@dataclass(frozen=True)
class _GradeOption:
    """A grade as a radio button shows it."""

    grade: Grade

    @property
    def value(self) -> str:
        return self.grade.key

    @property
    def label(self) -> str:
        return self.grade.label


class _Case:
    def __init__(self, house: House) -> None:
        self._transactions = house.transactions
        self._clock = house.clock

    async def show(self, request: Request, who: SignedIn, handoff_id: uuid.UUID) -> HTTPResponse:
        return await self._page(request, who, handoff_id)

    async def claim(self, request: Request, who: SignedIn, handoff_id: uuid.UUID) -> HTTPResponse:
        version = whole_number(request, "version")

        async def step(work: UnitOfWork) -> None:
            await work.casework.claim(handoff_id, version=version, by=who.member)

        return await self._take(step, request, who, handoff_id, done="claimed")

    async def release(self, request: Request, who: SignedIn, handoff_id: uuid.UUID) -> HTTPResponse:
        version = whole_number(request, "version")

        async def step(work: UnitOfWork) -> None:
            await work.casework.release(
                handoff_id,
                version=version,
                by=who.member,
                reason=field(request, "release_reason"),
            )

        return await self._take(step, request, who, handoff_id, done="released")

    async def regrade(self, request: Request, who: SignedIn, handoff_id: uuid.UUID) -> HTTPResponse:
        version = whole_number(request, "version")

        async def step(work: UnitOfWork) -> None:
            regrading = Regrading.parse(
                grade=field(request, "grade"), reason=field(request, "grade_reason")
            )
            await work.casework.regrade(handoff_id, regrading, version=version, by=who.member)

        return await self._take(step, request, who, handoff_id, done="regraded")

    async def note(self, request: Request, who: SignedIn, handoff_id: uuid.UUID) -> HTTPResponse:
        async def step(work: UnitOfWork) -> None:
            await work.casework.note(handoff_id, field(request, "note"), by=who.member)

        return await self._take(step, request, who, handoff_id, done="noted")

    async def close(self, request: Request, who: SignedIn, handoff_id: uuid.UUID) -> HTTPResponse:
        version = whole_number(request, "version")

        async def step(work: UnitOfWork) -> None:
            closing = Closing.parse(
                outcome=field(request, "outcome"), outcome_reason=field(request, "outcome_reason")
            )
            await work.casework.close(handoff_id, closing, version=version, by=who.member)

        return await self._take(step, request, who, handoff_id, done="closed")

    async def send_again(
        self, request: Request, who: SignedIn, handoff_id: uuid.UUID, message_id: uuid.UUID
    ) -> HTTPResponse:
        async def step(work: UnitOfWork) -> None:
            await work.sending_again.send(handoff_id, message_id, by=who.member)

        return await self._take(step, request, who, handoff_id, done="sent-again")

    async def _take(
        self, step: Step, request: Request, who: SignedIn, handoff_id: uuid.UUID, *, done: str
    ) -> HTTPResponse:
        """One change in one transaction; what went wrong is said on the page itself."""
        try:
            async with self._transactions.begin() as work:
                await step(work)
        except FormIncomplete as problem:
            return await self._page(request, who, handoff_id, problem.errors, problem.status)
        except HandoffConflict as problem:
            errors = {"version": problem.detail}
            return await self._page(request, who, handoff_id, errors, problem.status)
        return go_to(f"{CONSOLE}/handoffs/{handoff_id}", done=done)

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        handoff_id: uuid.UUID,
        errors: dict[str, str] | None = None,
        status: int = 200,
    ) -> HTTPResponse:
        async with self._transactions.begin() as work:
            case = await work.desk.case_file(handoff_id, reader=who.member)
        now = self._clock.now()
        return page(
            "handoff.html",
            who,
            status=status,
            handoff=handoff_on_page(case.handoff, now, case.outcome_reason),
            others=[handoff_on_page(other, now) for other in case.others],
            enquiry=case.enquiry,
            turns=[self._turn(turn) for turn in case.conversation.turns],
            safety=case.findings,
            messages=case.messages,
            notes=case.notes,
            may_note=case.may_note,
            unreached=case.unreached,
            history=case.history,
            outcomes=list(Outcome),
            grades=[_GradeOption(grade) for grade in Grade if grade != case.handoff.grade],
            values={name: field(request, name) if errors else "" for name in _FIELDS},
            errors=errors or {},
            now=now,
            done=done_sentence(request),
        )

    @cached_property
    def _headings(self) -> dict[str, str]:
        return {clause.id: clause.heading for clause in Notice().clauses}

    def _turn(self, turn: TurnView) -> dict[str, Any]:
        """A turn as the template reads it. A clause that the notice has no more keeps its id."""
        speech = turn.speech
        return {
            "seq": turn.seq,
            "sender": turn.sender.value,
            "at": turn.at,
            "text": speech.text,
            "choices": speech.choices,
            "safety": speech.safety,
            "reference": speech.reference,
            "clauses": [
                {"heading": self._headings.get(clause_id, clause_id)}
                for clause_id in speech.clauses
            ],
        }
