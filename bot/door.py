"""Where messages of the networks come in: stored raw and sealed, committed, and only then acknowledged.

The door keeps its measure before it opens the database. One person's flood is dropped and acknowledged, with one
notice: a network that got no 200 would only bring it again. A flood of many, or a backlog that the workers cannot
catch up with, is refused whole with `FullError`, before anything is stored: then the network keeps it for us. Each
channel has a measure and a backlog of its own, so that a flood of one shuts no other.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

import structlog

from bot.crashpoints import reach
from bot.together import Together
from bot.web.limits import Buckets, Pace
from storage import arriving, conversations, inbox
from storage.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from storage.db import Database, Session
    from storage.sealing import Sealer

ONE_PERSON: Final = Pace(burst=20, per_second=0.5)
EVERYBODY: Final = Pace(burst=300, per_second=300)
"""messages of one channel that pass (trust.md 4.5, T29, T30)"""
MOST_WAITING: Final = 1500
"""messages of one channel that may wait for the workers before more of it is refused: seconds of their work"""
CHANNELS: Final = 4
LOOK_EVERY: Final = 1.0
"""seconds between two counts of the backlog; what this process stores meanwhile is added"""
PATIENCE: Final = 1.8
"""seconds for storing: Zalo wants its answer within 2 (zalo.md 5.1)"""
MOST_TOGETHER: Final = 100
"""messages that are committed together, as many as Telegram gives at once"""
QUIET: Final = 60.0
"""seconds without a dropped message after which a flood is over: the next is told again"""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message of a network as it came.

    `account` is the network's id of the person (of the chat where the network knows chats only), `address` where
    replies go, `ext_id` the network's id of this delivery, `alt_id` a second name of the same message. `always`:
    kept even from somebody who floods, as a block or a withdrawal must be.
    """

    channel: str
    account: str
    address: str
    ext_id: str
    raw: bytes
    alt_id: str | None = None
    always: bool = False


