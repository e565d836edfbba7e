"""Stop 7: sends what the outbox holds, in order for each conversation, by one sender for each channel.

Sending is at least once: no network has a key against repeats. A process that dies between sending and
marking leaves its rows as `sending`; the next sender sends each of those once more and counts it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING

from bot.sending.lane import AT_ONCE, Lane
from bot.sending.marking import LaneParts
from bot.sending.pace import RHYTHMS, Rhythm
from storage.db import OUTBOX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.channels.base import Channel
    from storage.db import Database
    from storage.sealing import Sealer

__all__ = ["AT_ONCE", "Delivery"]


class Delivery:
    """Sends for every channel given until `stop`; a send that has begun is finished and marked.

    `counts`: (outcome, channel) -> how often; sent, failed, again, paused, blocked, stale, ambiguous (may have been
    sent twice). A channel may have a method `window` (`storage.taking.Window`): when its network lets us write.
    `rhythms`: how fast each network may be sent to.
    """

    def __init__(  # noqa: PLR0913 - all but three by keyword
        self,
        db: Database,
        sealer: Sealer,
        channels: Mapping[str, Channel],
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
        rhythms: Mapping[str, Rhythm] = RHYTHMS,
    ) -> None:
        self._db = db
        self.counts: Counter[tuple[str, str]] = Counter()
        parts = LaneParts(db, sealer, now, clock, self.counts)
        self._lanes = [Lane(name, channel, parts, rhythm=rhythms.get(name)) for name, channel in channels.items()]

    async def run(self) -> None:
        """Returns after `stop`, when what was being sent is marked."""
        ears = asyncio.create_task(self._hear())
        try:
            async with asyncio.TaskGroup() as group:
                for lane in self._lanes:
                    group.create_task(lane.run())
        finally:
            ears.cancel()
            await asyncio.gather(ears, return_exceptions=True)

    def stop(self) -> None:
        """Nothing new is sent."""
        for lane in self._lanes:
            lane.stop()

    def wake(self, channel: str = "") -> None:
        """There may be something to send, on this channel or on any."""
        for lane in self._lanes:
            if channel in ("", lane.name):
                lane.wake()

    def holds(self, channel: str) -> bool:
        """Whether it is this process that sends on the channel."""
        return any(lane.holding for lane in self._lanes if lane.name == channel)

    async def _hear(self) -> None:
        async for _, channel in self._db.listen(OUTBOX):
            self.wake(channel)
