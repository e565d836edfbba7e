"""The networks that the settings name: each gives a channel to send by, runners, and routes for its webhook.

What is not configured is not imported: a host without Telegram does not pay for its library.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.channels.zalo_oa.receive import verification_route

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from aiohttp import web
    from prometheus_client import CollectorRegistry

    from bot.channels.base import Channel
    from bot.door import Door
    from bot.settings import Settings
    from storage.db import Database
    from storage.sealing import Sealer


class Runner(Protocol):
    """Something that works beside the turns until it is told to stop."""

    async def run(self) -> None:
        """Returns after `stop`."""

    def stop(self) -> None:
        """Nothing new is begun."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What every network is built on."""

    settings: Settings
    db: Database
    sealer: Sealer
    door: Door
    registry: CollectorRegistry
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Connections:
    """The configured networks: what a process that serves pages needs of them, and what one that works needs."""

    routes: list[web.RouteDef] = field(default_factory=list)
    beside_pages: list[Runner] = field(default_factory=list)
    channels: dict[str, Channel] = field(default_factory=dict)
    beside_workers: list[Runner] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    """what became of each delivery, by network: of its webhook or of its poller"""


@asynccontextmanager
async def connected(ground: Ground) -> AsyncIterator[Connections]:
    """Opens what the settings name; leave the block after the runners have returned."""
    settings = ground.settings
    # The file that proves our domain to Zalo must be there before an account can be set up at all.
    found = Connections(routes=[verification_route(settings.var_dir)])
    async with AsyncExitStack() as stack:
        if settings.telegram_token is not None:
            _telegram(ground, found, stack)
        if settings.zalo_oa_app_id is not None:
            await _zalo_oa(ground, found, stack)
        if settings.zalo_bot_token is not None:
            await _zalo_bot(ground, found, stack)
        yield found


def notices(settings: Settings) -> list[str]:
    """What the operator has to hear at every start."""
    if settings.zalo_bot_token is None:
        return []
    from bot.channels.zalo_bot.build import plan_notice  # noqa: PLC0415

    return [plan_notice(settings)]


def _telegram(ground: Ground, found: Connections, stack: AsyncExitStack) -> None:
    from bot.channels.telegram.network import Telegram  # noqa: PLC0415

    network = Telegram(ground.settings, ground.db, ground.door, registry=ground.registry, now=ground.now)
    stack.push_async_callback(network.close)
    found.channels["telegram"] = network.channel
    found.counts["telegram"] = network.counts
    found.beside_pages.extend(network.beside_pages())
    found.beside_workers.extend(network.beside_workers())
    found.routes.extend(network.routes())


async def _zalo_oa(ground: Ground, found: Connections, stack: AsyncExitStack) -> None:
    from bot.channels.zalo_oa import build  # noqa: PLC0415

    opened = build.opened(ground.settings, ground.db, ground.sealer, now=ground.now)
    account = await stack.enter_async_context(opened)
    found.channels["zalo_oa"] = account.channel
    found.beside_workers.append(account.tokens)
    webhook = build.webhook(ground.settings, ground.door)
    found.counts["zalo_oa"] = webhook.counts
    found.routes.extend(webhook.routes())


async def _zalo_bot(ground: Ground, found: Connections, stack: AsyncExitStack) -> None:
    from bot.channels.zalo_bot import build  # noqa: PLC0415

    bot = await stack.enter_async_context(build.opened(ground.settings, ground.db, ground.door))
    found.channels["zalo_bot"] = bot.channel
    if bot.poller is not None:
        found.counts["zalo_bot"] = bot.poller.counts
        found.beside_workers.append(bot.poller)
    else:
        webhook = build.webhook(ground.settings, ground.door)
        found.counts["zalo_bot"] = webhook.counts
        found.routes.extend(webhook.routes())
