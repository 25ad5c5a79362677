"""What the JSON API and the plain form do alike: start a chat, read for danger, take a message."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sanic import Request
from sqlalchemy.exc import SQLAlchemyError

from logger.conversations import token as tokens
from logger.conversations.refusals import ConversationEnded, NoConversation
from logger.conversations.turns import ConversationView, IncomingMessage, TurnView
from logger.errors import Refusal
from logger.house import House
from logger.notice import Notice
from logger.safety.gate import SafetyGate
from logger.safety.replies import SafetyReplies
from logger.safety.verdict import SafetyLabel, Verdict
from logger.webchat.bridge import Bridge, StillWorking
from logger.webchat.hub import Hub
from logger.webchat.limits import ChatLimits, TooManyRequests
from logger.webchat.schemas import MessageTooLong, check_length
from logger.webchat.session import ChatSession
from logger.webchat.wording import Wording

#: Refusals of a message that may have been a call for help.
CARRY_999 = (MessageTooLong, TooManyRequests, ConversationEnded, NoConversation)
DATABASE_DOWN = (SQLAlchemyError, OSError, TimeoutError)
ASKING_WITHIN = 0.25  # seconds


class NotSaved(Refusal):
    """The store cannot be reached: nothing was saved, and we say so."""

    status = 503
    code = "not-saved"
    title = "We could not save your message"


class AnswerDelayed(Refusal):
    """The message is saved; sending it again gives the answer."""

    status = 503
    code = "answer-delayed"
    title = "Your message is saved, the answer is still to come"


@dataclass(frozen=True)
class Desk:
    house: House
    bridge: Bridge
    gate: SafetyGate
    safety: SafetyReplies
    hub: Hub
    wording: Wording
    notice: Notice
    session: ChatSession
    limits: ChatLimits

    async def read_for_danger(self, message: IncomingMessage, token: str | None) -> Verdict:
        """What the gate says of it; of a choice there is nothing to read.

        Only an alarm is held against the question that was open, which may excuse a name: the
        gate itself waits for no database.
        """
        if message.text is None:
            return Verdict(SafetyLabel.NONE, "none", "none")
        verdict = await self.gate.read(message.text)
        if not verdict.fired:
            return verdict
        asking = await self._asking(token)
        return self.gate.in_context(verdict, message.text, asking)

    async def _asking(self, token: str | None) -> str | None:
        """The slot of the open question, if it can be read at once."""
        if token is None:
            return None
        try:
            async with asyncio.timeout(ASKING_WITHIN), self.house.transactions.begin() as work:
                return (await work.conversations.open(token)).asking
        except (NoConversation, *DATABASE_DOWN):
            return None

    async def start(
        self, request: Request, verdict: Verdict | None = None
    ) -> tuple[str, ConversationView]:
        """A new conversation with its greeting. Raises TooManyRequests, NotSaved."""
        await self.check_may_start(request, verdict)
        try:
            async with self.house.transactions.begin() as work:
                greeting = [self.notice.with_version(speech) for speech in self.wording.greeting]
                return await work.conversations.start(greeting)
        except DATABASE_DOWN as problem:
            raise self.not_saved(verdict) from problem

    async def check_may_start(self, request: Request, verdict: Verdict | None = None) -> None:
        """One address may begin so many things an hour. Raises TooManyRequests."""
        try:
            await self.limits.check_conversation(request.client_ip or request.ip)
        except TooManyRequests as refusal:
            raise self._with_999(refusal, verdict) from None

    async def read(
        self, token: str, after: int = 0, *, verdict: Verdict | None = None
    ) -> ConversationView:
        """Raises NoConversation, NotSaved."""
        try:
            async with self.house.transactions.begin() as work:
                return await work.conversations.read(token, after=after)
        except DATABASE_DOWN as problem:
            raise self.not_saved(verdict) from problem

    async def leave(self, token: str) -> None:
        """Raises NoConversation, NotSaved."""
        try:
            async with self.house.transactions.begin() as work:
                await work.conversations.leave(token)
        except DATABASE_DOWN as problem:
            raise self.not_saved(None) from problem

    async def say(
        self, token: str | None, message: IncomingMessage, verdict: Verdict
    ) -> Sequence[TurnView]:
        """Keep a message that was read for danger, and answer it.

        Every refusal names whom to ring when the message may have been a call for help.
        """
        try:
            return await self._take(token, message, verdict)
        except StillWorking:
            raise AnswerDelayed(self._urgent(self.wording.still_working, verdict)) from None
        except CARRY_999 as refusal:
            raise self._with_999(refusal, verdict) from None
        except DATABASE_DOWN as problem:
            raise self.not_saved(verdict) from problem

    async def _take(
        self, token: str | None, message: IncomingMessage, verdict: Verdict
    ) -> Sequence[TurnView]:
        if token is None:
            raise NoConversation
        try:
            if message.text is not None:
                check_length(message.text)
            await self._check_limit(token, message)
        except (MessageTooLong, TooManyRequests):
            await self._keep_verdict(token, verdict)
            raise
        return await self.bridge.say(token, message, verdict)

    async def _check_limit(self, token: str, message: IncomingMessage) -> None:
        """Asking again for an answer is never too much. Raises TooManyRequests."""
        try:
            await self.limits.check_message(tokens.hash_of(token).hex())
        except TooManyRequests:
            async with self.house.transactions.begin() as work:
                if not await work.conversations.is_received(token, message.message_id):
                    raise

    async def _keep_verdict(self, token: str, verdict: Verdict) -> None:
        """Of a message that is refused only the verdict is kept, and staff are told."""
        async with self.house.transactions.begin() as work:
            conversation = await work.conversations.open(token)
            await work.conversations.lock(conversation.id)
            await work.safety.add(
                verdict,
                conversation_id=conversation.id,
                turn_id=None,
                shown=self.safety.advice(verdict),
            )

    def _with_999(self, refusal: Refusal, verdict: Verdict | None) -> Refusal:
        refusal.detail = self._urgent(refusal.detail, verdict)
        return refusal

    def not_saved(self, verdict: Verdict | None) -> NotSaved:
        return NotSaved(self._urgent(self.wording.unavailable, verdict))

    def _urgent(self, detail: str, verdict: Verdict | None) -> str:
        advice = self.safety.advice(verdict) if verdict else None
        return f"{advice}\n\n{detail}" if advice else f"{detail}\n\n{self.safety.refused_line}"


def fresh_id() -> str:
    """A message_id for a form."""
    return str(uuid.uuid4())
