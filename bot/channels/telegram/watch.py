"""Looks at the webhook once a minute, so that trouble on its way to us shows in metrics and in the log."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from prometheus_client import Gauge
from telegram.error import TelegramError

from bot.channels.telegram.updates import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from prometheus_client import CollectorRegistry

    from bot.channels.telegram.client import Client

EVERY: Final = 60.0
MANY: Final = 50
"""waiting updates from which on somebody should look"""

_log = structlog.get_logger()


class Watch:
    """Runs until `stop`; reads only. An error counts while it is younger than three looks."""

    def __init__(self, client: Client, *, url: str, registry: CollectorRegistry, now: Callable[[], datetime]) -> None:
        self._client, self._url, self._now = client, url, now
        self._stopping = asyncio.Event()
        self._pending = Gauge("chaovn_telegram_pending_updates", "Updates that wait at Telegram", registry=registry)
        self._failing = Gauge(
            "chaovn_telegram_webhook_failing", "1 when the webhook is wrong or failed lately", registry=registry
        )

    async def run(self) -> None:
        """Returns after `stop`."""
        while not self._stopping.is_set():
            await self.look()
            try:
                async with asyncio.timeout(EVERY):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    def stop(self) -> None:
        self._stopping.set()

    async def look(self) -> None:
        """One look. Telegram being away is a line in the log."""
        try:
            info = await self._client.get_webhook_info()
        except (TelegramError, KeyError, TypeError, ValueError, AttributeError) as error:
            _log.warning("webhook not looked at", channel=CHANNEL, exc_info=error)
            return
        self._pending.set(info.pending_update_count)
        elsewhere = info.url != self._url
        error_at = info.last_error_date
        failed = error_at is not None and (self._now() - error_at).total_seconds() < 3 * EVERY
        self._failing.set(1 if elsewhere or failed else 0)
        if elsewhere:
            _log.error("webhook points elsewhere: chaovn webhook set telegram", channel=CHANNEL)
        if failed:
            _log.warning("webhook failed lately: chaovn webhook status telegram", channel=CHANNEL)
        if info.pending_update_count >= MANY:
            _log.warning("updates wait at Telegram", channel=CHANNEL, count=info.pending_update_count)
