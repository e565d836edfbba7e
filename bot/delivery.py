"""Stop 7: sends what the outbox holds, in order for each conversation, by one sender for each channel.

Sending is at least once: no network has a key against repeats. A process that dies between sending and
marking leaves its rows as `sending`; the next sender sends each of those once more and counts it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import structlog

from bot.channels.base import Bubble, SendError
from bot.crashpoints import reach
from storage import conversations, outbox
from storage.db import OUTBOX
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.channels.base import Channel
    from storage.db import Database, Session
    from storage.outbox import Letter
    from storage.sealing import Sealer

SWEEP = 1.0
AT_ONCE = 8
"""conversations that one channel sends to at the same time"""
PATIENCE = 35.0
"""seconds that one send may take before it counts as perhaps sent"""
CREDENTIALS_PAUSE = timedelta(seconds=30)

Outcome = Literal["sent", "failed", "again", "ambiguous", "paused", "blocked"]

_log = structlog.get_logger()


class Delivery:
    """Sends for every channel given until `stop`; a send that has begun is finished and marked.

    `counts`: sent, failed, again, paused, blocked, ambiguous (may have been sent twice).
    """

    def __init__(
        self,
        db: Database,
        sealer: Sealer,
        channels: Mapping[str, Channel],
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._sealer = sealer
        self._channels = channels
        self._now = now
        self._kicks = {name: asyncio.Event() for name in channels}
        self._stopping = False
        self.counts: Counter[tuple[str, str]] = Counter()

    async def run(self) -> None:
        """Returns after `stop`, when what was being sent is marked."""
        ears = asyncio.create_task(self._hear())
        try:
            async with asyncio.TaskGroup() as group:
                for name in self._channels:
                    group.create_task(self._lane(name))
        finally:
            ears.cancel()
            await asyncio.gather(ears, return_exceptions=True)

    def stop(self) -> None:
        """Nothing new is sent."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """There may be something to send."""
        for kick in self._kicks.values():
            kick.set()

    async def _hear(self) -> None:
        async for _ in self._db.listen(OUTBOX):
            self.wake()

    async def _lane(self, name: str) -> None:
        while not self._stopping:
            try:
                async with self._db.alone(f"send:{name}") as lost:
                    if lost is not None:
                        await self._recover(name)
                        await self._drain(name, lost)
            except StorageError as error:
                _log.warning("sending interrupted", channel=name, exc_info=error)
            await self._rest(name)

    async def _rest(self, name: str) -> None:
        kick = self._kicks[name]
        try:
            async with asyncio.timeout(SWEEP):
                await kick.wait()
        except TimeoutError:
            return
        finally:
            if not self._stopping:
                kick.clear()

    async def _recover(self, name: str) -> None:
        async with self._db.transaction() as tx:
            again, lost = await outbox.doubtful(tx, channel=name, now=self._now())
        self.counts["ambiguous", name] += again
        self.counts["failed", name] += lost
        if again or lost:
            _log.warning("sends of unknown outcome", channel=name, count=again + lost)

    async def _drain(self, name: str, lost: asyncio.Event) -> None:
        """Keeps up to `AT_ONCE` conversations under way until stopped or the lock is lost."""
        busy: dict[int, asyncio.Task[None]] = {}
        try:
            while not self._stopping and not lost.is_set():
                async with self._db.transaction() as tx:
                    ready = await outbox.heads(
                        tx, channel=name, now=self._now(), limit=AT_ONCE - len(busy), beside=busy
                    )
                for number in ready:
                    task = asyncio.create_task(self._conversation(name, number, lost))
                    busy[number] = task
                    task.add_done_callback(partial(self._free, name, busy, number))
                await self._rest(name)
        finally:
            await asyncio.gather(*busy.values(), return_exceptions=True)

    def _free(self, name: str, busy: dict[int, asyncio.Task[None]], number: int, task: asyncio.Task[None]) -> None:
        del busy[number]
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("sending failed", channel=name, exc_info=error)
        self._kicks[name].set()

    async def _conversation(self, name: str, number: int, lost: asyncio.Event) -> None:
        """Sends the open bubbles of one conversation, oldest first, until one has to wait."""
        async with self._db.transaction() as tx:
            address = await conversations.address_of(tx, id=number, sealer=self._sealer)
            if address is None or address.stopped:
                await outbox.cancel(tx, conversation=number, now=self._now())
                return
            letter = await outbox.take(tx, conversation=number, now=self._now(), sealer=self._sealer)
        while letter is not None:
            reach("before_send")
            result = await self._send(name, address.text, letter)
            reach("after_send_before_mark")
            async with self._db.transaction() as tx:
                outcome = await self._mark(tx, name, letter, result)
                letter = None
                if outcome in ("sent", "failed") and not self._stopping and not lost.is_set():
                    letter = await outbox.take(tx, conversation=number, now=self._now(), sealer=self._sealer)
            self.counts[outcome, name] += 1

    async def _send(self, name: str, address: str, letter: Letter) -> str | SendError | None:
        """The network's id of the message, or why it did not go."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._channels[name].send(address, Bubble.from_json(letter.body), outbox_id=letter.id)
        except SendError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever it was, the bubble may have gone out
            _log.error("send raised", channel=name, attempt=letter.attempts, exc_info=error)
            unknown = SendError("unknown")
            unknown.verdict = "maybe_sent"
            return unknown

    async def _mark(self, tx: Session, name: str, letter: Letter, result: str | SendError | None) -> Outcome:
        now = self._now()
        if not isinstance(result, SendError):
            await outbox.sent(tx, letter=letter, ext_id=result, now=now)
            return "sent"
        match result.verdict:
            case "retry":
                wait = timedelta(seconds=result.retry_after or min(60, 2**letter.attempts))
                await outbox.again(tx, letter=letter, not_before=now + wait)
                if result.retry_after is not None:
                    await outbox.pause(tx, channel=name, until=now + wait, reason="limit")
                return "again"
            case "maybe_sent" if letter.doubts == 0:
                await outbox.again(tx, letter=letter, not_before=now + timedelta(seconds=1), doubtful=True)
                return "ambiguous"
            case "blocked":
                await outbox.give_up(tx, letter=letter, now=now)
                await outbox.cancel(tx, conversation=letter.conversation, now=now)
                await conversations.stop(tx, id=letter.conversation, now=now)
                return "blocked"
            case "credentials":
                await outbox.again(tx, letter=letter, not_before=now + CREDENTIALS_PAUSE)
                await outbox.pause(tx, channel=name, until=now + CREDENTIALS_PAUSE, reason="credentials")
                _log.error("credentials refused", channel=name)
                return "paused"
            case _:
                await outbox.give_up(tx, letter=letter, now=now)
                return "failed"
