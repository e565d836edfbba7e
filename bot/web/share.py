"""The pages' share of the database connections: a rush on the pages leaves the workers theirs."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from storage.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database, Session

MOST: Final = 5
"""transactions that visitors hold at the same time, of the twelve connections of a process"""
PATIENCE: Final = 2.0
"""seconds that a visitor's request may stand in line"""


class Share:
    """Transactions for what visitors ask for; `most` at the same time."""

    def __init__(self, db: Database, *, most: int = MOST) -> None:
        self._db = db
        self._free = asyncio.Semaphore(most)

    @asynccontextmanager
    async def transaction(self, *, patience: float | None = PATIENCE) -> AsyncIterator[Session]:
        """As `Database.transaction`. Raises `UnavailableError` after `patience` seconds in line; None waits."""
        try:
            async with asyncio.timeout(patience):
                await self._free.acquire()
        except TimeoutError:
            raise UnavailableError("too many ask at once") from None
        try:
            async with self._db.transaction() as tx:
                yield tx
        finally:
            self._free.release()
