"""How much of a long bubble has arrived, kept so that neither a retry nor another process sends it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storage.tables import outbox

if TYPE_CHECKING:
    from storage.db import Session


async def arrived(session: Session, *, id: int) -> int:  # noqa: A002 - the column's name
    """How many parts of the bubble with this outbox id the network took."""
    return int(await session.scalar(select(outbox.c.parts).where(outbox.c.id == id)) or 0)


async def keep(session: Session, *, id: int, parts: int) -> None:  # noqa: A002
    """The network took the first `parts` parts."""
    await session.execute(update(outbox).where(outbox.c.id == id).values(parts=parts))
