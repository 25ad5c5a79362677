"""The web process does not start with what nobody has checked."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from logger.organisation import OrganisationInvalid
from logger.serve import serve
from logger.settings import Settings


async def test_in_production_it_names_what_the_council_has_not_checked(settings: Settings) -> None:
    with pytest.raises(OrganisationInvalid) as problem:
        await serve(replace(settings, is_production=True), asyncio.Event())

    assert "teams.emergency_duty_team has no checked_on" in str(problem.value)
    assert "opening_hours has no checked_on" in str(problem.value)
