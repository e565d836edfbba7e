"""Where Zalo delivers the events of an Official Account: proven, stored, committed, then 200."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

from bot.channels.wire import UnreadableError, object_of, one_header, read_json
from bot.channels.zalo_oa.events import kept
from bot.channels.zalo_oa.signature import signed_by
from bot.door import Arrival
from bot.web.body import read_body

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bot.door import Door

PATH: Final = "/webhooks/zalo-oa"
WARN_EVERY: Final = 60.0
LONGEST_PAGE: Final = 16 * 1024

_log = structlog.get_logger()


class ZaloOaWebhook:
    """The webhook. `keys` are the OA secret keys that hold, two of them while one replaces the other.

    `app_secret` never proves anything: it only lets the log say that the wrong one of two secrets was set.
    `counts`: stored, repeated, unsigned, dropped (moves no conversation), empty (the console's check), unreadable.
    """

    def __init__(  # noqa: PLR0913 - all but the door by keyword
        self,
        door: Door,
        *,
        app_id: str,
        keys: Sequence[str],
        app_secret: str | None = None,
        oa_id: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._door, self._app_id, self._keys = door, app_id, tuple(key for key in keys if key)
        self._app_secret, self._oa_id, self._clock = app_secret, oa_id, clock
        self._warned: dict[str, float] = {}
        self.counts: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.post)]

    async def post(self, request: web.Request) -> web.Response:
        """POST /webhooks/zalo-oa: 200 for whatever cannot be proven too, so that Zalo keeps the webhook (5.2).

        413 for a body over 64 KiB, 408 for one that dawdles, 503 by the
        application where the door raises `UnavailableError`, within Zalo's 2 seconds.
        """
        body = await read_body(request)
        if body.strip() in (b"", b"{}"):
            self.counts["empty"] += 1
            return web.Response()
        try:
            event = object_of(read_json(body))
        except UnreadableError:
            return self._refused("unreadable")
        if not self._proven(request, body, event):
            return self._refused("unsigned")
        found = kept(body, event, oa_id=self._oa_id)
        if found is None:
            self.counts["dropped"] += 1
            return web.Response()
        arrival = Arrival(
            channel="zalo_oa",
            account=found.user,
            address=found.user,
            ext_id=found.ext_id,
            raw=found.raw,
            alt_id=found.alt_id,
            always=found.always,
        )
        fresh = await self._door.store([arrival])
        self.counts["stored" if fresh else "repeated"] += 1
        return web.Response()

    def _proven(self, request: web.Request, body: bytes, event: Mapping[str, object]) -> bool:
        header = one_header(request, "X-ZEvent-Signature")
        stamp = one_header(request, "X-ZEvent-Timestamp")

        def with_keys(*keys: str) -> bool:
            return signed_by(keys, app_id=self._app_id, body=body, event=event, header=header, stamp_header=stamp)

        if with_keys(*self._keys):
            return True
        if self._app_secret and with_keys(self._app_secret):
            self._warn("signed with the app secret: set the OA secret key of the webhook page")
        return False

    def _refused(self, outcome: str) -> web.Response:
        self.counts[outcome] += 1
        self._warn(outcome)
        return web.Response()

    def _warn(self, outcome: str) -> None:
        """At most one line a minute for each outcome: whoever forges may be many."""
        if self._clock() - self._warned.get(outcome, -WARN_EVERY) >= WARN_EVERY:
            self._warned[outcome] = self._clock()
            _log.warning("zalo delivery refused", channel="zalo_oa", outcome=outcome, count=self.counts[outcome])


def verification_route(folder: Path) -> web.RouteDef:
    """`GET /zalo_verifier<CODE>.html`: the file that the console gives to prove the domain (zalo.md 6.4).

    The operator puts it into `folder` (`VAR_DIR`) under the name it came with. It must answer before the Official
    Account can be set up, so this route does not wait for the account's settings.
    """

    async def verifier(request: web.Request) -> web.Response:
        file = folder / request.match_info["name"]
        try:
            page = await asyncio.to_thread(_read, file)
        except OSError:
            raise web.HTTPNotFound from None
        return web.Response(body=page, content_type="text/html", charset="utf-8")

    return web.get(r"/{name:zalo_verifier[A-Za-z0-9_-]{8,128}\.html}", verifier)


def _read(file: Path) -> bytes:
    with file.open("rb") as handle:
        return handle.read(LONGEST_PAGE)
