"""The door over a test's own database, and what is found behind it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy import select

from bot.channels.telegram.inbound import translate
from bot.door import Door
from storage import conversations, inbox
from storage.tables import inbox as table
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.channels.base import Inbound
    from storage.db import Database
    from storage.sealing import Sealer


class Behind:
    """The inbox."""

    def __init__(self, db: Database, sealer: Sealer, *, now: datetime = NOW) -> None:
        self.db, self.sealer, self.now = db, sealer, now
        self.door = Door(db, sealer)

    async def heard(self) -> list[Inbound]:
        """Takes every message that waits, in order."""
        found: list[Inbound] = []
        while True:
            async with self.db.transaction() as tx:
                claimed = await conversations.claim(tx, now=self.now)
                news = None if claimed is None else await inbox.oldest(tx, conversation=claimed.id, now=self.now)
                if news is None:
                    return found
                found.append(translate(inbox.raw_of(news, sealer=self.sealer)))
                await inbox.done(tx, id=news.id, now=self.now)

    async def count(self) -> int:
        """Messages that wait."""
        async with self.db.transaction() as tx:
            return await inbox.backlog(tx)

    async def opened(self) -> list[str]:
        """What the inbox holds, unsealed."""
        async with self.db.transaction() as tx:
            rows = (await tx.execute(select(table.c.channel, table.c.ext_id, table.c.raw))).all()
        return [inbox.opened(r.raw, channel=r.channel, ext_id=r.ext_id, sealer=self.sealer).decode() for r in rows]

    @asynccontextmanager
    async def locked(self, address: str) -> AsyncIterator[None]:
        """Nobody can read or write the inbox meanwhile."""
        connection = await asyncpg.connect(address)
        try:
            async with connection.transaction():
                await connection.execute("lock table inbox in access exclusive mode")
                yield
        finally:
            await connection.close()
