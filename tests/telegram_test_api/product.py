"""The bot on a test's own database with Telegram as its network, in this process."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.telegram.attention import Attention
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import Client
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.receive import PATH, Receiver
from bot.delivery import Delivery
from bot.door import Door
from bot.notices import Notices
from bot.turn import TurnParts, Turns
from bot.worker import Worker
from tests.conftest import NOW
from tests.talk import mind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database
    from storage.sealing import Sealer


@dataclass
class Product:
    """A running bot: where it hears, and how many updates it has stored."""

    webhook: str
    receiver: Receiver
    poller: Poller


@asynccontextmanager
async def product(
    db: Database, sealer: Sealer, *, token: str, base_url: str, secret: str, polling: bool
) -> AsyncIterator[Product]:
    """Worker and delivery, and the webhook or the poller in front of them. It sends as fast as it can; the day is that
    of the tests."""
    began = time.monotonic()

    def now() -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - began)

    core = mind()
    async with AsyncExitStack() as stack:
        client = Client(token, base_url=base_url)
        stack.push_async_callback(client.close_connections)
        channels = {"telegram": TelegramChannel(client, db)}
        words = Notices(core.wording, today=lambda: now().date())
        turns = Turns(TurnParts(db, sealer, channels, core.mind, words, "ca_mau", now))
        attention = Attention(client, db)
        stack.push_async_callback(attention.close)
        door = Door(db, sealer)
        poller = Poller(client, door, db, stored=attention.stored)
        receiver = Receiver(door, secrets=[secret], bot=client.number, stored=attention.stored)
        runners: list[Worker | Delivery | Poller] = [
            Worker(db, turns),
            Delivery(db, sealer, channels, now=now, rhythms={}),
            *([poller] if polling else []),
        ]
        for each in runners:
            task = asyncio.create_task(each.run())
            stack.push_async_callback(_ended, each, task)
        app = web.Application()
        app.add_routes(receiver.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield Product(f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}", receiver, poller)


async def _ended(runner: Worker | Delivery | Poller, task: asyncio.Task[None]) -> None:
    runner.stop()
    await task
