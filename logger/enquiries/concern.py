"""A worry about a child or a family: what referral forms ask, two answers of it mandatory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from logger.enquiries.details import Choice, Words
from logger.enquiries.family import FamilyDetails
from logger.enquiries.postcode import postcodes_in


class FirstHand(Choice):
    SEEN = "seen", "Saw it themselves"
    HEARD = "heard", "Heard it themselves"
    TOLD = "told", "Was told by somebody"


class FamilyAware(Choice):
    """Never called consent: this is not the UK GDPR's."""

    AGREED = "agreed", "The family knows and agrees"
    AWARE = "aware", "The family knows"
    NOT_AWARE = "not_aware", "The family does not know"
    UNKNOWN = "unknown", "Not known"


class Writer(Choice):
    PUBLIC = "public", "Member of the public"
    PROFESSIONAL = "professional", "Somebody who works with children or families"


class Factor(Choice):
    PHYSICAL_ABUSE = "physical_abuse"
    EMOTIONAL_ABUSE = "emotional_abuse"
    SEXUAL_ABUSE = "sexual_abuse"
    NEGLECT = "neglect"
    DOMESTIC_ABUSE = "domestic_abuse"
    SUBSTANCE_USE = "substance_use", "Drugs or alcohol"
    MENTAL_HEALTH = "mental_health"
    EXPLOITATION = "exploitation", "Criminal or sexual exploitation"
    MISSING = "missing", "Goes missing"
    ONLINE_HARM = "online_harm", "Harm online"
    FORCED_MARRIAGE_FGM_HONOUR = (
        "forced_marriage_fgm_honour",
        "Forced marriage, FGM or so-called honour",
    )
    RADICALISATION = "radicalisation"
    SELF_HARM = "self_harm", "Self-harm"
    YOUNG_CARER = "young_carer"
    SCHOOL_ATTENDANCE = "school_attendance"
    HOUSING = "housing", "Housing or homelessness"
    DEBT_OR_WORK = "debt_or_work", "Debt or work"
    BEREAVEMENT = "bereavement"
    SEND = "send", "Special educational needs or disability"
    BEHAVIOUR = "behaviour"


class ConcernDetails(FamilyDetails):
    """A worry about a child, adult or family that is not the writer's own."""

    labels: ClassVar[Mapping[str, str]] = {
        "worry": "Worry",
        "happened": "What happened and when",
        "first_hand": "How they know",
        "children": "Children",
        "about": "About",
        "postcode": "Postcode",
        "household": "Household, and who the worry is about",
        "factors": "What it has to do with",
        "family_aware": "Does the family know",
        "not_aware_reason": "Why the family was not told",
        "writer": "Who writes",
        "relationship": "How they know the family",
        "job_role": "Job",
        "organisation": "Organisation",
        "case_number": "Their own case number",
    }
    main: ClassVar[tuple[str, ...]] = ("worry", "about")

    worry: Words
    happened: Words | None = None
    first_hand: FirstHand | None = None
    about: Words | None = None
    household: Words | None = None
    factors: Annotated[tuple[Factor, ...], Field(max_length=len(Factor))] = ()
    family_aware: FamilyAware | None = None
    not_aware_reason: Words | None = None
    writer: Writer | None = None
    relationship: Words | None = None
    job_role: Words | None = None
    organisation: Words | None = None
    case_number: Words | None = None

    @property
    def gist(self) -> str | None:
        return self.worry

    def postcodes(self) -> list[str]:
        return list(dict.fromkeys((*super().postcodes(), *postcodes_in(self.about or ""))))
