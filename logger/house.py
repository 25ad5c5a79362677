"""What every room of the service stands on."""

from __future__ import annotations

from dataclasses import dataclass

from logger.clock import Clock
from logger.database import Database
from logger.settings import Settings
from logger.unit_of_work import Transactions


@dataclass(frozen=True)
class House:
    settings: Settings
    database: Database
    clock: Clock
    transactions: Transactions

    @classmethod
    def build(cls, settings: Settings) -> House:
        database = Database(settings.database_url)
        clock = Clock(settings.clock_offset)
        return cls(settings, database, clock, Transactions(database, settings, clock))
