"""Long polling for hosts without a public address: what is not stored yet is never confirmed."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.faults import seconds
from bot.channels.telegram.updates import CHANNEL, see
from bot.door import FullError
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.telegram.client import Client
    from bot.channels.telegram.receive import Stored
    from bot.channels.telegram.updates import Seen
    from bot.door import Door
    from storage.db import Database

BATCH: Final = 100
STANDBY: Final = 5.0
"""seconds until another process that waits for its turn asks for the lock again"""
SHORTEST, LONGEST = 1.0, 60.0
"""seconds of rest after a failure, doubled with each that follows"""

_log = structlog.get_logger()


class _UnreadableBatchError(Exception):
    """Updates came, and none of them says its number: nothing can be confirmed."""


class Poller:
    """Fetches, stores, and confirms by the next fetch; one at a time of all processes on one database.

    `counts`: stored, ignored (nothing for us), parked (unreadable, set aside alone), failed (fetches).
    """

    def __init__(self, client: Client, door: Door, db: Database, *, stored: Stored) -> None:
        self._client, self._door, self._db, self._stored = client, door, db, stored
        self._stopping = asyncio.Event()
        self.counts: Counter[str] = Counter()
        self._offset: int | None = None
        self._limit = BATCH
        self._failures = 0

    async def run(self) -> None:
        """Returns after `stop`. A fetch under way is broken off: nothing of it was confirmed."""
        task = asyncio.create_task(self._run())
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (task, stopped):
                each.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def stop(self) -> None:
        self._stopping.set()

    async def _run(self) -> None:
        while True:
            try:
                async with self._db.alone(f"poll:{CHANNEL}") as lost:
                    if lost is not None:
                        self._offset = None
                        await self._while_alone(lost)
            except StorageError as error:
                _log.warning("polling interrupted", channel=CHANNEL, exc_info=error)
            await asyncio.sleep(STANDBY)

    async def _while_alone(self, lost: asyncio.Event) -> None:
        _log.info("polling begun", channel=CHANNEL)
        while not lost.is_set():
            try:
                await self._round()
            except Exception as error:  # noqa: BLE001 - whatever comes over the wire, polling goes on
                await asyncio.sleep(self._after(error))
            else:
                self._failures = 0

    async def _round(self) -> None:
        updates = await self._client.raw_updates(offset=self._offset, limit=self._limit)
        seen = [see(update, bot=self._client.number) for update in updates]
        for update, each in zip(updates, seen, strict=True):
            if each.broken:
                await self._door.park(channel=CHANNEL, raw=json.dumps(update).encode())
        await self._keep(seen)
        numbers = [each.id for each in seen if each.id is not None]
        if updates and not numbers:
            raise _UnreadableBatchError
        # After an empty answer everything below the offset is confirmed. It is not given again: numbers start
        # anew, perhaps lower, after a quiet week or on another server (trust.md 3.1).
        self._offset = max(numbers) + 1 if numbers else None
        self._limit = BATCH

    async def _keep(self, seen: Sequence[Seen]) -> None:
        """Stores a batch in its order, in one transaction. Raises `StorageError` with nothing stored."""
        arrivals = [each.arrival for each in seen if each.arrival is not None]
        if arrivals:
            await self._door.store(arrivals)
        for each in seen:
            self._stored(each)
            self.counts["parked" if each.broken else "stored" if each.arrival else "ignored"] += 1

    def _after(self, error: Exception) -> float:
        """Seconds to rest after a failed round; says what a person has to do about it, if anything."""
        self._failures += 1
        self.counts["failed"] += 1
        rest = min(LONGEST, SHORTEST * 2.0 ** min(self._failures - 1, 10))
        match error:
            case RetryAfter():
                return max(rest, seconds(error.retry_after))
            case Conflict() if "webhook" in error.message.lower():
                self._tell("a webhook is set, so polling is refused: chaovn webhook delete telegram", error)
            case Conflict():
                self._tell("another program polls with this token: let only one of them run", error)
            case InvalidToken():
                self._tell("token or base address refused: see CHAOVN_TELEGRAM_TOKEN", error)
            case StorageError():
                if not isinstance(error, FullError):
                    self._limit = max(1, self._limit // 4)  # fewer are stored within the time that storing may take
                _log.warning("updates not stored", channel=CHANNEL, attempt=self._failures, exc_info=error)
                return max(rest, error.retry_after) if isinstance(error, FullError) else rest
            case TelegramError():
                self._limit = max(1, self._limit // 4)  # an answer too large or broken comes in smaller pieces
                _log.warning("fetching updates failed", channel=CHANNEL, attempt=self._failures, exc_info=error)
            case _:
                self._limit = 1
                _log.error("updates unreadable", channel=CHANNEL, attempt=self._failures, exc_info=error)
        return rest

    def _tell(self, what: str, error: Exception) -> None:
        _log.error(what, channel=CHANNEL, attempt=self._failures, exc_info=error)
