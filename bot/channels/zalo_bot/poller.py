"""Long polling of the Bot Platform, for hosts without a public address: one poller at a time, stored before the next.

`getUpdates` has no offset: an update may come again and again, or never again once it was given (zalo.md 7.5). So
every update is stored under its id, one that could not be stored is kept until it is, and polls are a second apart.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import structlog

from bot.channels.wire import NetworkFaultError, object_of
from bot.channels.zalo_bot.api import POLL
from bot.channels.zalo_bot.updates import arrival_of, updates_in
from storage.errors import StorageError

if TYPE_CHECKING:
    from bot.channels.zalo_bot.api import BotApi
    from bot.door import Arrival, Door
    from storage.db import Database

FLOOR: Final = 1.0
"""seconds between the beginnings of two polls, at least"""
LONGEST: Final = 30.0
"""seconds between two tries when Zalo does not answer"""
LOOK_AGAIN: Final = 10.0
"""seconds until the place of another poller, a webhook or a refused token is looked at again"""

_log = structlog.get_logger()


class _TokenRefusedError(Exception):
    """Zalo does not take the token (any more)."""


class ZaloBotPoller:
    """Polls until `stop`. `counts`: stored, repeated, dropped. `floor` and `look_again` in seconds."""

    def __init__(
        self, api: BotApi, door: Door, db: Database, *, floor: float = FLOOR, look_again: float = LOOK_AGAIN
    ) -> None:
        self._api, self._door, self._db = api, door, db
        self._floor, self._look_again = floor, look_again
        self._stopping = asyncio.Event()
        self._failures = 0
        self._said: str | None = None
        self.counts: Counter[str] = Counter()

    async def run(self) -> None:
        """Returns soon after `stop`; an update that was given is stored first."""
        while not self._stopping.is_set():
            try:
                async with self._db.alone("poll:zalo_bot") as lost:
                    if lost is None:
                        self._say("another process polls zalo bot; this one waits")
                    elif await self._allowed():
                        self._say("polling zalo bot")
                        await self._poll(lost)
            except _TokenRefusedError:
                self._say("zalo bot token refused: set CHAOVN_ZALO_BOT_TOKEN and start again")
            except StorageError as error:
                _log.warning("polling interrupted", channel="zalo_bot", exc_info=error)
            except Exception as error:  # noqa: BLE001 - one strange answer must not end the polling
                _log.error("polling failed", channel="zalo_bot", exc_info=error)
            await self._rest(self._look_again)

    def stop(self) -> None:
        self._stopping.set()

    def _say(self, event: str, *, outcome: str | None = None) -> None:
        """Each state once, when it begins."""
        if self._said != event:
            _log.warning(event, channel="zalo_bot", outcome=outcome)
        self._said = event

    async def _allowed(self) -> bool:
        """Whether polling can work: no webhook is set, and the token is good."""
        try:
            result = await self._api.call("getWebhookInfo")
        except NetworkFaultError as fault:
            self._say("zalo bot cannot be reached", outcome=str(fault))
            return False
        if result.code == 401:
            raise _TokenRefusedError
        if object_of(result.result).get("url"):
            self._say("a webhook is set: run chaovn webhook delete zalo_bot, or set CHAOVN_ZALO_BOT_MODE=webhook")
            return False
        return True

    async def _poll(self, lost: asyncio.Event) -> None:
        """Polls until stopped, until the lock is lost, or until Zalo refuses the token."""
        while not self._stopping.is_set() and not lost.is_set():
            begun = time.monotonic()
            await self._keep(await self._unless_stopped())
            await self._rest(begun + self._floor - time.monotonic())

    async def _unless_stopped(self) -> list[Arrival]:
        """What one poll brought; given up only while it still waits for an answer."""
        poll = asyncio.create_task(self._once())
        stop = asyncio.create_task(self._stopping.wait())
        await asyncio.wait((poll, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not poll.done():
            poll.cancel()
        await asyncio.wait((poll, stop))
        return [] if poll.cancelled() else poll.result()

    async def _once(self) -> list[Arrival]:
        """The arrivals of one poll; waits by itself after a failure."""
        try:
            result = await self._api.call("getUpdates", {"timeout": POLL})
        except NetworkFaultError as fault:
            await self._failed(str(fault))
            return []
        if result.code == 401:
            raise _TokenRefusedError
        if result.code == 408:
            self._failures = 0
            return []
        if result.code != 0:
            await self._failed(f"code {result.code}, http {result.status}")
            return []
        self._failures = 0
        updates = updates_in(result.result)
        found = [arrival for update in updates if (arrival := arrival_of(update)) is not None]
        self.counts["dropped"] += len(updates) - len(found)
        return found

    async def _failed(self, outcome: str) -> None:
        self._failures += 1
        _log.warning("poll failed", channel="zalo_bot", outcome=outcome, attempt=self._failures)
        pause = min(LONGEST, 2.0 ** min(self._failures - 1, 5))
        await self._rest(pause * random.uniform(0.5, 1))  # noqa: S311 - spreads the tries of many

    async def _keep(self, found: list[Arrival]) -> None:
        """Stores what was given, as often as it takes: it may never be given again."""
        pause = 0.2
        while found:
            try:
                fresh = await self._door.store(found)
            except StorageError as error:
                _log.warning("update not stored yet", channel="zalo_bot", exc_info=error)
                if self._stopping.is_set():
                    return
                await self._rest(pause)
                pause = min(5.0, 2 * pause)
            else:
                self.counts["stored"] += fresh
                self.counts["repeated"] += len(found) - fresh
                return

    async def _rest(self, seconds: float) -> None:
        if seconds > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._stopping.wait()
