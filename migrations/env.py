"""Runs the migrations: on the connection that `ledger.store.migrate` hands over, or on the configured database.

The whole upgrade is one transaction, also on SQLite, which can undo changes of tables like any others. There, a
migration that lets Alembic rebuild a table (`batch_alter_table`) has to create that table's triggers again.
"""

from __future__ import annotations

import importlib
import importlib.util
from contextlib import nullcontext

from alembic import context
from sqlalchemy.engine import Connection

from ledger.settings import Settings
from ledger.store.database import open_engine, writing
from ledger.store.tables import metadata

# Imported for their tables, which they add to the same metadata.
for owner in ("project", "alert", "worker"):
    importlib.import_module(f"ledger.{owner}.tables")


def run(connection: Connection) -> None:
    """Run the migrations that the command asked for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over: Connection | None = context.config.attributes.get("connection")
with nullcontext(handed_over) if handed_over else writing(open_engine(Settings().database_url)) as connection:
    run(connection)
