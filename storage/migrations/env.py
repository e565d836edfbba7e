"""Alembic's entry: runs on the connection that `storage.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from storage import log_tables, net_tables, staff_tables, tables  # noqa: F401 - they fill the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # The monthly partitions are made by `storage.events`, not by migrations.
    include_object=lambda _item, name, kind, _reflected, _other: (
        not (kind == "table" and str(name).startswith("interaction_"))
    ),
)
with context.begin_transaction():
    context.run_migrations()
