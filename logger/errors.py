"""Refusals: what we expect to say no to, each an exception named as the fact."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """A request we turn down. `detail` is read by a person: what happened and what to do next."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "We could not do that"

    def __init__(self, detail: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.retry_after = retry_after

    def as_problem(self) -> dict[str, object]:
        """The RFC 9457 body of this refusal."""
        return {
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }


class InvalidRequest(Refusal):
    """The body is not what the contract says."""

    status = 400
    code = "invalid-request"
    title = "We could not read that request"


class NotFound(Refusal):
    """No such page, or none that this caller may know about."""

    status = 404
    code = "not-found"
    title = "There is nothing here"
