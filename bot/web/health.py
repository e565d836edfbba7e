"""Whether the process lives, and whether it is ready for people."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.web.parts import PARTS, READINESS
from storage import watch
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PATIENCE: Final = 2.0
"""seconds that one check may take"""
ASKED_EACH: Final = 2.0
"""seconds for which the answer is good: anybody may ask, however often"""


async def live(_request: web.Request) -> web.Response:
    """GET /health/live: the process answers."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """GET /health/ready: 200 when every registered check is content, else 503 with the reasons, as of a moment ago.

    `channels` says how the sending of each channel does; a network that is away makes nobody unready, nor does an
    alarm: that is for somebody to look at.
    """
    status, body = await request.app[READINESS].get()
    return web.Response(status=status, text=body, content_type="application/json")


async def asked_all(app: web.Application) -> tuple[int, str]:
    """The status and the JSON of GET /health/ready, as of now."""
    checks = app[PARTS].ready
    found = await asyncio.gather(*(_asked(check) for check in checks.values()))
    results = {name: reason or "ok" for name, reason in zip(checks, found, strict=True)}
    good = not any(found)
    answer = {"status": "ok" if good else "not ready", "checks": results, **await _words(app)}
    return 200 if good else 503, json.dumps(answer)


async def _words(app: web.Application) -> dict[str, dict[str, str]]:
    parts = app[PARTS]
    try:
        async with asyncio.timeout(PATIENCE), parts.db.transaction() as tx:
            return {"channels": await watch.words(tx, now=parts.now()), "alarms": await watch.alarms(tx)}
    except (TimeoutError, StorageError):
        return {"channels": {}, "alarms": {}}


async def _asked(check: Callable[[], Awaitable[str | None]]) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return "no answer in time"
    except Exception as error:  # noqa: BLE001 - a check that fails is a reason, not a fault of the page
        return type(error).__name__
