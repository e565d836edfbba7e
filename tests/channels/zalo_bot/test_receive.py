"""The webhook of the Bot Platform: the secret first, stored before 200."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text as sql

from bot.channels.zalo_bot.receive import PATH, ZaloBotWebhook
from bot.door import Door
from bot.web.server import make_app
from tests.channels.zalo_bot.test_updates import group, update
from tests.web.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from storage.db import Database
    from storage.sealing import Sealer

SECRET = "FAKE_webhook_secret_0001"
HEADER = "X-Bot-Api-Secret-Token"


class House:
    """The webhook over a database of its own."""

    def __init__(self, db: Database, hook: ZaloBotWebhook, client: TestClient[web.Request, web.Application]) -> None:
        self.db, self.hook, self.client = db, hook, client

    async def post(self, body: object, *secrets: str) -> int:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = [(HEADER, each) for each in secrets]
        async with self.client.post(PATH, data=data, headers=headers) as answer:
            return answer.status

    async def until_kept(self, body: object) -> int:
        """Posts as Zalo does: again while the machine is too busy to store."""
        while (status := await self.post(body, SECRET)) == 503:
            continue
        return status

    async def rows(self) -> int:
        async with self.db.transaction() as tx:
            return int(await tx.scalar(sql("select count(*) from inbox")) or 0)


@pytest.fixture
async def house(db: Database, sealer: Sealer) -> AsyncIterator[House]:
    hook = ZaloBotWebhook(Door(db, sealer), secret=SECRET)
    app = make_app(stage(db, sealer).parts)
    app.add_routes(hook.routes())
    async with TestClient(TestServer(app)) as client:
        yield House(db, hook, client)


async def test_flat_and_enveloped_messages_are_stored_once(house: House) -> None:
    """The same message in both shapes, a hundred times at once: one row, 200 each time."""
    flat = update("text", text="Xin chào")
    bodies: list[object] = [flat, {"ok": True, "result": flat}] * 50
    assert await asyncio.gather(*(house.until_kept(body) for body in bodies)) == [200] * 100
    assert await house.rows() == 1
    assert house.hook.counts == {"stored": 1, "repeated": 99}
    assert [await house.post(group(n), SECRET) for n in range(3)] == [200] * 3
    assert await house.rows() == 2


async def test_without_the_secret_nothing_is_stored(house: House) -> None:
    """None, wrong, a part, too much, twice, other letters: 403 each, never a fault of ours (trust.md T01)."""
    body = update("text", text="giả")
    tries = [(), ("wrong",), (SECRET[:-1],), (SECRET + "x",), (SECRET, SECRET), ("é" * 24,), ("",), (SECRET.lower(),)]
    assert [await house.post(body, *each) for each in tries] == [403] * len(tries)
    assert await house.rows() == 0
    assert house.hook.counts == {"unsigned": len(tries)}


async def test_a_webhook_without_a_secret_lets_nobody_in(db: Database, sealer: Sealer) -> None:
    """An empty secret is not the secret of those who send none."""
    app = make_app(stage(db, sealer).parts)
    hook = ZaloBotWebhook(Door(db, sealer), secret="")
    app.add_routes(hook.routes())
    async with TestClient(TestServer(app)) as client:
        assert await House(db, hook, client).post(update("text", text="x")) == 403
        assert await House(db, hook, client).post(update("text", text="x"), "") == 403


@pytest.mark.parametrize("body", [b"", b"{}"])
async def test_zalo_may_look_when_the_webhook_is_set(house: House, body: bytes) -> None:
    """Its empty call may come without the secret, and has to hear 200."""
    assert await house.post(body) == 200
    assert await house.rows() == 0


async def test_what_cannot_be_used_is_acknowledged(house: House) -> None:
    """Bombs, strange types, what moves nothing: 200, so that it does not come again; the unreadable is set aside."""
    doubled = json.dumps(update("text", text="x")).replace('"text": "x"', '"text": "x", "text": "y"').encode()
    odd: list[object] = [
        b"[" * 60_000,
        b"null",
        b"[1]",
        b"\xff",
        doubled,
        {"event_name": "message.unsupported.received"},
    ]
    assert [await house.post(body, SECRET) for body in odd] == [200] * len(odd)
    async with house.db.transaction() as tx:
        assert list(await tx.scalars(sql("select distinct status from inbox"))) == ["parked"]
        await tx.execute(sql("delete from inbox"))
    assert await house.post(b"x" * 70_000, SECRET) == 413
    nul = json.dumps(update("text", text="a\x00b\ud800", message_id="\x00")).encode()
    assert await house.post(nul, SECRET) == 200
    assert await house.rows() == 1


async def test_without_the_database_nothing_is_acknowledged(house: House) -> None:
    """503 while the inbox is locked, and the repeat is stored."""
    async with house.db.transaction() as tx:
        await tx.execute(sql("lock table inbox in access exclusive mode"))
        assert await house.post(update("text", text="chờ"), SECRET) == 503
    assert await house.post(update("text", text="chờ"), SECRET) == 200
    assert await house.rows() == 1
