"""Everything that stands unsealed in a database, as text: what a stolen copy would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import SQLModel

from storage.tables import SEALED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

    from storage.db import Database


async def unsealed(db: Database) -> str:
    """One line for each value of each column of each table, sealed columns left out; bytes as hexadecimal."""
    lines = []
    async with db.transaction() as tx:
        names = await tx.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        for table in names:
            for row in (await tx.execute(text(f'select * from "{table}"'))).mappings():
                for column, value in row.items():
                    if column not in SEALED.get(table, ()):
                        shown = value.hex() if isinstance(value, bytes) else str(value)
                        lines.append(f"{table}.{column}: {shown}")
    return "\n".join(lines)


def known_tables() -> Mapping[str, Table]:
    """The tables that the program declares, by name."""
    return SQLModel.metadata.tables
