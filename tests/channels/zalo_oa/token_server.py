"""The token endpoint as Zalo runs it, and processes that use it."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from aiohttp import web
from sqlalchemy import text as sql

from bot.channels.zalo_oa.tokens import App, Tokens
from storage import zalo_tokens
from tests.channels.zalo_oa.deliveries import APP_ID, APP_SECRET
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime

    from storage.db import Database
    from storage.sealing import Sealer
    from tests.channels.far_end import Asked, FarEnd

OAUTH = "/v4/oa/access_token"
INVALID = {"error": -14014, "error_name": "Invalid refresh token", "message": "Invalid refresh token."}


class Zalo:
    """The token endpoint as Zalo runs it: a refresh token works once, and its use ends the access token before."""

    def __init__(self, end: FarEnd) -> None:
        self.end, self.good, self.issued = end, {"R0"}, 0
        self.before_answer: Callable[[], Awaitable[None]] | None = None
        self.lose: deque[str] = deque()
        end.answers[OAUTH] = self.exchange

    async def exchange(self, asked: Asked) -> web.StreamResponse:
        assert asked.headers["secret_key"] == APP_SECRET
        assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        assert (form["app_id"], form["grant_type"]) == (APP_ID, "refresh_token")
        if self.lose and self.lose.popleft() == "before":
            return web.Response(status=502, text="<html>")
        if form["refresh_token"] not in self.good:
            return web.json_response(INVALID)
        self.issued += 1
        self.good = (self.good - {form["refresh_token"]}) | {f"R{self.issued}"}
        if self.before_answer is not None:
            await self.before_answer()
        pair = {"access_token": f"A{self.issued}", "refresh_token": f"R{self.issued}", "expires_in": "90000"}
        return web.json_response(pair)

    @property
    def calls(self) -> int:
        return len(self.end.to(OAUTH))

    def hold_until_another_wants(self, db: Database) -> None:
        """The next answer comes only once a second process waits at the lock, or has come past it to us."""
        calls = self.calls + 1

        async def wanted() -> bool:
            async with db.transaction() as tx:
                waits = await tx.scalar(
                    sql("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                )
            return bool(waits) or self.calls > calls

        async def hold() -> None:
            await eventually(wanted)

        self.before_answer = hold


def process(zalo: Zalo, db: Database, sealer: Sealer, clock: Callable[[], datetime], refresh: str = "R0") -> Tokens:
    """The tokens as a newly started process sees them."""
    app = App(id=APP_ID, secret=APP_SECRET, refresh=refresh, auth_url=zalo.end.url)
    return Tokens(app, db, sealer, zalo.end.session, now=clock)


@asynccontextmanager
async def running(tokens: Tokens) -> AsyncIterator[None]:
    task = asyncio.create_task(tokens.run())
    try:
        yield
    finally:
        tokens.stop()
        await task


async def stored(db: Database, sealer: Sealer) -> zalo_tokens.Pair:
    async with db.transaction() as tx:
        found = await zalo_tokens.load(tx, app_id=APP_ID, sealer=sealer)
    assert found is not None
    return found
