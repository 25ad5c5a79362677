"""What a conversation turns down; codes and statuses are those of the web chat's contract."""

from __future__ import annotations

from logger.errors import Refusal


class NoConversation(Refusal):
    status = 401
    code = "no-conversation"
    title = "This chat is not open"

    def __init__(self) -> None:
        super().__init__("This chat has been closed or was never started. Start a new chat.")


class ConversationEnded(Refusal):
    status = 409
    code = "conversation-ended"
    title = "This chat has ended"

    def __init__(self) -> None:
        super().__init__("This chat has ended, so it takes no new messages. Start a new chat.")


class MessageIdReused(Refusal):
    status = 409
    code = "message-id-reused"
    title = "That message was sent before with other words"

    def __init__(self) -> None:
        super().__init__("This message_id was used for another message. Send it with a new one.")


class UnknownChoice(Refusal):
    status = 422
    code = "unknown-choice"
    title = "That was not one of the choices"

    def __init__(self) -> None:
        super().__init__("Pick one of the choices shown, or type your answer.")


class LeaseLost(Exception):
    """Another worker has taken this conversation over; what we were doing must not be stored."""
