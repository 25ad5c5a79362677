"""A family that asks for help for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from logger.enquiries.details import Choice, Words
from logger.enquiries.family import FamilyDetails
from logger.enquiries.postcode import postcodes_in


class OutcomeArea(Choice):
    """The ten outcomes of the Supporting Families programme."""

    EDUCATION = "education"
    EARLY_YEARS = "early_years"
    MENTAL_AND_PHYSICAL_HEALTH = "mental_and_physical_health"
    SUBSTANCE_USE = "substance_use", "Drugs or alcohol"
    FAMILY_RELATIONSHIPS = "family_relationships"
    SAFE_FROM_ABUSE_AND_EXPLOITATION = "safe_from_abuse_and_exploitation"
    CRIME = "crime", "Staying out of crime"
    DOMESTIC_ABUSE = "domestic_abuse"
    HOUSING = "housing"
    FINANCIAL_STABILITY = "financial_stability", "Money"


class SupportDetails(FamilyDetails):
    labels: ClassVar[Mapping[str, str]] = {
        "needs": "What would help",
        "who": "Who it is for",
        "children": "Children",
        "areas": "What it has to do with",
        "tried": "What has been tried",
        "others_involved": "Who else is helping",
        "postcode": "Postcode",
    }
    main: ClassVar[tuple[str, ...]] = ("needs", "who")

    needs: Words
    who: Words | None = None
    areas: Annotated[tuple[OutcomeArea, ...], Field(max_length=len(OutcomeArea))] = ()
    tried: Words | None = None
    others_involved: Words | None = None

    @property
    def gist(self) -> str | None:
        return self.needs

    def postcodes(self) -> list[str]:
        return list(dict.fromkeys((*super().postcodes(), *postcodes_in(self.who or ""))))
