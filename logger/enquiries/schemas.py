"""An enquiry's details by kind and version: parsed as they come in, opened as they were stored."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from logger.enquiries.as_typed import kept_as_typed
from logger.enquiries.callback import CallbackDetails
from logger.enquiries.concern import ConcernDetails
from logger.enquiries.data_rights import DataBreachDetails, DataRightsDetails
from logger.enquiries.details import Details
from logger.enquiries.kind import EnquiryKind
from logger.enquiries.message import ComplaintDetails, QuestionDetails, UpdateDetails
from logger.enquiries.support import SupportDetails
from logger.errors import Refusal

__all__ = [
    "DETAILS_VERSION",
    "ConcernDetails",
    "Details",
    "DetailsInvalid",
    "EnquiryIn",
    "EnquiryKind",
    "QuestionDetails",
    "parse_details",
    "stored_details",
]

DETAILS_VERSION: Final = 2
"""1: worry, about, name, contact, phone_number and email_address alone. It opens as a 2 in which
nothing else was asked."""

_DETAILS: Final[dict[EnquiryKind, type[Details]]] = {
    EnquiryKind.CONCERN: ConcernDetails,
    EnquiryKind.SUPPORT_REQUEST: SupportDetails,
    EnquiryKind.CALLBACK: CallbackDetails,
    EnquiryKind.DATA_RIGHTS_REQUEST: DataRightsDetails,
    EnquiryKind.SERVICE_COMPLAINT: ComplaintDetails,
    EnquiryKind.DETAILS_UPDATE: UpdateDetails,
    EnquiryKind.DATA_BREACH: DataBreachDetails,
    EnquiryKind.QUESTION: QuestionDetails,
}


class DetailsInvalid(Refusal):
    """The details do not fit their kind; names the fields, never their values."""

    status = 422
    code = "invalid-details"
    title = "Some details are missing or not in the right form"


class DetailsUnreadable(Exception):
    """A later version of this program stored these details."""


class EnquiryIn(BaseModel):
    """The body of `POST /api/enquiries`."""

    model_config = ConfigDict(extra="forbid")

    conversation: uuid.UUID
    message_id: uuid.UUID
    kind: EnquiryKind
    details: dict[str, object] = Field(default_factory=dict)


def parse_details(kind: EnquiryKind, details: dict[str, object], today: date) -> Details:
    """The typed details of this kind; raises DetailsInvalid."""
    taken = kept_as_typed(details, today)
    try:
        return _DETAILS[kind].model_validate(taken)
    except ValidationError as problem:
        fields = sorted({_field(error) for error in problem.errors(include_input=False)})
        raise DetailsInvalid(f"Look again at: {', '.join(fields)}.") from None


def stored_details(kind: str, json_text: str, version: int = DETAILS_VERSION) -> Details:
    """Details as they were stored; raises DetailsUnreadable."""
    if version > DETAILS_VERSION:
        raise DetailsUnreadable(
            f"details of version {version}, this program knows {DETAILS_VERSION}"
        )
    return _DETAILS[EnquiryKind(kind)].model_validate_json(json_text)


def _field(error: ErrorDetails) -> str:
    """Where it is wrong; a rule over several answers says which of them to look at."""
    return str(error["loc"][0] if error["loc"] else error.get("ctx", {}).get("field", "details"))
