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
    from collections import Counter
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
        self._settings = settings
        self._registry, self._now = registry, now
        self._client = make_client(settings)
        self._attention = Attention(self._client, db)
        self.channel = TelegramChannel(self._client, db)
        self._poller = self._receiver = None
        if settings.telegram_mode == "polling":
            self._poller = Poller(self._client, door, db, stored=self._attention.stored)
        else:
            assert settings.telegram_secret is not None
            secret = settings.telegram_secret.get_secret_value()
            bot = self._client.number
            self._receiver = Receiver(door, secrets=(secret,), bot=bot, stored=self._attention.stored)

    @property
    def counts(self) -> Counter[str]:
        """What became of the updates, by webhook or poller."""
        found = self._poller or self._receiver
        assert found is not None
        return found.counts

    def routes(self) -> list[web.RouteDef]:
        """For the pages' process; none when updates are polled for."""
        return [] if self._receiver is None else self._receiver.routes()

    def beside_pages(self) -> tuple[Runner, ...]:
        """What runs in the pages' process, where the metrics are read: the watch over the webhook."""
        if self._settings.telegram_mode == "polling":
            return ()
        url = f"{self._settings.public_url}{PATH}"
        return (Watch(self._client, url=url, registry=self._registry, now=self._now),)

    def beside_workers(self) -> tuple[Runner, ...]:
        """What runs in the workers' process: the poller, where updates are polled for."""
        return () if self._poller is None else (self._poller,)

    async def close(self) -> None:
        """Nothing more is shown or sent."""
        await self._attention.close()
        await self._client.close_connections()
