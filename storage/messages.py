"""Messages that people leave for the staff: sealed, and gone with the person's wish to be forgotten."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from storage.tables import staff_message

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Message:
    """A message left for the staff."""

    id: str
    conversation: int | None
    channel: str
    text: str
    left_at: datetime


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


async def waiting(session: Session, *, sealer: Sealer, limit: int = 100) -> list[Message]:
    """Messages that nobody has closed yet, oldest first."""
    c = staff_message.c
    rows = await session.execute(select(staff_message).where(c.closed_at.is_(None)).order_by(c.left_at).limit(limit))
    return [
        Message(
            row.id,
            row.conversation,
            row.channel,
            sealer.open(row.body, where=f"staff_message:body:{row.id}").decode("utf-8", "surrogatepass"),
            row.left_at,
        )
        for row in rows
    ]


async def forget(session: Session, *, conversation: int) -> int:
    """Removes what a person left for the staff; returns how many messages."""
    gone = await session.execute(delete(staff_message).where(staff_message.c.conversation == conversation))
    return gone.rowcount
