"""One network's double with the product's own parts behind it in this process, and a clock that stands still."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry
from sqlalchemy import select, text

from bot.connections import Ground, connected
from bot.delivery import Delivery
from bot.door import Door
from bot.jobs import Jobs
from bot.notices import Notices
from bot.settings import load
from bot.turn import TurnParts, Turns
from bot.web.server import make_app
from storage import events
from storage.log_tables import interaction
from tests.doubles import Clock, TelegramDouble, ZaloBotDouble, ZaloOaDouble
from tests.networks.service import PATHS
from tests.talk import mind
from tests.waiting import LONG, eventually
from tests.web.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from storage.db import Database
    from storage.sealing import Sealer

DOUBLES = {"telegram": TelegramDouble, "zalo_oa": ZaloOaDouble, "zalo_bot": ZaloBotDouble}
COUNTED = ("channel", "lang", "kind", "intent", "band", "node", "outcome", "programme", "verdict", "answered")
"""columns of an interaction that the engine alone decides"""


class StillClock(Clock):
    """Stands where it was set."""

    def __init__(self) -> None:
        super().__init__()
        self.time = datetime.fromisoformat("2026-11-22T12:00:00+07:00")

    def now(self) -> float:
        return self.time.timestamp()


@dataclass
class Stage:
    """One network with everything behind it. `left_out` counts the acts that people cannot do there."""

    db: Database
    network: Any
    clock: StillClock
    turns: Turns
    jobs: Jobs
    parts: TurnParts
    left_out: Counter[str] = field(default_factory=Counter)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    months: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return str(self.network.name)

    async def count(self, statement: str) -> int:
        async with self.db.transaction() as tx:
            return int(await tx.scalar(text(statement)) or 0)

    def set(self, settings: Mapping[str, str]) -> None:
        """The service as it is with these settings: some files are written for one."""
        core, now = mind(**settings), self.parts.now
        words = Notices(core.wording, today=lambda: now().date())
        self.turns = Turns(replace(self.parts, mind=core.mind, words=words))

    async def idle(self) -> None:
        """Returns when all that came is handled and all that was said has arrived."""
        while await self.turns.one_turn():
            pass
        await eventually(self._sent)

    async def _sent(self) -> bool:
        return not await self.count("select count(*) from outbox where status in ('pending', 'sending')")

    async def arrived(self, before: int) -> None:
        """Returns when the network has brought what was done; `before` is how often it had delivered by then."""

        def there() -> bool:
            if isinstance(self.network, TelegramDouble):
                return not self.network.updates.pending
            return len(self.network.deliveries) > before

        async with asyncio.timeout(LONG):
            while not there():  # noqa: ASYNC110 - a thousand times a run, and the doubles have no event for it
                await asyncio.sleep(0.001)

    async def ready_for(self, now: datetime) -> None:
        """The files play in other months than the run's own partitions."""
        if (month := f"{now:%Y-%m}") not in self.months:
            self.months.add(month)
            async with self.db.transaction() as tx:
                await events.ensure_partitions(tx, day=now.date())

    async def forget_timers(self) -> None:
        """Who has played must not be reminded while the next file lets time pass."""
        async with self.db.transaction() as tx:
            await tx.execute(text("update conversation set wake_at = null"))

    async def next_timer(self) -> datetime | None:
        """When the next reminder falls due."""
        async with self.db.transaction() as tx:
            found: datetime | None = await tx.scalar(text("select min(wake_at) from conversation"))
        return found

    async def rows(self) -> dict[str, tuple[Any, ...]]:
        """The interactions so far: id -> what is compared."""
        c = interaction.c
        async with self.db.transaction() as tx:
            found = await tx.execute(select(c.id, *(c[name] for name in COUNTED)))
            return {row.id: comparable(row[1:]) for row in found}


def comparable(values: Any) -> tuple[Any, ...]:
    return tuple(tuple(each) if isinstance(each, list) else each for each in values)


@asynccontextmanager
async def staged(name: str, db: Database, sealer: Sealer) -> AsyncIterator[Stage]:
    """The product's own parts, wired as `bot/app.py` wires them, on a double of network `name` by webhook."""
    clock, core = StillClock(), mind()
    paces = itertools.count(0, 100)

    def now() -> datetime:
        return clock.time.astimezone(UTC)  # as the service's own clock tells it

    async with AsyncExitStack() as stack:
        network: Any = await stack.enter_async_context(DOUBLES[name](clock=clock))
        _unlimited(network)
        settings = load(network.settings() | {"CHAOVN_PUBLIC_URL": "https://bot.example.vn"}, env_file=None)
        door = Door(db, sealer, clock=lambda: next(paces))
        ground = Ground(settings, db, sealer, door, CollectorRegistry(), now)
        connections = await stack.enter_async_context(connected(ground))
        channels = connections.channels
        words = Notices(core.wording, today=lambda: now().date())
        parts = TurnParts(db, sealer, channels, core.mind, words, "ca_mau", now, same_tap=timedelta())
        delivery = Delivery(db, sealer, channels, now=now, rhythms={})
        app = make_app(stage(db, sealer).parts)
        app.add_routes(connections.routes)
        server = await stack.enter_async_context(TestServer(app))
        await network.deliver_to(str(server.make_url(PATHS[name])))
        task = asyncio.create_task(delivery.run())
        yield Stage(db, network, clock, Turns(parts), Jobs(db, sealer, now=now), parts)
        delivery.stop()
        await task


def _unlimited(network: Any) -> None:
    """Measures and echoes have tests of their own."""
    if isinstance(network, TelegramDouble):
        network.meters.on = False
    elif isinstance(network, ZaloOaDouble):
        network.mischief.echoes = network.mischief.receipts = False
        network.plan.per_minute = 10**6
    else:
        network.plan.people = network.plan.messages = 10**6
