"""Webhook, turns and delivery of one channel around a mind that says back what it hears, for a network's double."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from aiohttp.test_utils import TestServer
from sqlalchemy import text as sql

from bot.delivery import Delivery
from bot.turn import TurnParts, Turns
from bot.web.server import make_app
from bot.worker import Worker
from tests.storage.fakes import EchoMind, FixedWords
from tests.waiting import eventually
from tests.web.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from aiohttp import web

    from bot.channels.base import Channel
    from storage.db import Database
    from storage.sealing import Sealer
    from tests.doubles import Clock, Person


class Runner(Protocol):
    """Something that runs until it is stopped."""

    async def run(self) -> None: ...

    def stop(self) -> None: ...


class Running:
    """What a test asks of the product under way."""

    def __init__(self, db: Database, delivery: Delivery, root: str) -> None:
        self.db, self.delivery, self.root = db, delivery, root

    async def column(self, statement: str) -> list[object]:
        async with self.db.transaction() as tx:
            return list(await tx.scalars(sql(statement)))

    async def handled(self) -> None:
        """Returns when no message waits any more."""
        await eventually(lambda: self.column("select 1 where not exists (select 1 from inbox where status = 'new')"))

    async def parked(self) -> int:
        (found,) = await self.column("select count(*) from inbox where status = 'parked'")
        assert isinstance(found, int)
        return found


def time_of(clock: Clock) -> Callable[[], datetime]:
    """The network's time as ours."""
    return lambda: datetime.fromtimestamp(clock.now(), UTC)


async def hears(person: Person, *texts: str) -> None:
    """Returns when these are the last that the person was told; raises when something else is."""
    known = person.replies()
    await eventually(lambda: [each.text for each in person.replies()][-len(texts) :] == list(texts))
    assert len(person.replies()) <= len(known) + len(texts)


@asynccontextmanager
async def running(
    db: Database,
    sealer: Sealer,
    channel: Channel,
    *,
    now: Callable[[], datetime],
    routes: Sequence[web.RouteDef] = (),
    runners: Sequence[Runner] = (),
) -> AsyncIterator[Running]:
    """Everything at work, sending as fast as it can; on the way out each part finishes what it has begun."""
    channels = {channel.capabilities.name: channel}
    turns = Turns(TurnParts(db, sealer, channels, EchoMind(), FixedWords(), "ca_mau", now))
    delivery = Delivery(db, sealer, channels, now=now, rhythms={})
    app = make_app(stage(db, sealer).parts)
    app.add_routes(routes)
    parts: list[Runner] = [Worker(db, turns), delivery, *runners]
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(app))
        for each in parts:
            stack.push_async_callback(_ended, each, asyncio.create_task(each.run()))
        yield Running(db, delivery, str(server.make_url("")).rstrip("/"))


async def _ended(runner: Runner, task: asyncio.Task[None]) -> None:
    runner.stop()
    await task