class FullError(UnavailableError):
    """Too much comes in from all together; nothing was kept. Answer 503 with `Retry-After`."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too much comes in")
        self.retry_after = retry_after


class Door:
    """Stores what networks deliver; one for the process. Raises `UnavailableError` when the database is away or too
    slow: then nothing was kept, or it was and the repeat is known as one.

    `near`: told how many messages were stored, where they are handled in this process; else the database tells.
    `counts`: (what, channel) -> how often; stored, repeated, dropped, told, parked, refused.
    """

    def __init__(
        self,
        db: Database,
        sealer: Sealer,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._db, self._sealer, self._clock = db, sealer, clock
        self._people = Buckets(ONE_PERSON, clock=clock)
        self._all = Buckets(EVERYBODY, clock=clock)
        self._most_waiting = most_waiting
        self.near: Callable[[int], None] | None = None
        self._waiting: Counter[str] = Counter()
        self._lately: deque[str] = deque(maxlen=CHANNELS * most_waiting)
        self._looked = -math.inf
        self._floods: dict[str, float] = {}
        self._together = Together(self._store, most=MOST_TOGETHER)
        self.counts: Counter[tuple[str, str]] = Counter()

    async def store(self, arrivals: Sequence[Arrival]) -> int:
        """Stores all of them in one transaction, in their order; returns how many were new. Raises `FullError`.

        What several callers bring at the same moment is committed together.
        """
        if not arrivals:
            return 0
        try:
            async with asyncio.timeout(PATIENCE):
                await self._refuse_when_full(arrivals)
                results = await self._together.do(arrivals)
        except TimeoutError:
            raise UnavailableError("storing took too long") from None
        reach("after_inbox_insert")
        self.counts.update((result, each.channel) for result, each in zip(results, arrivals, strict=True))
        kept = [each.channel for result, each in zip(results, arrivals, strict=True) if result == "stored"]
        self._waiting.update(kept)
        self._lately.extend(kept)
        return len(kept)

    async def park(self, *, channel: str, raw: bytes, ext_id: str | None = None) -> bool:
        """Keeps bytes that cannot be read, sealed, for a week; acknowledge them. Without a name their hash is one.

        False when they were kept before, or when there are too many of the kind.
        """
        name = ext_id or self._sealer.hash("poison", hashlib.sha256(raw).hexdigest()).hex()[:32]
        try:
            async with asyncio.timeout(PATIENCE), self._db.transaction() as tx:
                kept = await inbox.park(
                    tx, channel=channel, ext_id=f"poison:{name}", raw=raw, now=datetime.now(UTC), sealer=self._sealer
                )
        except TimeoutError:
            raise UnavailableError("storing took too long") from None
        self.counts["parked" if kept else "repeated", channel] += 1
        _log.warning("message not readable", channel=channel, count=len(raw))
        return kept

    async def _refuse_when_full(self, arrivals: Sequence[Arrival]) -> None:
        await self._look()
        channels = {each.channel for each in arrivals}
        # Whoever floods must not use up what is there for everybody.
        kept = [each for each in arrivals if not self._floods_now(each)]
        full = any(self._waiting[channel] > self._most_waiting for channel in channels)
        wait = 5 if full else max([0, *(self._all.take(each.channel) for each in kept)])
        if wait:
            self.counts["refused", arrivals[0].channel] += len(arrivals)
            raise FullError(wait)

    async def _look(self) -> None:
        """Counts now and then what waits. The oldest is handled first, so what waits are the last that came in, and
        of which channels those were is known here."""
        now = self._clock()
        if now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        async with self._db.transaction() as tx:
            waiting = await inbox.backlog(tx, most=CHANNELS * self._most_waiting)
        self._waiting = Counter(islice(reversed(self._lately), waiting))

    async def _store(self, arrivals: Sequence[Arrival]) -> list[str]:
        """What became of each. Whoever has several among them is measured after each one."""
        results: list[str] = []
        try:
            async with asyncio.timeout(PATIENCE), self._db.transaction() as tx:
                while (begun := len(results)) < len(arrivals):
                    run = list(self._run(arrivals[begun:]))
                    results += await self._kept(tx, run) if run else [await self._drop(tx, arrivals[begun])]
        except TimeoutError:
            raise UnavailableError("storing took too long") from None
        if self.near is not None:
            self.near(results.count("stored"))
        return results

    def _run(self, arrivals: Sequence[Arrival]) -> Iterator[Arrival]:
        """The first of them that may be kept by one statement: each of another person, none of whom floods."""
        people: set[str] = set()
        for each in arrivals:
            if (who := _who(each)) in people or self._floods_now(each):
                return
            people.add(who)
            yield each

    async def _kept(self, tx: Session, run: list[Arrival]) -> list[str]:
        fresh = await arriving.put_all(tx, news=run, sealer=self._sealer, tell=self.near is None)
        for each, new in zip(run, fresh, strict=True):
            if new:
                self._people.take(_who(each))
        return ["stored" if new else "repeated" for new in fresh]

    def _floods_now(self, arrival: Arrival) -> bool:
        return not arrival.always and self._people.wait(_who(arrival)) > 0

    async def _drop(self, tx: Session, arrival: Arrival) -> str:
        """Over the measure: not kept. The first of a flood brings a notice, by the same inbox."""
        now, who = self._clock(), _who(arrival)
        told = now - self._floods.get(who, -math.inf) < QUIET
        if not told and await inbox.known(tx, channel=arrival.channel, ext_id=arrival.ext_id):
            return "repeated"
        self._floods[who] = now
        if told:
            return "dropped"
        self._floods = {name: at for name, at in self._floods.items() if now - at < QUIET}
        conversation = await self._conversation(tx, arrival)
        await inbox.put(
            tx,
            conversation=conversation,
            channel=arrival.channel,
            # Several processes may find the flood at the same time: one notice a minute is in the name.
            ext_id=f"too_fast:{conversation}:{int(time.time() // QUIET)}",
            raw=b"",
            kind="too_fast",
            sealer=self._sealer,
        )
        self.counts["told", arrival.channel] += 1
        return "dropped"

    async def _conversation(self, tx: Session, arrival: Arrival) -> int:
        return await conversations.open_for(
            tx, channel=arrival.channel, account=arrival.account, address=arrival.address, sealer=self._sealer
        )


def _who(arrival: Arrival) -> str:
    return f"{arrival.channel}:{arrival.account}"
