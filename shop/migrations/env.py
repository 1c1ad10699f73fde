"""Run by Alembic for each command, on the connection and in the transaction of `shop.migrations`."""

from __future__ import annotations

from alembic import context

from shop.tables import map_entities, metadata

map_entities()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
