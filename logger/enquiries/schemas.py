"""What an enquiry holds, typed per kind and versioned; the stored details are one of these."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints, ValidationError

from logger.errors import Refusal

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}$")]


class EnquiryKind(StrEnum):
    CONCERN = "concern"
    QUESTION = "question"


class DetailsInvalid(Refusal):
    """The details do not fit their kind; names the fields, never their values."""

    status = 422
    code = "invalid-details"
    title = "Some details are missing or not in the right form"


class Details(BaseModel):
    """The answers of one task: what was typed, and beside it what was understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line | None = None
    contact: Words | None = None
    phone_number: PhoneNumber | None = None
    email_address: EmailStr | None = None

    def words(self) -> dict[str, str | None]:
        """Label and answer, in the order an adviser reads them."""
        return {
            "Name": self.name,
            "How to reach them": self.contact,
            "Phone number": self.phone_number,
            "Email address": self.email_address,
        }


class ConcernDetails(Details):
    """A worry about a child, adult or family that is not the writer's own."""

    worry: Words
    about: Words | None = None

    def words(self) -> dict[str, str | None]:
        return {"Worry": self.worry, "About": self.about} | super().words()


class QuestionDetails(Details):
    """What somebody left for us to read while the assistant could not answer."""

    about: Words

    def words(self) -> dict[str, str | None]:
        return {"What it is about": self.about} | super().words()


DETAILS_VERSION: Final = 1
_DETAILS: Final[dict[EnquiryKind, type[Details]]] = {
    EnquiryKind.CONCERN: ConcernDetails,
    EnquiryKind.QUESTION: QuestionDetails,
}


class EnquiryIn(BaseModel):
    """The body of `POST /api/enquiries`."""

    model_config = ConfigDict(extra="forbid")

    conversation: uuid.UUID
    message_id: uuid.UUID
    kind: EnquiryKind
    details: dict[str, object] = Field(default_factory=dict)


def parse_details(kind: EnquiryKind, details: dict[str, object]) -> Details:
    """The typed details of this kind; raises DetailsInvalid."""
    try:
        return _DETAILS[kind].model_validate(details)
    except ValidationError as problem:
        fields = sorted({str(error["loc"][0]) for error in problem.errors(include_input=False)})
        raise DetailsInvalid(f"Look again at: {', '.join(fields)}.") from None


def stored_details(kind: str, json_text: str) -> Details:
    """Details as they were stored."""
    return _DETAILS[EnquiryKind(kind)].model_validate_json(json_text)
