"""POST /webhooks/telegram: the secret first, then size, then stored and committed, and only then 200."""

from __future__ import annotations

import hmac
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeAlias

import structlog
from aiohttp import web

from bot.channels.telegram.updates import CHANNEL, Seen, see
from bot.channels.wire import UnreadableError, one_header, read_json
from bot.door import FullError
from bot.web.body import read_body
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.door import Door

PATH: Final = "/webhooks/telegram"
HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
COME_AGAIN: Final = 2
"""seconds after which Telegram may bring again what was not stored; it keeps to that"""

_log = structlog.get_logger()
UNREADABLE: Final = Seen(None, broken=True)
Stored: TypeAlias = "Callable[[Seen], None]"
"""told of each update once it is safe, also of a repeat: the first answer to a tap may not have arrived"""


class Receiver:
    """The webhook's handler. `secrets`: each of them opens it, so that one can be replaced without a gap.

    `counts`: stored, repeated (or dropped in a flood), ignored (nothing for us), parked (unreadable), large, slow,
    refused (wrong secret), postponed (not stored).
    """

    def __init__(self, door: Door, *, secrets: Sequence[str], bot: str, stored: Stored) -> None:
        self._door = door
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._bot = bot
        self._stored = stored
        self.counts: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.post)]

    async def post(self, request: web.Request) -> web.Response:
        """401 before the body is read; 413, 408; 503 when it is not stored; else 200.

        What cannot be read is set aside and acknowledged: refused, it would come again for a day, and hold back
        all that the same person says. Never 410: that would make Telegram drop the webhook.
        """
        if not self._is_telegram(request):
            return self._done("refused", 401)
        try:
            body = await read_body(request)
        except web.HTTPException as refusal:
            return self._done(
                "large" if refusal.status == web.HTTPRequestEntityTooLarge.status_code else "slow", refusal.status
            )
        try:
            return await self._take(body)
        except FullError as full:
            return self._done("postponed", 503, retry_after=full.retry_after)
        except StorageError as error:
            _log.warning("update not stored", channel=CHANNEL, exc_info=error)
            return self._done("postponed", 503)

    async def _take(self, body: bytes) -> web.Response:
        try:
            seen = see(read_json(body), bot=self._bot)
        except UnreadableError:
            seen = UNREADABLE
        result = "ignored"
        if seen.broken:
            await self._door.park(channel=CHANNEL, raw=body)
            result = "parked"
        elif seen.arrival is not None:
            result = "stored" if await self._door.store([seen.arrival]) else "repeated"
        self._stored(seen)
        return self._done(result, 200)

    def _is_telegram(self, request: web.Request) -> bool:
        given = (one_header(request, HEADER) or "").encode(errors="surrogateescape")
        # Every secret is compared, so that the time tells nothing of which one came near.
        return sum(hmac.compare_digest(given, secret) for secret in self._secrets) > 0

    def _done(self, result: str, status: int, *, retry_after: int = COME_AGAIN) -> web.Response:
        self.counts[result] += 1
        # Whoever knocks a million times writes a thousand lines.
        if result in ("large", "slow", "refused") and (self.counts[result] < 10 or self.counts[result] % 1000 == 0):
            _log.warning(
                "update refused", channel=CHANNEL, outcome=result, http_status=status, count=self.counts[result]
            )
        return web.Response(status=status, headers={"Retry-After": str(retry_after)} if status == 503 else None)
