"""Where the Bot Platform delivers: the secret in its header, stored, committed, then 200."""

from __future__ import annotations

import hmac
from collections import Counter
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.channels.wire import UnreadableError, one_header, read_json
from bot.channels.zalo_bot.updates import arrival_of, updates_in
from bot.web.body import read_body

if TYPE_CHECKING:
    from bot.door import Door

PATH: Final = "/webhooks/zalo-bot"


class ZaloBotWebhook:
    """The webhook. `counts`: stored, repeated, unsigned, dropped (moves no conversation), empty, unreadable."""

    def __init__(self, door: Door, *, secret: str) -> None:
        self._door, self._secret = door, secret.encode()
        self.counts: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.post)]

    async def post(self, request: web.Request) -> web.Response:
        """POST /webhooks/zalo-bot: 403 without the secret; an empty body is `setWebhook` looking, and gets 200.

        413 for a body over 64 KiB, 408 for one that dawdles, 503 by
        the application where the door raises `UnavailableError`.
        """
        body = await read_body(request)
        if body.strip() in (b"", b"{}"):
            self.counts["empty"] += 1
            return web.Response()
        given = one_header(request, "X-Bot-Api-Secret-Token") or ""
        if not self._secret or not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            self.counts["unsigned"] += 1
            raise web.HTTPForbidden
        try:
            found = [arrival for update in updates_in(read_json(body)) if (arrival := arrival_of(update)) is not None]
        except UnreadableError:
            self.counts["unreadable"] += 1
            await self._door.park(channel="zalo_bot", raw=body)
            return web.Response()
        if not found:
            self.counts["dropped"] += 1
            return web.Response()
        fresh = await self._door.store(found)
        self.counts["stored"] += fresh
        self.counts["repeated"] += len(found) - fresh
        return web.Response()
