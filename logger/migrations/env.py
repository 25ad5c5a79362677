"""Alembic's environment: one connection, handed over by logger.migrate."""

from alembic import context

from logger.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table="migration",
    version_table_schema="logger",
    include_schemas=True,
)
with context.begin_transaction():
    context.run_migrations()
