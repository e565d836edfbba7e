"""A webhook that remembers what it gets and answers as told: the stand-in for the product in tests of a double."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Got:
    """One delivery: headers, bytes, and the JSON in them (None when there is none)."""

    headers: Mapping[str, str]
    raw: bytes
    body: Any


class Listener:
    """`async with Listener() as hook:`; `hook.url` is its address.

    `answers` are used up in order, then every delivery gets 200, or what `judge` says of it: a status, or a response's
    status, headers and body. `pause` is how many seconds each answer takes; `in_flight` and `most` count deliveries
    that are being answered.
    """

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: list[int | tuple[int, dict[str, str], str]] = []
        self.judge: Callable[[Got], int] | None = None
        self.pause = 0.0
        self.in_flight = self.most = 0
        self.url = ""
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Listen, at the same address as before."""
        app = web.Application()
        app.router.add_post("/hook", self._heard)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}/hook"

    async def close(self) -> None:
        """Refuse connections from now on."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _heard(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            got = Got(dict(request.headers), raw, _json(raw))
            self.got.append(got)
            answer = self.answers.pop(0) if self.answers else self.judge(got) if self.judge else 200
            await asyncio.sleep(self.pause)
        finally:
            self.in_flight -= 1
        status, headers, text = (answer, {}, "") if isinstance(answer, int) else answer
        return web.Response(status=status, headers=headers, text=text)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
