"""How Notify says no. NOTIFY.md sections 2.4 and 2.5."""

from __future__ import annotations

from typing import Any


class NotifyRefusal(Exception):
    """An answer with a status and one or more errors, in Notify's own shape."""

    status = 400

    def __init__(self, *messages: str, status: int | None = None, error: str | None = None) -> None:
        super().__init__(*messages)
        self.messages = messages
        self.status = status or self.status
        self.error = error or type(self).__name__

    def body(self) -> dict[str, Any]:
        errors = [{"error": self.error, "message": message} for message in self.messages]
        return {"status_code": self.status, "errors": errors}


class ValidationError(NotifyRefusal):
    """The request does not have the shape the documentation asks for."""


class BadRequestError(NotifyRefusal):
    """The shape is right, but the service, template or recipient does not allow it."""


class InvalidPhoneError(NotifyRefusal):
    """A number Notify understands and this service may not send to."""


class AuthError(NotifyRefusal):
    """The token does not prove who is asking."""

    status = 403


class NoResultFound(NotifyRefusal):
    """Nothing of this service has that id."""

    status = 404

    def __init__(self) -> None:
        super().__init__("No result found")


class RateLimitError(NotifyRefusal):
    """Too many requests in a minute."""

    status = 429


class TooManyRequestsError(NotifyRefusal):
    """Too many messages in a day."""

    status = 429
