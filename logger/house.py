"""What every room of the service stands on."""

from __future__ import annotations

from dataclasses import dataclass

from logger.clock import Clock
from logger.database import Database
from logger.organisation import Organisation
from logger.settings import Settings
from logger.unit_of_work import Transactions


@dataclass(frozen=True)
class House:
    settings: Settings
    database: Database
    clock: Clock
    transactions: Transactions
    organisation: Organisation

    @classmethod
    def build(cls, settings: Settings) -> House:
        """Raises OrganisationInvalid."""
        organisation = Organisation.read()
        database = Database(settings.database_url)
        clock = Clock(settings.clock_offset)
        transactions = Transactions(database, settings, clock, organisation)
        return cls(settings, database, clock, transactions, organisation)
