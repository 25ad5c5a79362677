"""What every enquiry holds: who wrote, how they may be reached, and what was typed as it was typed.

Each kind extends `Details` and says in `labels` what its answers are called, in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final

from pydantic import AliasChoices, BaseModel, ConfigDict, EmailStr, Field, StringConstraints

from logger.enquiries.postcode import postcodes_in

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}$")]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
AsTyped = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]

MOST_TYPED: Final = 100
_MOBILE: Final = "+447"


class Choice(StrEnum):
    """One of a few answers: its code, and what advisers read."""

    label: str

    def __new__(cls, code: str, label: str | None = None) -> Choice:
        choice = str.__new__(cls, code)
        choice._value_ = code
        choice.label = label or code.replace("_", " ").capitalize()
        return choice


class SafeContact(Choice):
    """How somebody may be reached without harm. Enforced where messages leave."""

    ANY = "any", "Calls, voicemail and messages are fine"
    QUIET = "quiet", "Ring only. Leave no message, do not say who we are. No emails or texts"
    MESSAGES_ONLY = "messages_only", "Do not ring. Emails and texts are fine"
    NONE = "none", "Do not contact them at all"


@dataclass(frozen=True)
class Answer:
    """One answer as advisers read it.

    `typed` is what the person wrote, where something else was understood; `is_unchecked` says that
    it was taken as it was typed. A value of None was not given.
    """

    label: str
    value: str | None
    typed: str | None = None
    is_unchecked: bool = False

    @property
    def words(self) -> str | None:
        """All of it in one text."""
        notes = [f"typed: {self.typed}"] if self.typed else []
        notes += ["not checked"] if self.is_unchecked else []
        parts = [self.value, f"({'; '.join(notes)})" if notes else None]
        return " ".join(part for part in parts if part) or None


class Details(BaseModel):
    """The answers of one task: what was typed, and beside it what was understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: ClassVar[Mapping[str, str]] = {}
    main: ClassVar[tuple[str, ...]] = ()
    """The answers that are shown also where nothing was given, beside name and contact."""

    name: Line | None = None
    contact: Words | None = None
    phone_number: PhoneNumber | None = None
    email_address: EmailStr | None = None
    safe_contact: SafeContact | None = None
    contact_times: Words | None = None
    language_needs: Words | None = None
    wants_copy: bool = Field(default=False, validation_alias=AliasChoices("copy", "wants_copy"))
    typed: Annotated[dict[FieldName, AsTyped], Field(max_length=MOST_TYPED)] = Field(
        default_factory=dict
    )
    unchecked: Annotated[tuple[FieldName, ...], Field(max_length=MOST_TYPED)] = ()

    @property
    def gist(self) -> str | None:
        """What it is about in the person's words; the same words twice may be one enquiry."""
        return None

    @property
    def may_be_messaged(self) -> bool:
        """Whether an e-mail or a text message may leave at all."""
        return self.safe_contact not in (SafeContact.QUIET, SafeContact.NONE)

    @property
    def text_number(self) -> str | None:
        """The mobile number that a text message may go to."""
        number = self.phone_number
        return number if self.may_be_messaged and number and number.startswith(_MOBILE) else None

    @property
    def email_to(self) -> str | None:
        """The address that an e-mail may go to."""
        return self.email_address if self.may_be_messaged else None

    @property
    def contact_warning(self) -> str | None:
        """How they must not be reached, in words for whoever is about to."""
        asked = self.safe_contact
        return None if asked in (None, SafeContact.ANY) else asked.label

    def postcodes(self) -> list[str]:
        """Every postcode given, wherever it was written."""
        return postcodes_in(self.contact or "")

    def births(self) -> list[date]:
        """The dates of birth given."""
        return []

    def answers(self) -> list[Answer]:
        """Every answer in the order in which an adviser reads them; nothing typed is left out."""
        fields = {**self.labels, **_PERSON}
        read = [answer for field in fields for answer in self._answers_to(field, fields[field])]
        marked = dict.fromkeys((*self.typed, *self.unchecked))
        left = [key for key in marked if key not in fields and not self._is_part(key)]
        return read + [self._answer(key, _plain(key).capitalize(), None) for key in left]

    def words(self) -> dict[str, str | None]:
        """Label and answer, in the order an adviser reads them."""
        return {answer.label: answer.words for answer in self.answers()}

    def value_words(self, field: str) -> str | None:
        """One answer in words."""
        return _in_words(getattr(self, field))

    def _answers_to(self, field: str, label: str) -> Iterator[Answer]:
        answer = self._answer(field, label, self.value_words(field))
        if field in (*self.main, "name", "contact") or answer.words is not None:
            yield answer

    def _is_part(self, key: str) -> bool:
        """Whether a key of `typed` names a part of an answer that is shown with that answer."""
        return False

    def _answer(self, field: str, label: str, value: str | None) -> Answer:
        typed = self.typed.get(field)
        return Answer(label, value, None if typed == value else typed, field in self.unchecked)


_PERSON: Final = {
    "name": "Name",
    "contact": "How to reach them",
    "phone_number": "Phone number",
    "email_address": "Email address",
    "safe_contact": "Safe contact",
    "contact_times": "Good times to reach them",
    "language_needs": "Language or access needs",
}


def day_words(day: date) -> str:
    """`3 April 2019`."""
    return f"{day.day} {day:%B %Y}"


def _plain(code: str) -> str:
    return code.replace("_", " ").replace(".", " ")


def _in_words(value: Any) -> str | None:
    """Dates and codes as people say them; words as they are."""
    if value is None or value == ():
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        return "; ".join(_in_words(each) or "" for each in value)
    if isinstance(value, Choice):
        return value.label
    return day_words(value) if isinstance(value, date) else str(value)
