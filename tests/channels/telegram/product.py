"""The product as it runs with Telegram: webhook or poller, workers and delivery, in this process."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from bot.channels.telegram.network import Telegram
from bot.delivery import Delivery
from bot.door import Door
from bot.notices import Notices
from bot.settings import load
from bot.turn import TurnParts, Turns
from bot.web.server import make_app
from bot.worker import Worker
from tests.waiting import eventually
from tests.web.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.channels.telegram.network import Runner
    from bot.core import Core
    from storage.db import Database
    from storage.sealing import Sealer
    from tests.doubles.network import Reply
    from tests.doubles.telegram import TelegramDouble
    from tests.doubles.telegram_person import TelegramPerson


def now() -> datetime:
    """The real time: the database's clock is real too."""
    return datetime.now(UTC)


@asynccontextmanager
async def running(parts: Core, db: Database, sealer: Sealer, tg: TelegramDouble, *, mode: str) -> AsyncIterator[None]:
    """The product until the block ends; in webhook mode the double is told where it is.

    It sends as fast as it can, and hears every tap: the tests here look at each by itself.
    """
    settings = load(
        tg.settings() | {"CHAOVN_PUBLIC_URL": "https://chao.example.vn", "CHAOVN_TELEGRAM_MODE": mode}, env_file=None
    )
    door = Door(db, sealer)
    network = Telegram(settings, db, door, registry=CollectorRegistry(), now=now)
    channels = {"telegram": network.channel}
    words = Notices(parts.wording, today=lambda: now().date())
    turns = Turns(
        TurnParts(
            db=db,
            sealer=sealer,
            channels=channels,
            mind=parts.mind,
            words=words,
            province="ca_mau",
            now=now,
            same_tap=timedelta(),
        )
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(network.close)
        if routes := network.routes():
            app = make_app(replace(stage(db, sealer).parts, registry=CollectorRegistry()))
            app.add_routes(routes)
            server = await stack.enter_async_context(TestServer(app))
            await tg.deliver_to(f"http://127.0.0.1:{server.port}/webhooks/telegram")
        work: list[Runner] = [Worker(db, turns), Delivery(db, sealer, channels, now=now, rhythms={})]
        for runner in (*work, *network.beside_workers()):
            stack.push_async_callback(_ended, runner, asyncio.create_task(runner.run()))
        yield


UNDER_WAY = """
select exists (select 1 from inbox where status = 'new')
    or exists (select 1 from outbox where status in ('pending', 'sending'))
"""


async def settled(person: TelegramPerson, db: Database, tg: TelegramDouble) -> list[Reply]:
    """The replies to the person's last act, when all that came is handled and all that was said has arrived. Raises
    `TimeoutError` without any reply."""

    async def still() -> bool:
        if tg.updates.pending or not person.replies(person.line):
            return False
        async with db.transaction() as tx:
            return not await tx.scalar(text(UNDER_WAY))

    await eventually(still)
    return person.replies(person.line)


async def _ended(runner: Runner, task: asyncio.Task[None]) -> None:
    runner.stop()
    await task
