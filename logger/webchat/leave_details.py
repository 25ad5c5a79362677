"""The plain form for when the assistant cannot help: it needs nothing but the store."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html

from logger import pages
from logger.audit.trail import ENQUIRER
from logger.conversations.turns import ConversationView
from logger.enquiries.contact import understood
from logger.enquiries.reference import EnquiryReference
from logger.enquiries.schemas import EnquiryKind, QuestionDetails
from logger.enquiries.service import IdempotencyKeyReused
from logger.errors import InvalidRequest
from logger.handoffs.grade import HandoffReason
from logger.safety.verdict import SafetyLabel, Verdict, most_urgent
from logger.unit_of_work import UnitOfWork
from logger.webchat.desk import DATABASE_DOWN, Desk, fresh_id
from logger.webchat.schemas import cleaned
from logger.webchat.site import conversation_of, field

MAX_ABOUT = 5000
MAX_LINE = 500


@dataclass(frozen=True)
class LeftDetails:
    about: str
    name: str
    contact: str

    def errors(self) -> dict[str, str]:
        """Field and sentence for everything that cannot be taken."""
        found = {}
        if not self.about:
            found["about"] = "Tell us what it is about"
        elif len(self.about) > MAX_ABOUT:
            found["about"] = f"Use {MAX_ABOUT:,} characters or fewer"
        for name, value in (("name", self.name), ("contact", self.contact)):
            if len(value) > MAX_LINE:
                found[name] = f"Use {MAX_LINE} characters or fewer"
        return found

    def details(self) -> QuestionDetails:
        contact = understood(self.contact)
        return QuestionDetails(
            about=self.about,
            name=self.name or None,
            contact=self.contact or None,
            phone_number=contact.phone_number,
            email_address=contact.email_address,
        )


def blueprint(desk: Desk) -> Blueprint:
    routes = Blueprint("leave-details", url_prefix="/leave-details")

    @routes.get("/")
    async def show(_request: Request) -> HTTPResponse:
        return _form(fresh_id(), LeftDetails("", "", ""), {})

    @routes.post("/")
    async def leave(request: Request) -> HTTPResponse:
        desk.session.check_same_site(request)
        message_id = _message_id(request)
        left = LeftDetails(*(cleaned(field(request, f)) for f in ("about", "name", "contact")))
        verdict = await _read_for_danger(desk, left)
        errors = left.errors()
        if errors:
            await _keep_verdict(desk, request, verdict)
            return _form(str(message_id), left, errors, _told(desk, verdict))
        try:
            reference = await _log(desk, request, message_id, left, verdict)
        except (
            IdempotencyKeyReused
        ):  # sent, then changed and sent again: it is a message of its own
            reference = await _log(desk, request, uuid.uuid4(), left, verdict)
        now = desk.house.clock.now()
        return html(
            pages.render(
                "webchat/left.html",
                reference=str(reference),
                may_reply=bool(left.contact),
                read_by=desk.house.organisation.opening_hours.reading_words(now),
                closed=desk.house.organisation.out_of_hours_words(now),
                advice=_told(desk, verdict),
            )
        )

    return routes


async def _read_for_danger(desk: Desk, left: LeftDetails) -> Verdict:
    """The most urgent verdict of the fields: a name may sound like danger where a name belongs."""
    fields = ((left.about, None), (left.name, "name"), (left.contact, "contact"))
    return most_urgent([await desk.gate.read(text, asking=asking) for text, asking in fields])


async def _log(
    desk: Desk, request: Request, message_id: uuid.UUID, left: LeftDetails, verdict: Verdict
) -> EnquiryReference:
    """Log it once, also when it is sent twice.

    Raises NotSaved and TooManyRequests with whom to ring, IdempotencyKeyReused.
    """
    await desk.check_may_start(request, verdict)
    known = await conversation_of(desk, desk.session.token(request), verdict)
    try:
        async with desk.house.transactions.begin() as work:
            conversation_id = await _conversation_for(work, known)
            logged = await work.enquiries.log(
                EnquiryKind.QUESTION,
                left.details(),
                conversation_id=conversation_id,
                idempotency_key=f"leave-details:{message_id}",
                actor=ENQUIRER,
                reason=HandoffReason.DETAILS_LEFT,
            )
            if logged.is_new:
                await _add_verdict(desk, work, verdict, conversation_id)
            return logged.reference
    except DATABASE_DOWN as problem:
        raise desk.not_saved(verdict) from problem


async def _keep_verdict(desk: Desk, request: Request, verdict: Verdict) -> None:
    """The form comes back, but what it told of danger reaches staff at once. Raises NotSaved."""
    if verdict.label == SafetyLabel.NONE:
        return
    known = await conversation_of(desk, desk.session.token(request), verdict)
    try:
        async with desk.house.transactions.begin() as work:
            conversation_id = await _conversation_for(work, known)
            await _add_verdict(desk, work, verdict, conversation_id)
    except DATABASE_DOWN as problem:
        raise desk.not_saved(verdict) from problem


async def _add_verdict(
    desk: Desk, work: UnitOfWork, verdict: Verdict, conversation_id: uuid.UUID
) -> None:
    """What the gate found in a form belongs to no turn of a chat."""
    await work.safety.add(
        verdict, conversation_id=conversation_id, turn_id=None, shown=_told(desk, verdict)
    )


def _told(desk: Desk, verdict: Verdict) -> str | None:
    """Whom to ring, and when our team reads it; None when the gate did not fire."""
    return desk.safety.reply(verdict, desk.house.clock.now())


async def _conversation_for(work: UnitOfWork, known: ConversationView | None) -> uuid.UUID:
    """The enquirer's conversation, locked, or an empty one."""
    if known is None:
        return (await work.conversations.start(()))[1].id
    await work.conversations.lock(known.id)
    return known.id


def _form(
    message_id: str, left: LeftDetails, errors: dict[str, str], advice: str | None = None
) -> HTTPResponse:
    body = pages.render(
        "webchat/leave_details.html",
        message_id=message_id,
        values=asdict(left),
        errors=errors,
        advice=advice,
    )
    return html(body, status=422 if errors else 200)


def _message_id(request: Request) -> uuid.UUID:
    try:
        return uuid.UUID(field(request, "message_id"))
    except ValueError:
        raise InvalidRequest("Open the page again and send it once more.") from None
