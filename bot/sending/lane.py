"""One channel's sending: in order for each conversation, several conversations at a time, at the network's pace.

One process at a time holds the lane, by a lock in the database. What keeps a bubble from leaving now is of three
kinds: the chat's own (its pace, its next attempt), the lane's (a limit, refused credentials, an outage: kept in the
database, so that a restart waits as well), and a person's decision (the switch, a stop: asked when a bubble is taken).
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Final, cast

import structlog

from bot.channels.base import Bubble, SendError
from bot.crashpoints import reach
from bot.sending.breaker import Breaker
from bot.sending.faults import of_unknown_outcome
from bot.sending.marking import TRIED_AFTER, Marking
from bot.sending.pace import Pace
from storage import lanes, outbox, taking
from storage.errors import StorageError, UnavailableError

if TYPE_CHECKING:
    from bot.channels.base import Channel
    from bot.sending.marking import LaneParts
    from bot.sending.pace import Rhythm
    from storage.db import Session
    from storage.outbox import Letter
    from storage.taking import Window

SWEEP: Final = 1.0
"""seconds after which a lane looks for something to send by itself"""
STALE_EVERY: Final = 5.0
"""seconds between two looks for bubbles that came too late, whether the lane flows or not"""
AT_ONCE: Final = 12
"""conversations that one channel sends to at the same time"""
PATIENCE: Final = 35.0
"""seconds that one send may take before it counts as perhaps sent"""
MARKED_WITHIN: Final = 10.0
"""seconds that the outcome of a send may wait for a connection to the database"""
_log = structlog.get_logger()


class Lane:
    """Sends for one channel until `stop`; a send that has begun is finished and marked."""

    def __init__(self, name: str, channel: Channel, parts: LaneParts, *, rhythm: Rhythm | None) -> None:
        self.name, self._channel, self._parts = name, channel, parts
        self._window = cast("Window | None", getattr(channel, "window", None))
        self._pace = Pace(rhythm, clock=parts.clock)
        self._breaker = Breaker()
        self._marking = Marking(name, parts, self._breaker)
        self._busy: dict[int, asyncio.Task[None]] = {}
        """conversations with a bubble that is not marked yet"""
        self._arrived: list[tuple[Letter, str | None]] = []
        """what the network took and the next round marks"""
        self._resting: dict[int, float] = {}
        self._swept = 0.0
        self._kick, self._halt = asyncio.Event(), asyncio.Event()
        self.holding = False
        """whether this process is the one that sends"""
        self._astray = False
        """a send could not be marked: only whoever takes the lane anew may say what became of it"""

    async def run(self) -> None:
        """Returns after `stop`, when what was being sent is marked."""
        while not self._halt.is_set():
            try:
                async with self._parts.db.alone(f"send:{self.name}") as lost:
                    if lost is not None:
                        await self._take_over()
                        await self._drain(lost)
            except StorageError as error:
                _log.warning("sending interrupted", channel=self.name, exc_info=error)
            await _within(SWEEP, self._halt)

    def stop(self) -> None:
        """Nothing new is sent."""
        self._halt.set()
        self._kick.set()

    def wake(self) -> None:
        """There may be something to send."""
        self._kick.set()

    async def _take_over(self) -> None:
        async with self._parts.db.transaction() as tx:
            again, lost = await lanes.doubtful(tx, channel=self.name, now=self._parts.now())
            pause = await lanes.of(tx, channel=self.name)
        self._breaker.restart(
            until=None if pause is None else pause.until, trial=pause is not None and pause.reason in TRIED_AFTER
        )
        self._pace.restart()
        self._resting.clear()
        self._astray, self._swept = False, self._parts.clock() - STALE_EVERY
        self._count("ambiguous", again)
        self._count("failed", lost)
        if again or lost:
            _log.warning("sends of unknown outcome", channel=self.name, count=again + lost)

    async def _drain(self, lost: asyncio.Event) -> None:
        """Keeps up to `AT_ONCE` conversations under way until stopped or the lock is lost."""
        self.holding = True
        try:
            while not (self._halt.is_set() or lost.is_set() or self._astray):
                self._kick.clear()
                await self._sweep()
                await self._round()
                if not self._halt.is_set():
                    await _within(self._nothing_before(), self._kick)
        finally:
            self.holding = False
            await asyncio.gather(*self._busy.values(), return_exceptions=True)
            arrived, self._arrived = self._arrived, []
            self._busy.clear()
            if arrived:
                async with AsyncExitStack() as stack:
                    await self._marking.sent(await self._begun(stack), arrived)
                self._count("sent", len(arrived))

    async def _round(self) -> None:
        """Marks what has arrived and takes what may leave now, by one commit. The next of the same conversation may
        leave in the same round, not sooner: until then nobody knows that the one before arrived."""
        if not self._arrived and not self._room():
            return
        async with AsyncExitStack() as stack:
            tx = await self._begun(stack)
            arrived, self._arrived = self._arrived, []
            if arrived:
                await self._marking.sent(tx, arrived)
                for letter, _ in arrived:
                    del self._busy[letter.conversation]
            letters = await self._take(tx, self._room())
        self._count("sent", len(arrived))
        for letter in letters:
            self._pace.use()
            self._busy[letter.conversation] = task = asyncio.create_task(self._post(letter))
            task.add_done_callback(self._ended)

    async def _take(self, tx: Session, room: int) -> list[Letter]:
        if not room:
            return []
        return await taking.take(
            tx,
            channel=self.name,
            now=self._parts.now(),
            limit=room,
            sealer=self._parts.sealer,
            window=self._window,
            beside=[*self._busy, *self._resting],
            rests=self._must_rest,
        )

    def _room(self) -> int:
        """How many bubbles may leave now."""
        if self._breaker.holds(self._parts.now()):
            return 0
        room = min((1 if self._breaker.trial else AT_ONCE) - len(self._busy), self._pace.allowance())
        return max(0, room)

    async def _sweep(self) -> None:
        clock = self._parts.clock()
        self._resting = {number: until for number, until in self._resting.items() if until > clock}
        if clock - self._swept < STALE_EVERY:
            return
        self._swept = clock
        async with self._parts.db.transaction() as tx:
            dropped = await outbox.drop_stale(tx, channel=self.name, now=self._parts.now())
        self._count("stale", dropped)

    def _nothing_before(self) -> float:
        """Seconds that may be slept unless something happens."""
        clock = self._parts.clock()
        waits = [until - clock for until in self._resting.values()]
        if not self._pace.allowance():
            waits.append(self._pace.wait())
        return max(0.002, min([SWEEP, *waits]))

    async def _post(self, letter: Letter) -> None:
        """Sends one bubble. What arrived is marked by the next round, anything else at once."""
        reach("before_send")
        result = await self._send(letter)
        self._pace.told(letter.conversation)
        reach("after_send_before_mark")
        if not isinstance(result, SendError):
            self._marking.arrived()
            self._arrived.append((letter, result))
            return
        async with AsyncExitStack() as stack:
            outcome = await self._marking.mark(await self._begun(stack), letter, result)
        self._count(outcome)
        del self._busy[letter.conversation]

    async def _begun(self, stack: AsyncExitStack) -> Session:
        """A transaction to write down what became of sends. It is waited for: without it they go out twice."""
        clock = asyncio.get_running_loop().time
        until = clock() + MARKED_WITHIN
        while True:
            try:
                return await stack.enter_async_context(self._parts.db.transaction())
            except UnavailableError:
                if clock() > until:
                    raise
                await asyncio.sleep(0.1)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._astray = True
            _log.error("sending failed", channel=self.name, exc_info=error)
        self._kick.set()

    def _must_rest(self, number: int) -> bool:
        wait = self._pace.chat_wait(number)
        if wait:
            self._resting[number] = self._parts.clock() + wait
        return wait > 0

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
            _log.error("send raised", channel=self.name, attempt=letter.attempts, exc_info=error)
            return of_unknown_outcome(type(error).__name__)

    def _count(self, outcome: str, number: int = 1) -> None:
        if number:
            self._parts.counts[outcome, self.name] += number


async def _within(seconds: float, event: asyncio.Event) -> None:
    """Sleeps, until the event at the latest."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
