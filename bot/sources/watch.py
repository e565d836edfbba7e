"""Looks once a day whether names that were handed over have become visible in DNS.

Only DNS is asked. A website is not fetched: its owner decides where a name points, and our machine must not open
connections to wherever that is (trust.md T15).
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from storage import drafts, registrations
from storage.db import locked
from storage.errors import StorageError
from storage.events import day_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.lookups import Checks
    from storage.db import Database
    from storage.registrations import Watched
    from storage.sealing import Sealer

AGAIN: Final = timedelta(hours=24)
"""between two questions about a name"""
AT_ONCE: Final = 20
PAUSE: Final = 30.0
"""seconds between two rounds: with `AT_ONCE` names each, 57,600 names a day at most"""

_log = structlog.get_logger()


class Watch:
    """Runs until `stop`. Of several processes, one at a time does a round. `check` must know DNS alone: a name that
    a service calls registered is not visible."""

    def __init__(
        self, db: Database, sealer: Sealer, check: Checks, *, now: Callable[[], datetime], pause: float = PAUSE
    ) -> None:
        self._db, self._sealer, self._check, self._now, self._pause = db, sealer, check, now, pause
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Returns after `stop`."""
        while not self._stopping.is_set():
            try:
                await self.round()
            except StorageError as error:
                _log.warning("watch interrupted", exc_info=error)
            except Exception as error:  # noqa: BLE001 - a fault here must not end the process's other work
                _log.error("watch failed", exc_info=error)
            try:
                async with asyncio.timeout(self._pause):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    def stop(self) -> None:
        """No new name is asked about."""
        self._stopping.set()

    async def round(self) -> int:
        """Asks about the names that have waited longest; returns how many became visible. Old drafts of lists go."""
        now = self._now()
        async with self._db.transaction() as tx:
            if not await locked(tx, name="watch"):
                return 0
            await drafts.drop_old(tx, now=now)
            names = await registrations.due(tx, now=now, before=now - AGAIN, limit=AT_ONCE, sealer=self._sealer)
            # Noted before they are asked: another process takes the next ones, and nothing is locked meanwhile.
            for name in names:
                await registrations.looked(tx, id=name.handover, now=now)
        return sum([await self._one(name) for name in names if not self._stopping.is_set()])

    async def _one(self, name: Watched) -> bool:
        if await self._check.result(name.domain) != "taken":
            return False
        now = self._now()
        async with self._db.transaction() as tx:
            await registrations.looked(tx, id=name.handover, now=now, visible_on=day_of(now))
        return True
