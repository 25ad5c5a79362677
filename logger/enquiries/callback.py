"""A request to be rung: when, and what may be said to whoever answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from logger.enquiries.details import Details, Words
from logger.opening_hours import OpeningHours, Slot


class CallbackSlot(BaseModel):
    """One of the times that were offered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    starts_at: AwareDatetime
    ends_at: AwareDatetime

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("a slot ends after it starts")
        return self

    @property
    def times(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)

    @property
    def words(self) -> str:
        """`Monday 23 November, 9am to 11am`, in the council's time."""
        return _LOCAL.slot_words(self.times)


_LOCAL = OpeningHours(ZoneInfo("Europe/London"), {})


class CallbackDetails(Details):
    labels: ClassVar[Mapping[str, str]] = {
        "slot": "When to ring",
        "when_words": "When to ring, in their words",
        "topic": "What it is about",
        "may_leave_message": "May we leave a message",
        "may_say_who": "May we say who we are",
    }
    main: ClassVar[tuple[str, ...]] = ("slot", "topic")

    topic: Words | None = None
    slot: CallbackSlot | None = None
    when_words: Words | None = None
    may_leave_message: bool | None = None
    may_say_who: bool | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.phone_number is None and self.contact is None:
            raise PydanticCustomError("unreachable", "a number is needed", {"field": "contact"})
        return self

    def without_slot(self) -> Self:
        """The time cannot be promised: it stays as what they asked for."""
        if self.slot is None:
            return self
        typed = {**self.typed, "slot": self.slot.words}
        unchecked = tuple(dict.fromkeys((*self.unchecked, "slot")))
        return self.model_copy(update={"slot": None, "typed": typed, "unchecked": unchecked})

    @property
    def gist(self) -> str | None:
        return self.topic

    @property
    def text_number(self) -> str | None:
        """A phone that others listen to is a phone that others read."""
        is_private = self.may_leave_message is not False and self.may_say_who is not False
        return super().text_number if is_private else None

    @property
    def contact_warning(self) -> str | None:
        known = super().contact_warning
        words = [known] if known else []
        words += ["Leave no message"] if self.may_leave_message is False else []
        words += ["Do not say who we are"] if self.may_say_who is False else []
        return ". ".join(words) or None

    def value_words(self, field: str) -> str | None:
        if field == "slot":
            return None if self.slot is None else self.slot.words
        return super().value_words(field)
