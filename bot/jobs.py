"""What happens by the clock: timers into the inbox, the end of deletions, the purge, partitions ahead."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from storage import conversations, events, frozen, retention, rights, verifying
from storage.db import locked
from storage.errors import StorageError
from storage.reporting import gaps, rollup, stalls

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.db import Database
    from storage.sealing import Sealer

PAUSE = 1.0
"""seconds between two rounds"""
PURGE_EVERY = timedelta(hours=1)
VERIFY_EVERY = timedelta(days=1)
SETTLED = timedelta(hours=1)

_log = structlog.get_logger()


class Jobs:
    """Runs the rounds until `stop`. Any number of processes may: each round is done by one of them."""

    def __init__(self, db: Database, sealer: Sealer, *, now: Callable[[], datetime]) -> None:
        self._db = db
        self._sealer = sealer
        self._now = now
        self._verify_at = datetime.min.replace(tzinfo=UTC)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Returns after `stop`."""
        while not self._stopping.is_set():
            try:
                await self.round(mark_gaps=True)
            except StorageError as error:
                _log.warning("jobs interrupted", exc_info=error)
            except Exception as error:  # noqa: BLE001 - a fault in one job must not end the timers
                _log.error("jobs failed", exc_info=error)
            try:
                async with asyncio.timeout(PAUSE):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    def stop(self) -> None:
        self._stopping.set()

    async def round(self, *, mark_gaps: bool = False) -> None:
        """One round of everything that is due now. `mark_gaps`: a long time without a round was one of silence."""
        now = self._now()
        async with self._db.transaction() as tx:
            if ended := await frozen.end(tx):
                _log.warning("ended who stood still", count=ended)
            if not await locked(tx, name="jobs"):
                return
            await conversations.wake_due(tx, now=now)
            await rights.finish(tx, now=now)
            last = await retention.last_run(tx)
        if last is None or now - last >= PURGE_EVERY:
            await self._purge(now, last if mark_gaps else None)
        await self._add_up(now)
        if now >= self._verify_at:
            await self._verify(now)

    async def _verify(self, now: datetime) -> None:
        """Once a day by one of all processes; what is wrong stays in metrics and health page until it is not."""
        self._verify_at = now + SETTLED  # also for when it fails, or another process is at it
        async with self._db.transaction() as tx:
            await verifying.snapshot(tx)
            last = await verifying.last(tx)
            if last is not None and now - last.at < VERIFY_EVERY:
                self._verify_at = last.at + VERIFY_EVERY
                return
            if not await locked(tx, name="verify"):
                return
            faults = await verifying.verify(tx, now=now, by="jobs", sealer=self._sealer)
        self._verify_at = now + VERIFY_EVERY
        if faults:
            _log.error("consent chain broken", count=len(faults))

    async def _purge(self, now: datetime, last: datetime | None) -> None:
        async with self._db.transaction() as tx:
            if not await locked(tx, name="purge"):
                return
            await events.ensure_partitions(tx, day=events.day_of(now))
            away = await gaps.note(tx, last=last, now=now)
            await stalls.count(tx, now=now, sealer=self._sealer)
            removed = await retention.purge(tx, now=now, sealer=self._sealer)
        if away:
            _log.warning("nothing ran for hours", count=round((now - (last or now)).total_seconds() / 3600))
        _log.info("purged", count=sum(removed.values()))

    async def _add_up(self, now: datetime) -> None:
        """Adds up the days that are over by an hour: nothing of them is on its way any more."""
        async with self._db.transaction() as tx:
            if await locked(tx, name="add_up"):
                await rollup.add_up(tx, today=events.day_of(now - SETTLED))
