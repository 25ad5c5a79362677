"""Alembic's environment: one connection, handed over by logger.migrate."""

from alembic import context

from logger.database import Base
from logger.tables import ALL_TABLES

assert ALL_TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="migration",
    version_table_schema="logger",
    include_schemas=True,
)
with context.begin_transaction():
    context.run_migrations()
