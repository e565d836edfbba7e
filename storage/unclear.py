"""Messages that the bot did not understand, for staff to learn from while they are kept (trust.md 1.6: a day)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from storage import inbox as rows
from storage.errors import TamperedError
from storage.tables import inbox

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer

_OPEN = inbox.c.unclear & inbox.c.raw.is_not(None) & (inbox.c.kind == "message")


@dataclass(frozen=True, slots=True)
class Unclear:
    """One message: the bytes of its network, and when it came. Whose it was is not said."""

    id: int
    channel: str
    received_at: datetime
    raw: bytes


async def count(session: Session) -> int:
    """How many there are."""
    return int(await session.scalar(select(func.count()).where(_OPEN)) or 0)


async def newest(session: Session, *, sealer: Sealer, limit: int = 200) -> list[Unclear]:
    """The newest first. One that cannot be opened is left out."""
    c = inbox.c
    found = await session.execute(
        select(c.id, c.channel, c.ext_id, c.raw, c.received_at).where(_OPEN).order_by(c.id.desc()).limit(limit)
    )
    out = []
    for row in found:
        try:
            raw = rows.opened(row.raw, channel=row.channel, ext_id=row.ext_id, sealer=sealer)
        except TamperedError:
            continue
        out.append(Unclear(row.id, row.channel, row.received_at, raw))
    return out


async def reviewed(session: Session, *, id: int) -> None:  # noqa: A002 - the column's name
    """Somebody has looked at it: it is not shown again."""
    await session.execute(update(inbox).where(inbox.c.id == id).values(unclear=False))
