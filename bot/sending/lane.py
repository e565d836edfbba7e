"""One channel's sending: in order for each conversation, several conversations at a time, at the network's pace.

One process at a time holds the lane, by a lock in the database. What keeps a bubble from leaving now is of three
kinds: the chat's own (its pace, its next attempt), the lane's (a limit, refused credentials, an outage: kept in the
database, so that a restart waits as well), and a person's decision (the switch, a stop: asked when a bubble is taken).
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import structlog

from bot.channels.base import Bubble, SendError
from bot.crashpoints import reach
from bot.sending.breaker import Breaker
from bot.sending.faults import of_unknown_outcome
from bot.sending.marking import TRIED_AFTER, Marking
from bot.sending.pace import Pace
from storage import lanes, outbox
from storage.errors import StorageError

if TYPE_CHECKING:
    from bot.channels.base import Channel
    from bot.sending.marking import LaneParts
    from bot.sending.pace import Rhythm
    from storage.db import Session
    from storage.outbox import Letter, Window

SWEEP: Final = 1.0
"""seconds after which a lane looks for something to send by itself"""
STALE_EVERY: Final = 5.0
"""seconds between two looks for bubbles that came too late, whether the lane flows or not"""
AT_ONCE: Final = 12
"""conversations that one channel sends to at the same time"""
PATIENCE: Final = 35.0
"""seconds that one send may take before it counts as perhaps sent"""
_log = structlog.get_logger()


class Lane:
    """Sends for one channel until `stop`; a send that has begun is finished and marked."""

    def __init__(self, name: str, channel: Channel, parts: LaneParts, *, rhythm: Rhythm | None) -> None:
        self._name, self._channel, self._parts = name, channel, parts
        self._window = cast("Window | None", getattr(channel, "window", None))
        self._pace = Pace(rhythm, clock=parts.clock)
        self._breaker = Breaker()
        self._marking = Marking(name, parts, self._breaker)
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._resting: dict[int, float] = {}
        self._swept = 0.0
        self._kick = asyncio.Event()
        self._stopping = False
        self._astray = False
        """a send could not be marked: only whoever takes the lane anew may say what became of it"""

    async def run(self) -> None:
        """Returns after `stop`, when what was being sent is marked."""
        while not self._stopping:
            try:
                async with self._parts.db.alone(f"send:{self._name}") as lost:
                    if lost is not None:
                        await self._take_over()
                        await self._drain(lost)
            except StorageError as error:
                _log.warning("sending interrupted", channel=self._name, exc_info=error)
            await self._rest(SWEEP)

    def stop(self) -> None:
        """Nothing new is sent."""
        self._stopping = True
        self._kick.set()

    def wake(self) -> None:
        """There may be something to send."""
        self._kick.set()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._kick.wait()
        except TimeoutError:
            return
        finally:
            if not self._stopping:
                self._kick.clear()

    async def _take_over(self) -> None:
        async with self._parts.db.transaction() as tx:
            again, lost = await lanes.doubtful(tx, channel=self._name, now=self._parts.now())
            pause = await lanes.of(tx, channel=self._name)
        self._breaker.restart(
            until=None if pause is None else pause.until, trial=pause is not None and pause.reason in TRIED_AFTER
        )
        self._pace.restart()
        self._resting.clear()
        self._astray, self._swept = False, self._parts.clock() - STALE_EVERY
        self._count("ambiguous", again)
        self._count("failed", lost)
        if again or lost:
            _log.warning("sends of unknown outcome", channel=self._name, count=again + lost)

    async def _drain(self, lost: asyncio.Event) -> None:
        """Keeps up to `AT_ONCE` conversations under way until stopped or the lock is lost."""
        try:
            while not (self._stopping or lost.is_set() or self._astray):
                await self._sweep()
                for number in await self._ready():
                    self._pace.use()
                    task = asyncio.create_task(self._conversation(number, lost))
                    self._busy[number] = task
                    task.add_done_callback(partial(self._free, number))
                await self._rest(self._nothing_before())
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _sweep(self) -> None:
        clock = self._parts.clock()
        self._resting = {number: until for number, until in self._resting.items() if until > clock}
        if clock - self._swept < STALE_EVERY:
            return
        self._swept = clock
        async with self._parts.db.transaction() as tx:
            dropped = await outbox.drop_stale(tx, channel=self._name, now=self._parts.now())
        self._count("stale", dropped)

    async def _ready(self) -> list[int]:
        """Conversations that may be sent something now, as many as may be."""
        room = min(AT_ONCE - len(self._busy), self._pace.allowance())
        if self._breaker.trial:
            room = min(room, 1 - len(self._busy))
        now = self._parts.now()
        if room <= 0 or self._breaker.holds(now):
            return []
        async with self._parts.db.transaction() as tx:
            return await lanes.heads(tx, channel=self._name, now=now, limit=room, beside=[*self._busy, *self._resting])

    def _nothing_before(self) -> float:
        """Seconds that may be slept unless something happens."""
        clock = self._parts.clock()
        waits = [until - clock for until in self._resting.values()]
        if not self._pace.allowance():
            waits.append(self._pace.wait())
        return max(0.002, min([SWEEP, *waits]))

    def _free(self, number: int, task: asyncio.Task[None]) -> None:
        del self._busy[number]
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._astray = True
            _log.error("sending failed", channel=self._name, exc_info=error)
        self._kick.set()

    async def _conversation(self, number: int, lost: asyncio.Event) -> None:
        """Sends the open bubbles of one conversation, oldest first, until one has to wait."""
        if self._must_rest(number):
            return self._pace.give_back()
        async with self._parts.db.transaction() as tx:
            letter = await self._take(tx, number)
        while letter is not None:
            reach("before_send")
            result = await self._send(letter)
            self._pace.told(number)
            reach("after_send_before_mark")
            async with self._parts.db.transaction() as tx:
                outcome = await self._marking.mark(tx, letter, result)
                letter = None
                if outcome in ("sent", "failed") and not lost.is_set() and self._may_go_on(number):
                    self._pace.use()
                    letter = await self._take(tx, number)
            self._count(outcome)
        return None

    def _may_go_on(self, number: int) -> bool:
        if self._stopping or self._breaker.trial or self._breaker.holds(self._parts.now()):
            return False
        return not self._must_rest(number) and self._pace.allowance() > 0

    def _must_rest(self, number: int) -> bool:
        wait = self._pace.chat_wait(number)
        if wait:
            self._resting[number] = self._parts.clock() + wait
        return wait > 0

    async def _take(self, tx: Session, number: int) -> Letter | None:
        letter = await outbox.take(
            tx, conversation=number, now=self._parts.now(), sealer=self._parts.sealer, window=self._window
        )
        if letter is None:
            self._pace.give_back()
        return letter

    async def _send(self, letter: Letter) -> str | SendError | None:
        """The network's id of the message, or why it did not go."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._channel.send(letter.address, Bubble.from_json(letter.body), outbox_id=letter.id)
        except SendError as error:
            return error
        except TimeoutError:
            return of_unknown_outcome("no answer in time")
        except Exception as error:  # noqa: BLE001 - whatever it was, the bubble may have gone out
            _log.error("send raised", channel=self._name, attempt=letter.attempts, exc_info=error)
            return of_unknown_outcome(type(error).__name__)

    def _count(self, outcome: str, number: int = 1) -> None:
        if number:
            self._parts.counts[outcome, self._name] += number
