"""Before a turn is claimed: Rasa is asked about the messages that are next, while no row is locked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.translating import inbound_of
from storage import inbox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.advised import Advised
    from bot.channels.base import Channel
    from storage.db import Database
    from storage.inbox import News
    from storage.sealing import Sealer

MOST = 8
"""messages that are asked about together: more than loops of a worker, so that what one claims was heard for it"""

_log = structlog.get_logger()


class Ahead:
    """Called before each turn. The turn may then claim another message: it is understood without Rasa."""

    def __init__(
        self,
        db: Database,
        sealer: Sealer,
        channels: Mapping[str, Channel],
        advised: Advised,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._db, self._sealer, self._channels, self._advised, self._now = db, sealer, channels, advised, now

    async def __call__(self) -> None:
        """Returns within the deadline of one question. Raises `UnavailableError` when the database is away."""
        async with self._db.transaction() as tx:
            coming = await inbox.coming(tx, now=self._now(), most=MOST)
        texts = [text for text in map(self._text, coming) if text]
        for fault in await asyncio.gather(*map(self._advised.hear, texts), return_exceptions=True):
            if isinstance(fault, Exception):  # a bug here must not stand between people and the embedded engine
                _log.error("asking ahead failed", exc_info=fault)

    def _text(self, news: News) -> str:
        """What a person wrote; nothing for a tap or a timer."""
        try:
            inbound = inbound_of(news, self._channels, sealer=self._sealer)
        except Exception:  # noqa: BLE001 - a row that cannot be read fails in its own turn, where it is set back
            return ""
        return inbound.text if inbound.kind in ("text", "edit") else ""
