"""Bubbles in the outbox, put there without a turn; and a database for those that need none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from storage import conversations, outbox
from storage.db import Database
from storage.tables import outbox as rows

if TYPE_CHECKING:
    from bot.channels.base import Bubble
    from storage.sealing import Sealer

NOWHERE: Final = Database("postgresql://nobody@127.0.0.1:1/none")
"""A bubble of one part never asks it."""


async def queued(db: Database, sealer: Sealer, *bubbles: Bubble, channel: str, account: str) -> int:
    """Lets these be said next to this account; returns the outbox id of the first."""
    async with db.transaction() as tx:
        number = await conversations.open_for(tx, channel=channel, account=account, address=account, sealer=sealer)
    return await said(db, sealer, *bubbles, channel=channel, conversation=number)


async def said(db: Database, sealer: Sealer, *bubbles: Bubble, channel: str, conversation: int) -> int:
    """The same in a conversation that is known by its number."""
    async with db.transaction() as tx:
        before = int(await tx.scalar(select(func.max(rows.c.id))) or 0)
        await outbox.add(
            tx,
            conversation=conversation,
            channel=channel,
            cause=1_000_000 + before,
            bubbles=[each.json() for each in bubbles],
            useful_until=datetime.now(UTC) + timedelta(days=1),
            sealer=sealer,
        )
        return int(await tx.scalar(select(func.min(rows.c.id)).where(rows.c.id > before)) or 0)
