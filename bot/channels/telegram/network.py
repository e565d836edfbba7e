"""Telegram as one thing to wire: what it sends by, what it receives by, and what runs beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.channels.telegram.attention import Attention
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import make_client
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.receive import PATH, Receiver
from bot.channels.telegram.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aiohttp import web
    from prometheus_client import CollectorRegistry

    from bot.door import Door
    from bot.settings import Settings
    from storage.db import Database


class Runner(Protocol):
    """Something that runs until it is stopped."""

    async def run(self) -> None:
        """Returns after `stop`."""

    def stop(self) -> None:
        """Ask it to end."""


class Telegram:
    """Built when `TELEGRAM_TOKEN` is set; close it last, after what it was given to.

    Raises `SettingsError` for a token or proxy that cannot be one. No network is touched by building it.
    """

    def __init__(
        self,
        settings: Settings,
        db: Database,
        door: Door,
        *,
        registry: CollectorRegistry,
        now: Callable[[], datetime],
    ) -> None:
        self._settings, self._db, self._door = settings, db, door
        self._registry, self._now = registry, now
        self._client = make_client(settings)
        self._attention = Attention(self._client, db)
        self.channel = TelegramChannel(self._client, db)

    def routes(self) -> list[web.RouteDef]:
        """For the pages' process; none when updates are polled for."""
        if self._settings.telegram_mode == "polling":
            return []
        assert self._settings.telegram_secret is not None
        secret = self._settings.telegram_secret.get_secret_value()
        receiver = Receiver(self._door, secrets=(secret,), bot=self._client.number, stored=self._attention.stored)
        return receiver.routes()

    def beside_pages(self) -> tuple[Runner, ...]:
        """What runs in the pages' process, where the metrics are read: the watch over the webhook."""
        if self._settings.telegram_mode == "polling":
            return ()
        url = f"{self._settings.public_url}{PATH}"
        return (Watch(self._client, url=url, registry=self._registry, now=self._now),)

    def beside_workers(self) -> tuple[Runner, ...]:
        """What runs in the workers' process: the poller, where updates are polled for."""
        if self._settings.telegram_mode == "webhook":
            return ()
        return (Poller(self._client, self._door, self._db, stored=self._attention.stored),)

    async def close(self) -> None:
        """Nothing more is shown or sent."""
        await self._attention.close()
        await self._client.close_connections()
