"""How a handoff may end; the list follows what multi-agency referral desks record."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    ADVICE_GIVEN = "advice_given"
    SIGNPOSTED = "signposted"
    EARLY_HELP = "early_help"
    SAFEGUARDING = "safeguarding"
    POLICE = "police"
    PASSED_TO_WORKER = "passed_to_worker"
    NOT_ENOUGH_INFORMATION = "not_enough_information"
    DUPLICATE = "duplicate"
    NO_FURTHER_ACTION = "no_further_action"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    Outcome.ADVICE_GIVEN: "Information and advice given",
    Outcome.SIGNPOSTED: "Pointed to another service",
    Outcome.EARLY_HELP: "Passed to early help",
    Outcome.SAFEGUARDING: "Passed to the safeguarding front door",
    Outcome.POLICE: "Passed to the police",
    Outcome.PASSED_TO_WORKER: "Case already open, passed to the worker",
    Outcome.NOT_ENOUGH_INFORMATION: "Not enough information to act",
    Outcome.DUPLICATE: "Same as another enquiry",
    Outcome.NO_FURTHER_ACTION: "No further action",
}
