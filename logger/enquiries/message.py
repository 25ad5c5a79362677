"""What needs few questions: a complaint, a change of details, words left for us to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from logger.enquiries.details import Details, Words
from logger.enquiries.postcode import postcodes_in


class ComplaintDetails(Details):
    """A complaint about the service, not about how data was handled."""

    labels: ClassVar[Mapping[str, str]] = {
        "what_happened": "What happened",
        "outcome_wanted": "What would put it right",
    }
    main: ClassVar[tuple[str, ...]] = ("what_happened", "outcome_wanted")

    what_happened: Words
    outcome_wanted: Words | None = None

    @property
    def gist(self) -> str | None:
        return self.what_happened


class UpdateDetails(Details):
    """Something we hold is not so any more. Staff confirm who asks before they change it."""

    labels: ClassVar[Mapping[str, str]] = {
        "what_changed": "What changed",
        "since": "Since when",
        "for_whom": "For whom",
    }
    main: ClassVar[tuple[str, ...]] = ("what_changed", "for_whom")

    what_changed: Words
    since: Words | None = None
    for_whom: Words | None = None

    @property
    def gist(self) -> str | None:
        return self.what_changed

    def postcodes(self) -> list[str]:
        return list(dict.fromkeys((*super().postcodes(), *postcodes_in(self.what_changed))))


class QuestionDetails(Details):
    """What somebody left for us to read while the assistant could not answer."""

    labels: ClassVar[Mapping[str, str]] = {"about": "What it is about"}
    main: ClassVar[tuple[str, ...]] = ("about",)

    about: Words

    @property
    def gist(self) -> str | None:
        return self.about

    def postcodes(self) -> list[str]:
        return list(dict.fromkeys((*super().postcodes(), *postcodes_in(self.about))))
