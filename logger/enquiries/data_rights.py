"""What the data protection team deals with: people's rights over their data, and breaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from logger.enquiries.details import Choice, Details, Words
from logger.enquiries.postcode import postcodes_in


class Right(Choice):
    ACCESS = "access", "To see it or have a copy"
    CORRECT = "correct", "To have it put right"
    ERASE = "erase", "To have it erased"
    OBJECT_OR_RESTRICT = "object_or_restrict", "To object, or to restrict how it is used"
    SOMEONE_ELSE = "someone_else", "About somebody else's records"


class ReplyBy(Choice):
    EMAIL = "email"
    POST = "post", "By post"
    PHONE = "phone"


class StillExposed(Choice):
    YES = "yes", "Yes, it can still be seen"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class DataRightsDetails(Details):
    labels: ClassVar[Mapping[str, str]] = {
        "right": "What they ask for",
        "whose": "Whose information",
        "what": "Which information",
        "identity": "How to find them in our records",
        "reply_by": "How they want the answer",
    }
    main: ClassVar[tuple[str, ...]] = ("right", "whose", "what", "identity")

    right: Right
    whose: Words | None = None
    what: Words | None = None
    identity: Words | None = None
    reply_by: ReplyBy | None = None

    @property
    def gist(self) -> str | None:
        return " ".join(part for part in (self.right.value, self.whose, self.what) if part)

    def postcodes(self) -> list[str]:
        return list(dict.fromkeys((*super().postcodes(), *postcodes_in(self.identity or ""))))


class DataBreachDetails(Details):
    labels: ClassVar[Mapping[str, str]] = {
        "what": "What happened",
        "still_exposed": "Can it still be seen",
        "happened_when": "When it happened",
        "whose": "Whose information",
    }
    main: ClassVar[tuple[str, ...]] = ("what", "still_exposed")

    what: Words
    happened_when: Words | None = None
    whose: Words | None = None
    still_exposed: StillExposed | None = None

    @property
    def gist(self) -> str | None:
        return self.what
