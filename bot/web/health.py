"""Whether the process lives, and whether it is ready for people."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.web.parts import PARTS
from storage import watch
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PATIENCE: Final = 2.0
"""seconds that one check may take"""


async def live(_request: web.Request) -> web.Response:
    """GET /health/live: the process answers."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """GET /health/ready: 200 when every registered check is content, else 503 with the reasons.

    `channels` says how the sending of each channel does; a network that is away makes nobody unready.
    """
    checks = request.app[PARTS].ready
    found = await asyncio.gather(*(_asked(check) for check in checks.values()))
    results = {name: reason or "ok" for name, reason in zip(checks, found, strict=True)}
    good = not any(found)
    answer = {"status": "ok" if good else "not ready", "checks": results, "channels": await _channels(request)}
    return web.json_response(answer, status=200 if good else 503)


async def _channels(request: web.Request) -> dict[str, str]:
    parts = request.app[PARTS]
    try:
        async with asyncio.timeout(PATIENCE), parts.db.transaction() as tx:
            return await watch.words(tx, now=parts.now())
    except (TimeoutError, StorageError):
        return {}


async def _asked(check: Callable[[], Awaitable[str | None]]) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return "no answer in time"
    except Exception as error:  # noqa: BLE001 - a check that fails is a reason, not a fault of the page
        return type(error).__name__
