"""Messages that people leave for the staff: sealed, and gone with the person's wish to be forgotten."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from storage.tables import staff_message

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Notice:
    """That there is a message, without its words."""

    id: str
    channel: str
    left_at: datetime
    closed_at: datetime | None


async def leave(  # noqa: PLR0913 - all by keyword
    session: Session, *, conversation: int, channel: str, text: str, now: datetime, sealer: Sealer
) -> str:
    """Keeps a message for the staff; returns its id."""
    number = secrets.token_hex(8)
    body = sealer.seal(text.encode("utf-8", "surrogatepass"), where=f"staff_message:body:{number}")
    await session.execute(
        insert(staff_message).values(id=number, conversation=conversation, channel=channel, body=body, left_at=now)
    )
    return number


async def listed(session: Session, *, closed: bool = False, limit: int = 200) -> list[Notice]:
    """The open messages, oldest first, or the closed ones that are still kept, newest first."""
    c = staff_message.c
    order = (c.closed_at.desc(), c.id) if closed else (c.left_at, c.id)
    rows = await session.execute(
        select(c.id, c.channel, c.left_at, c.closed_at)
        .where(c.closed_at.is_not(None) if closed else c.closed_at.is_(None))
        .order_by(*order)
        .limit(limit)
    )
    return [Notice(row.id, row.channel, row.left_at, row.closed_at) for row in rows]


async def words(session: Session, *, id: str, sealer: Sealer) -> str | None:  # noqa: A002
    """What a message says, for those who have the right to read it; None when it is gone. Raises `TamperedError`."""
    c = staff_message.c
    body = await session.scalar(select(c.body).where(c.id == id))
    if body is None:
        return None
    return sealer.open(body, where=f"staff_message:body:{id}").decode("utf-8", "surrogatepass")


async def close(session: Session, *, id: str, now: datetime) -> bool:  # noqa: A002
    """Marks a message as dealt with; False when there is none that is open."""
    c = staff_message.c
    done = await session.execute(update(staff_message).where(c.id == id, c.closed_at.is_(None)).values(closed_at=now))
    return bool(done.rowcount)


async def forget(session: Session, *, conversation: int) -> int:
    """Removes what a person left for the staff; returns how many messages."""
    gone = await session.execute(delete(staff_message).where(staff_message.c.conversation == conversation))
    return gone.rowcount
